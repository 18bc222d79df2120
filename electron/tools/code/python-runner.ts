/**
 * The Python program around a step's code: `python3 runner.py <folder>`. It reads `code.py` and `inputs.json` there and
 * leaves `value.json` or `error.json`. Python 3.8 and newer; only the standard library. Files instead of stdout, so that
 * what the code prints stays its own.
 */
export const PYTHON_RUNNER = String.raw`
import ast, builtins, json, keyword, linecache, os, sys, traceback

FOLDER = sys.argv[1]
NAME = "<code>"


def read(name):
    with open(os.path.join(FOLDER, name), encoding="utf-8") as file:
        return file.read()


def leave(name, value):
    text = json.dumps(value, ensure_ascii=True, allow_nan=False)
    with open(os.path.join(FOLDER, name), "w", encoding="utf-8") as file:
        file.write(text)


def plain(value, seen=()):
    """The value as JSON has it. Other types become what they mean; what means nothing in JSON is an error."""
    if value is None or isinstance(value, (bool, str)):
        return value
    if isinstance(value, int):
        return int(value)
    if isinstance(value, float):
        return float(value) if value == value and value not in (float("inf"), float("-inf")) else None
    if id(value) in seen:
        raise TypeError("a value that contains itself")
    seen = seen + (id(value),)
    if len(seen) > 300:
        raise TypeError("a value nested deeper than 300 levels")
    if isinstance(value, dict):
        return {key_text(key): plain(item, seen) for key, item in value.items()}
    if isinstance(value, (list, tuple, set, frozenset)):
        return [plain(item, seen) for item in value]
    return plain(converted(value), seen)


def key_text(key):
    if isinstance(key, bool) or key is None:
        return json.dumps(key)
    return str(key)


def converted(value):
    if isinstance(value, (bytes, bytearray, memoryview)):
        import base64
        return {"$base64": base64.b64encode(bytes(value)).decode("ascii")}
    if hasattr(value, "isoformat"):
        return value.isoformat()
    if hasattr(value, "__dataclass_fields__") and not isinstance(value, type):
        return {name: getattr(value, name) for name in value.__dataclass_fields__}
    type_name = type(value).__module__.split(".")[0] + "." + type(value).__name__
    if type_name in ("decimal.Decimal", "fractions.Fraction"):
        return float(value)
    if type_name == "pandas.DataFrame":
        return value.to_dict("records")
    for method in ("tolist", "to_dict"):
        if callable(getattr(value, method, None)) and not isinstance(value, type):
            return getattr(value, method)()
    if hasattr(value, "__fspath__"):
        return value.__fspath__()
    if hasattr(value, "value") and hasattr(type(value), "__members__"):
        return value.value
    if isinstance(value, (range, type({}.keys()), type({}.values()), type({}.items()))):
        return list(value)
    raise TypeError("a value of the type " + type(value).__name__)


def fail(kind, error, line):
    leave("error.json", {"kind": kind, "type": type(error).__name__, "message": str(error), "line": line})


def line_of(error):
    if isinstance(error, SyntaxError) and error.filename == NAME:
        return error.lineno
    lines = [frame.lineno for frame in traceback.extract_tb(error.__traceback__) if frame.filename == NAME]
    return lines[-1] if lines else None


def show(error):
    """The traceback without the frames of this program."""
    trace = error.__traceback__
    while trace is not None and trace.tb_frame.f_code.co_filename != NAME:
        trace = trace.tb_next
    traceback.print_exception(type(error), error, trace)


def run(code, names):
    tree = ast.parse(code, NAME)
    last = None
    if tree.body and isinstance(tree.body[-1], ast.Expr):
        last = ast.Expression(tree.body.pop().value)
    exec(compile(tree, NAME, "exec"), names)
    return None if last is None else eval(compile(last, NAME, "eval"), names)


def main():
    code = read("code.py")
    inputs = json.loads(read("inputs.json"))
    linecache.cache[NAME] = (len(code), None, code.splitlines(True), NAME)
    # A line is seen when it is printed, not when a buffer is full.
    sys.stdout.reconfigure(line_buffering=True)
    sys.path[0] = os.getcwd()
    sys.argv = [NAME]
    import types
    module = types.ModuleType("__main__")
    sys.modules["__main__"] = module
    names = module.__dict__
    reserved = set(dir(builtins)) | set(keyword.kwlist)
    names.update({name: value for name, value in inputs.items() if name.isidentifier() and name not in reserved})
    names["inputs"] = inputs
    given = names.get("result", NAME)
    try:
        last = run(code, names)
    except SystemExit as error:
        status = error.code
        if not (status is None or status == 0):
            raise
        last = None
    except BaseException as error:
        fail("code", error, line_of(error))
        show(error)
        sys.exit(1)
    result = names.get("result", given)
    value = last if result is given else result
    try:
        leave("value.json", {"value": plain(value)})
    except (TypeError, ValueError, RecursionError) as error:
        fail("value", error, None)
        sys.exit(1)


main()
`;

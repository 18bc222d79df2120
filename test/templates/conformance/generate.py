"""Makes conformance.json: what real Jinja2 gives for each template of templates.txt.

Run with an interpreter that has jinja2 (Debian: python3-jinja2):

    /usr/bin/python3 test/templates/conformance/generate.py

templates.txt holds one template per line, written as a JSON string where it begins with a double quote, else as it is;
lines that begin with `## ` name an area. Jinja is set up as language.md says: strict, sandboxed, block lines trimmed,
the final newline kept, and with the Python functions of the same name that the language has.

A template that is one expression gives its value; any other gives its text. Printing a value is a matter of language
(`True` or `true`), so texts here mostly print texts and numbers; what differs on purpose is in differences.json.
"""

import json
import subprocess
import types
from pathlib import Path

from jinja2 import StrictUndefined, TemplateSyntaxError, Undefined, meta, nodes
from jinja2.sandbox import SandboxedEnvironment

FOLDER = Path(__file__).parent
CONTEXT = json.loads((FOLDER / "context.json").read_text(encoding="utf8"))
FUNCTIONS = {f.__name__: f for f in (len, str, int, float, bool, abs, min, max, sum, round, sorted, any, all)}


def environment() -> SandboxedEnvironment:
    env = SandboxedEnvironment(undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True, keep_trailing_newline=True)
    env.globals.update(FUNCTIONS)
    return env


def plain(value):
    """A Python value as JSON data."""
    if isinstance(value, Undefined):
        str(value)
        raise AssertionError("a strict undefined value printed")
    if isinstance(value, str):
        return str(value)
    if value is None or isinstance(value, (bool, int, float)):
        return value
    if isinstance(value, dict):
        return {str(key): plain(inner) for key, inner in value.items()}
    if isinstance(value, (list, tuple, range, set, types.GeneratorType)) or hasattr(value, "__iter__"):
        return [plain(inner) for inner in value]
    raise TypeError(f"no JSON value: {value!r}")


def is_one_expression(env, template):
    text = template.strip()
    if not text.startswith("{{") or text.startswith("{{-") or text.endswith("-}}"):
        return False
    body = env.parse(text).body
    parts = body[0].nodes if len(body) == 1 and isinstance(body[0], nodes.Output) else []
    return len(parts) == 1 and not isinstance(parts[0], nodes.TemplateData)


def evaluate(env, template, context):
    if is_one_expression(env, template):
        return {"value": plain(env.compile_expression(template.strip()[2:-2], undefined_to_none=False)(**context))}
    return {"text": env.from_string(template).render(**context)}


def case(area, template):
    env = environment()
    try:
        names = meta.find_undeclared_variables(env.parse(template))
        context = {name: CONTEXT[name] for name in sorted(names) if name in CONTEXT}
        expected = evaluate(env, template, context)
    except TemplateSyntaxError:
        context, expected = {}, {"error": "syntax"}
    except Exception:
        expected = {"error": "evaluation"}
    return {"area": area, "template": template, "context": context, "expected": expected}


def templates():
    area = ""
    for line in (FOLDER / "templates.txt").read_text(encoding="utf8").splitlines():
        if line.startswith("## "):
            area = line[3:]
        elif line.strip():
            yield area, json.loads(line) if line.startswith('"') else line


def main():
    cases = [case(area, template) for area, template in templates()]
    keys = [one["template"] for one in cases]
    twice = {key for key in keys if keys.count(key) > 1}
    if twice:
        raise SystemExit(f"templates that stand twice in templates.txt: {sorted(twice)}")
    target = FOLDER / "conformance.json"
    target.write_text(json.dumps(cases, ensure_ascii=False), encoding="utf8")
    subprocess.run(["npx", "biome", "format", "--write", str(target)], check=True, cwd=FOLDER, stdout=subprocess.DEVNULL)
    print(f"{len(cases)} cases")


if __name__ == "__main__":
    main()

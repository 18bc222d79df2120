import { spawnSync } from 'node:child_process';
import { readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../shared/json.ts';
import { pythonExecutor } from '../../electron/tools/python-executor.ts';
import { callTool, errorOf, resultOf } from '../helpers/call-tool.ts';
import { makeToolContext, type TestContextOptions } from '../helpers/tool-context.ts';

const hasPython = spawnSync('/usr/bin/env', ['python3', '--version']).status === 0;

function setUp(options: TestContextOptions = {}) {
  const context = makeToolContext(options);
  const call = { tool: pythonExecutor, context };
  const run = (code: string, inputs: JsonObject = {}) => resultOf(call, { code, inputs });
  const fail = (code: string, inputs: JsonObject = {}) => errorOf(call, { code, inputs });
  return { context, call, run, fail };
}

describe.skipIf(!hasPython)('python-executor (skipped where there is no python3)', () => {
  it('gives the variable result, what was printed, and the code', async () => {
    const { run } = setUp();
    expect(
      await run(
        'import sys\nprint("out ü")\nprint("err", file=sys.stderr)\nresult = {"status": "done", "n": 1}\nprint("last")',
      ),
    ).toEqual({
      stdout: 'out ü\nlast\n',
      stderr: 'err\n',
      return_code: 0,
      value: { status: 'done', n: 1 },
    });
  });

  it.each([
    ['1 + 1', 2],
    ['x = 3\nx * 2', 6],
    ['result = 5\n7', 5],
    ['x = 3', null],
    ['', null],
    ['result = None', null],
    ['import sys\nresult = 1\nsys.exit(0)', 1],
    ['def f(n):\n    return 1 if n < 2 else n * f(n - 1)\nf(5)', 120],
  ])('reads the value of %j', async (code, value) => {
    expect(await setUp().run(code)).toMatchObject({ value });
  });

  it('offers inputs as a map and by name, of their own types', async () => {
    const { run } = setUp();
    const inputs = { n: 2, rows: [{ a: 'ä"\\' }], 'a-b': 1, class: 1, len: 1, result: 9 };
    expect(await run('[inputs["a-b"], n, rows[0]["a"], len(inputs), inputs["class"]]', inputs)).toMatchObject({
      value: [1, 2, 'ä"\\', 6, 1],
    });
    expect(await run('result + 1', { result: 1 })).toMatchObject({ value: 2 });
  });

  it('turns what JSON has no word for into what it means', async () => {
    const code = `
import datetime, decimal, dataclasses, collections, pathlib
@dataclasses.dataclass
class P:
    x: int
result = {
  "date": datetime.date(2024, 1, 2), "set": {1}, "tuple": (1, 2), "bytes": b"\\xff", "nan": float("nan"), "inf": float("inf"),
  "decimal": decimal.Decimal("1.5"), "data": P(1), 5: "five", None: 0, True: 1, "counter": collections.Counter("aab"), "path": pathlib.PurePosixPath("a/b"),
  "range": range(3), "big": 2**60,
}`;
    const { value } = await setUp().run(code);
    expect(value).toEqual({
      date: '2024-01-02',
      set: [1],
      tuple: [1, 2],
      bytes: { $base64: '/w==' },
      nan: null,
      inf: null,
      decimal: 1.5,
      data: { x: 1 },
      5: 'five',
      null: 0,
      true: 1,
      counter: { a: 2, b: 1 },
      path: 'a/b',
      range: [0, 1, 2],
      big: '1152921504606846976',
    });
  });

  it.each([
    ['result = lambda: 1', 'function'],
    ['result = []\nresult.append(result)', 'contains itself'],
    ['result = []\nfor _ in range(600): result = [result]', 'nested deeper'],
  ])('refuses a value that JSON cannot hold: %s', async (code, reason) => {
    const error = await setUp().fail(code);
    expect(error).toMatchObject({ category: 'execution', code: 'value_not_json' });
    expect(error.message).toContain(reason);
  });

  it('says where the value goes instead of `return`', async () => {
    const outcome = await callTool(setUp().call, { code: 'return 5' });
    if (outcome.success) throw new Error('expected a failure');
    expect(outcome.error.hint).toContain('put its value into `result`');
  });

  it.each([
    ['x = 1\n\nprint(nope)', 3, 'NameError'],
    ['x = 1\nif True\n  pass', 2, 'SyntaxError'],
    ['def f():\n    raise ValueError("deep")\n\nf()', 2, 'ValueError'],
    ['import json\njson.loads("{")', 2, 'JSONDecodeError'],
    ['raise Exception({"a": object()})', 1, 'Exception'],
    ['raise KeyboardInterrupt()', 1, 'KeyboardInterrupt'],
  ])('L20 names the line of the code that failed: %j', async (code, line, type) => {
    const { call } = setUp();
    const outcome = await callTool(call, { code });
    if (outcome.success) throw new Error('expected a failure');
    expect(outcome.error).toMatchObject({
      category: 'execution',
      code: 'code_failed',
      details: { line, type, return_code: 1 },
    });
    expect(outcome.error.message).toContain(`${type} in line ${line} of the code`);
    expect(outcome.result).toMatchObject({ return_code: 1, value: null });
  });

  it('keeps its own frames out of the traceback', async () => {
    const { call } = setUp();
    const outcome = await callTool(call, { code: 'print("before")\nraise ValueError("x")' });
    expect(outcome.result).toMatchObject({ stdout: 'before\n', stderr: expect.stringContaining('line 2') });
    expect(JSON.stringify(outcome.result)).not.toContain('runner.py');
  });

  it.each([
    ['import sys\nsys.exit(3)', 3],
    ['import sys\nsys.exit("message")', 1],
    ['import os\nos._exit(4)', 4],
    ['import os, signal\nos.kill(os.getpid(), signal.SIGKILL)', 137],
  ])('fails when the code ends its process with another code than 0: %j', async (code, returnCode) => {
    expect(await setUp().fail(code)).toMatchObject({ code: 'code_failed', details: { return_code: returnCode } });
  });

  it('gives null for code that ends its process well, but early', async () => {
    expect(await setUp().run('import os\nos._exit(0)')).toMatchObject({ return_code: 0, value: null });
  });

  it('runs in the working directory, and imports from there', async () => {
    const { context, run } = setUp();
    writeFileSync(path.join(context.workdir, 'mine.py'), 'ANSWER = 42');
    expect(await run('import mine, os\n[mine.ANSWER, os.getcwd()]')).toMatchObject({ value: [42, context.workdir] });
    expect(readdirSync(context.workdir)).toEqual(['mine.py']);
  });

  it('can be imported as __main__, as pickle and dataclasses need it', async () => {
    expect(await setUp().run('class A: pass\nimport sys\n[__name__, sys.modules["__main__"].A is A]')).toMatchObject({
      value: ['__main__', true],
    });
  });

  it('streams while it runs, and leaves nothing behind', async () => {
    const { context, run } = setUp();
    await run('print("one")');
    expect(context.logged).toEqual([{ stream: 'stdout', text: 'one\n' }]);
    expect(readdirSync(context.tempDir)).toEqual([]);
  });

  it('E8 stops code that sleeps, and leaves nothing behind', async () => {
    const { context, fail } = setUp();
    const error = fail('import time\nprint("up", flush=True)\ntime.sleep(600)');
    while (context.logged.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    context.abort();
    expect((await error).category).toBe('cancelled');
    expect(readdirSync(context.tempDir)).toEqual([]);
  });

  it('prints 5 MB without losing the value', async () => {
    const result = await setUp({ settings: { maxOutputBytes: 1000 } }).run('print("x" * 5_000_000)\nresult = "kept"');
    expect(result['value']).toBe('kept');
    expect(String(result['stdout']).length).toBeLessThan(1200);
  });
});

describe('python-executor without Python', () => {
  it('says what to install, and which setting to change', async () => {
    const error = await setUp({ settings: { python: 'no-such-python' } }).fail('1');
    expect(error).toMatchObject({ category: 'configuration', code: 'interpreter_missing' });
    expect(error.message).toContain('`no-such-python`');
    expect(error.hint).toMatch(/Install Python.*setting `python`/);
  });
});

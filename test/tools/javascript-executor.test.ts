import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Json, JsonObject } from '../../shared/json.ts';
import { javascriptExecutor } from '../../electron/tools/javascript-executor.ts';
import type { RunScript } from '../../electron/tools/tool.ts';
import { callTool, errorOf, resultOf } from '../helpers/call-tool.ts';
import { makeToolContext } from '../helpers/tool-context.ts';

function setUp() {
  const context = makeToolContext();
  const call = { tool: javascriptExecutor, context };
  const run = (code: string, inputs: JsonObject = {}) => resultOf(call, { code, inputs });
  const fail = (code: string, inputs: JsonObject = {}) => errorOf(call, { code, inputs });
  return { context, call, run, fail };
}

describe('javascript-executor', () => {
  it('gives the variable result, what was printed, and the code', async () => {
    expect(
      await setUp().run('console.log("out ü");\nconsole.error("err");\nconst result = { n: 1 };\nconsole.log("last");'),
    ).toEqual({
      stdout: 'out ü\nlast\n',
      stderr: 'err\n',
      return_code: 0,
      value: { n: 1 },
    });
  });

  it.each([
    ['1 + 1', 2],
    ['const x = 3; x * 2', 6],
    ['const result = 5; 7', 5],
    ['var result = 5', 5],
    ['result = 5', 5],
    ['', null],
    ['async function main() { return 4; }\nmain()', 4],
    ['let result = 0; setTimeout(() => { result = 6; }, 5);', 6],
    ['const result = 8; process.exit(0)', 8],
    ['const { basename } = require("node:path"); basename("a/b")', 'b'],
    ['({ a: 1 })', { a: 1 }],
    ['const result = await Promise.resolve(9);', 9],
    ['import path from "node:path";\nexport const result = path.basename("a/c");', 'c'],
    ['import path from "node:path";\nconst result = path.sep.length;', 1],
    ['import "node:path";\nexport default 3;', 3],
    ['await Promise.resolve();', null],
  ])('reads the value of %j', async (code, value) => {
    expect(await setUp().run(code)).toMatchObject({ return_code: 0, value });
  });

  it('offers inputs as a map and by name, of their own types', async () => {
    const { run } = setUp();
    const inputs = { n: 2, rows: [{ a: 'ä`${x}' }], 'a-b': 1, console: 1 };
    expect(await run('[inputs["a-b"], n, rows[0].a, typeof console.log]', inputs)).toMatchObject({
      value: [1, 2, 'ä`${x}', 'function'],
    });
    expect(await run('result + 1', { result: 1 })).toMatchObject({ value: 2 });
  });

  it('turns what JSON has no word for into what it means', async () => {
    const code = `({ date: new Date(0), map: new Map([["a", 1]]), set: new Set([1]), nan: NaN, big: 5n, huge: 10n ** 30n, none: undefined,
      bytes: Buffer.from([255]), typed: new Uint8Array([1]), error: new TypeError("x"), f() {}, list: [undefined] })`;
    expect((await setUp().run(code))['value']).toEqual({
      date: '1970-01-01T00:00:00.000Z',
      map: { a: 1 },
      set: [1],
      nan: null,
      big: 5,
      huge: '1000000000000000000000000000000',
      bytes: { $base64: '/w==' },
      typed: [1],
      error: { name: 'TypeError', message: 'x' },
      list: [null],
    });
  });

  it.each([
    ['result = () => 1', 'function'],
    ['var result = []; result.push(result)', 'contains itself'],
    ['var result = []; for (let i = 0; i < 600; i++) result = [result]', 'nested deeper'],
  ])('refuses a value that JSON cannot hold: %s', async (code, reason) => {
    const error = await setUp().fail(code);
    expect(error).toMatchObject({ code: 'value_not_json' });
    expect(error.message).toContain(reason);
  });

  it('says where the value goes instead of `return`', async () => {
    const outcome = await callTool(setUp().call, { code: 'return 5' });
    if (outcome.success) throw new Error('expected a failure');
    expect(outcome.error.hint).toContain('put its value into `result`');
  });

  it.each([
    ['const x = 1;\n\nnope();', 3, 'ReferenceError'],
    ['const x = 1;\nconst y = ;', 2, 'SyntaxError'],
    ['function f() {\n  throw new RangeError("deep");\n}\nf();', 2, 'RangeError'],
    ['\nsetTimeout(() => { throw new Error("late"); }, 1)', 2, 'Error'],
    ['\nPromise.reject(new Error("nobody waits"));\n1', 2, 'Error'],
    ['import "node:fs";\n\nthrow new Error("in a module")', 3, 'Error'],
    ['throw "text"', null, 'string'],
    ['console.log(result);\nconst result = 1;', 1, 'ReferenceError'],
  ])('L20 names the line of the code that failed: %j', async (code, line, type) => {
    const { call } = setUp();
    const outcome = await callTool(call, { code });
    if (outcome.success) throw new Error('expected a failure');
    expect(outcome.error).toMatchObject({
      category: 'execution',
      code: 'code_failed',
      details: { line, type, return_code: 1 },
    });
    expect(JSON.stringify(outcome.result)).not.toContain('runner.cjs');
  });

  it.each([
    ['process.exit(3)', 3],
    ['process.kill(process.pid, "SIGKILL"); setInterval(() => {}, 1000)', 137],
  ])('fails when the code ends its process with another code than 0: %s', async (code, returnCode) => {
    expect(await setUp().fail(code)).toMatchObject({ code: 'code_failed', details: { return_code: returnCode } });
  });

  it('requires packages from the working directory, and runs there', async () => {
    const { context, run } = setUp();
    mkdirSync(path.join(context.workdir, 'node_modules', 'mine'), { recursive: true });
    writeFileSync(path.join(context.workdir, 'node_modules', 'mine', 'index.js'), 'module.exports = 42;');
    expect(await run('[require("mine"), process.cwd()]')).toMatchObject({ value: [42, context.workdir] });
  });

  it('leaves nothing behind, also when it is stopped', async () => {
    const { context, fail } = setUp();
    const error = fail('console.log("up"); setInterval(() => {}, 1000)');
    while (context.logged.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    context.abort();
    expect((await error).category).toBe('cancelled');
    expect(readdirSync(context.tempDir)).toEqual([]);
  });

  it('lets the host start the script, where it says how', async () => {
    const { call, asked } = hosted();
    expect(await resultOf(call, { code: '2' })).toMatchObject({ value: 2 });
    expect(asked).toEqual(['runner.cjs']);
  });

  it.each<[string, Json]>([
    ['console.log("up"); 1 + 1', 2],
    ['let result = 0; setTimeout(() => { result = 6; }, 5);', 6],
    ['const result = await Promise.resolve(9);', 9],
    ['const result = 8; process.exit(0)', 8],
    ['require("node:path").basename("a/b")', 'b'],
  ])('reads the value of %j in a thread, as the desktop app runs it', async (code, value) => {
    expect(await resultOf(hosted().call, { code })).toMatchObject({ return_code: 0, value });
  });

  it('names the line that failed in a thread, too', async () => {
    const { call } = hosted();
    expect(await errorOf(call, { code: '1;\nnope();' })).toMatchObject({ code: 'code_failed', details: { line: 2 } });
    expect(await errorOf(call, { code: '\nsetTimeout(() => { throw new Error("late"); }, 1)' })).toMatchObject({
      details: { line: 2 },
    });
    expect(await errorOf(call, { code: 'process.exit(3)' })).toMatchObject({ details: { return_code: 3 } });
  });
});

const HOST = `const { Worker } = require('node:worker_threads');
const worker = new Worker(process.argv[1], { argv: process.argv.slice(2) });
worker.on('error', (error) => process.stderr.write(String(error)));
worker.on('exit', (code) => process.exit(code));`;

/** A host that runs scripts in a thread of a process of its own, as the desktop app does. */
function hosted() {
  const base = makeToolContext();
  const asked: string[] = [];
  const runScript: RunScript = ({ script, ...request }) => {
    asked.push(path.basename(script));
    return base.spawn({ ...request, command: process.execPath, args: ['-e', HOST, script, ...request.args] });
  };
  return { asked, call: { tool: javascriptExecutor, context: { ...base, runScript } } };
}

/**
 * The program around a step's JavaScript: `node runner.cjs <folder>`. It reads `code.js` and `inputs.json` there and
 * leaves `value.json` or `error.json`, when nothing is left to do. CommonJS, no dependencies.
 */
export const JAVASCRIPT_RUNNER = String.raw`'use strict';
const { createRequire } = require('node:module');
const { readFileSync, writeFileSync } = require('node:fs');
const path = require('node:path');
const { pathToFileURL } = require('node:url');
const vm = require('node:vm');

const folder = process.argv[2];
const at = (name) => path.join(folder, name);
const code = readFileSync(at('code.js'), 'utf8');
const inputs = JSON.parse(readFileSync(at('inputs.json'), 'utf8'));
const NOTHING = Symbol('nothing');
let failed = false;
let answer = () => undefined;

function plain(value, seen = []) {
  if (value === undefined || value === null) return null;
  if (typeof value === 'string' || typeof value === 'boolean') return value;
  if (typeof value === 'number') return Number.isFinite(value) ? value : null;
  if (typeof value === 'bigint') return String(Number(value)) === String(value) ? Number(value) : String(value);
  if (typeof value === 'symbol' || typeof value === 'function') throw new TypeError('a ' + typeof value);
  if (seen.includes(value)) throw new TypeError('a value that contains itself');
  if (seen.length >= 300) throw new TypeError('a value nested deeper than 300 levels');
  const inside = [...seen, value];
  if (Array.isArray(value)) return Array.from(value, (item) => plain(item, inside));
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? null : value.toISOString();
  if (value instanceof Error) return { name: value.name, message: value.message };
  if (value instanceof Map) return object([...value], inside);
  if (value instanceof Set) return Array.from(value, (item) => plain(item, inside));
  if (Buffer.isBuffer(value)) return { $base64: value.toString('base64') };
  if (ArrayBuffer.isView(value) && !(value instanceof DataView)) return Array.from(value, (item) => plain(item, inside));
  if (typeof value.toJSON === 'function') return plain(value.toJSON(), inside);
  return object(Object.entries(value), inside);
}

function object(entries, seen) {
  const kept = entries.filter(([, item]) => item !== undefined && typeof item !== 'function');
  return Object.fromEntries(kept.map(([key, item]) => [String(key), plain(item, seen)]));
}

function fail(kind, thrown) {
  if (failed) return;
  failed = true;
  const isError = thrown instanceof Error;
  const message = isError ? thrown.message : 'thrown: ' + String(thrown);
  const line = isError ? lineOf(String(thrown.stack)) : null;
  writeFileSync(at('error.json'), JSON.stringify({ kind, type: isError ? thrown.name : typeof thrown, message, line }));
  if (kind === 'code') process.stderr.write((isError ? tidyStack(String(thrown.stack)) : message) + '\n');
  process.exitCode = 1;
}

/** Where the user's code is in a stack: the files are code.js, and its copies for modules. */
function lineOf(stack) {
  const match = /code(?:-[12])?\.m?js:(\d+)/.exec(stack);
  return match === null ? null : Number(match[1]);
}

function tidyStack(stack) {
  return stack
    .split('\n')
    .filter((line) => !line.includes('runner.cjs') && !/\(?node:/.test(line))
    .join('\n')
    .split(folder + path.sep)
    .join('')
    .split(pathToFileURL(folder + path.sep).href)
    .join('');
}

function compileScript() {
  const options = { filename: 'code.js' };
  const loader = vm.constants && vm.constants.USE_MAIN_CONTEXT_DEFAULT_LOADER;
  if (loader !== undefined) options.importModuleDynamically = loader;
  return new vm.Script(code, options);
}

function readResult() {
  try {
    return new vm.Script("typeof result === 'undefined' ? undefined : result").runInThisContext();
  } catch (error) {
    // A result that is declared, and whose declaration was never reached.
    if (error instanceof ReferenceError) return undefined;
    throw error;
  }
}

async function runModule() {
  const copies = [['code-1.mjs', code + '\n;export { result as __stepglassResult };'], ['code-2.mjs', code]];
  for (const [name, text] of copies) {
    writeFileSync(at(name), text);
    try {
      const module = await import(pathToFileURL(at(name)).href);
      answer = () => module.__stepglassResult ?? module.result ?? module.default;
      return;
    } catch (error) {
      // The first copy asks for a variable that the code may not have; that is found before anything runs.
      const isMissing = error instanceof SyntaxError && /'?result'?/.test(error.message) && name === 'code-1.mjs';
      if (!isMissing) throw error;
    }
  }
}

async function run() {
  let script;
  try {
    script = compileScript();
  } catch (error) {
    const needsModule = /import statement|import\.meta|Unexpected token 'export'|await is only valid|Cannot use 'import/.test(String(error && error.message));
    if (!needsModule) throw error;
    await runModule();
    return;
  }
  const given = globalThis.result;
  let last;
  answer = () => {
    const result = readResult();
    return result === undefined || result === given ? last : result;
  };
  last = await script.runInThisContext();
}

const BUILT_IN = new Set(Object.getOwnPropertyNames(globalThis));
for (const [name, value] of Object.entries(inputs)) {
  if (/^[A-Za-z_$][\w$]*$/.test(name) && !BUILT_IN.has(name)) {
    Object.defineProperty(globalThis, name, { value, writable: true, configurable: true, enumerable: true });
  }
}
globalThis.inputs = inputs;
globalThis.require = createRequire(path.join(process.cwd(), 'code.js'));
process.argv = [process.argv[0], 'code.js'];

process.on('uncaughtException', (error) => fail('code', error));
process.on('unhandledRejection', (error) => fail('code', error));
process.on('exit', () => {
  if (failed || (process.exitCode ?? 0) !== 0) return;
  try {
    writeFileSync(at('value.json'), JSON.stringify({ value: plain(answer()) }));
  } catch (error) {
    fail('value', error);
  }
});
run().catch((error) => fail('code', error));
`;

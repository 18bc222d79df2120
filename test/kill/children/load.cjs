// node load.cjs <bundle> [arguments]: runs a CommonJS bundle with its code compiled once. Tests that kill start it some
// hundred times, and to compile it takes a fifth of what each does.
const { existsSync, readFileSync, renameSync, writeFileSync } = require('node:fs');
const { createRequire, wrap } = require('node:module');
const path = require('node:path');
const { Script } = require('node:vm');

process.argv.splice(1, 1);
const file = process.argv[1];
const cache = `${file}.cache`;
const cachedData = existsSync(cache) ? readFileSync(cache) : undefined;
const script = new Script(wrap(readFileSync(file, 'utf8')), { filename: file, cachedData });
const loaded = { exports: {} };
script.runInThisContext()(loaded.exports, createRequire(file), loaded, file, path.dirname(file));

// At the end: by then it holds the functions that were called.
if (cachedData === undefined) {
  process.once('exit', () => {
    writeFileSync(`${cache}.${process.pid}`, script.createCachedData());
    renameSync(`${cache}.${process.pid}`, cache);
  });
}

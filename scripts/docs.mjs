// npm run docs: makes the tables of docs/language.md anew, from the tables that the validator, the templates and the
// tools are made of. `npm test` fails while the file is out of date.
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { runnerImport } from 'vite';
import { ROOT } from './lib/files.mjs';

const { module } = await runnerImport(path.join(ROOT, 'scripts/docs/language-reference.ts'), {
  configFile: false,
  logLevel: 'error',
});
const file = path.join(ROOT, 'docs/language.md');
const before = readFileSync(file, 'utf8');
const after = module.insertReference(before);
if (after !== before) writeFileSync(file, after);
console.log(after === before ? 'docs/language.md is up to date' : 'docs/language.md was made anew');

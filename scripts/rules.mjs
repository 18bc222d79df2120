// npm run rules: the rules of docs/rules.json that no test title begins with. Fails if one is missing that is due now;
// the others belong to work that is still to come.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { listFiles, ROOT } from './lib/files.mjs';

// `it('E1 …'`, `it.skipIf(x)('E1 …'` and `it.each(…)('E1 …'`
const TITLE = /(?:\b(?:it|test|describe)(?:\.\w+)*|\))\(\s*(['"`])((?:[ELM]\d+\b[ ,:]?\s*)+)/g;

const rules = JSON.parse(readFileSync(path.join(ROOT, 'docs/rules.json'), 'utf8'));
const named = new Set(
  listFiles('test')
    .filter((file) => /\.(test|spec)\.tsx?$/.test(file))
    .flatMap(rulesNamedIn),
);
const missing = rules.filter((rule) => !named.has(rule.id));
const due = missing.filter((rule) => rule.due === 'now');

for (const rule of missing) console.log(`${rule.id.padEnd(4)} ${rule.due.padEnd(10)} ${rule.title}`);
console.log(
  `${rules.length} rules, ${rules.length - missing.length} named by tests, ${due.length} missing that are due now`,
);
process.exitCode = due.length > 0 ? 1 : 0;

/** A title may begin with several: `E6 E9 …`. */
function rulesNamedIn(file) {
  const text = readFileSync(path.join(ROOT, file), 'utf8');
  return [...text.matchAll(TITLE)].flatMap((match) => match[2].match(/[ELM]\d+/g) ?? []);
}

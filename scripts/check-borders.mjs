// Which folder may import from which (the table in docs/architecture.md), and which packages belong to one place only.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { listFiles, ROOT } from './lib/files.mjs';

const LIBRARIES = ['shared', 'electron/templates', 'electron/compiler', 'electron/storage', 'electron/tools'];
const ENGINE = [...LIBRARIES, 'electron/execution'];

/** Area → areas and single files it may import from, besides itself. */
const MAY_IMPORT = {
  shared: [],
  'electron/templates': ['shared'],
  'electron/compiler': ['shared', 'electron/templates', 'electron/tools/tool.ts'],
  'electron/storage': ['shared'],
  'electron/tools': ['shared', 'electron/templates'],
  'electron/execution': LIBRARIES,
  'electron/host': ENGINE,
  'electron/cli': [...ENGINE, 'electron/host'],
  'electron/desktop': [...ENGINE, 'electron/host', 'electron/cli'],
  'electron/main.ts': ['electron/desktop'],
  'electron/preload.ts': ['shared', 'electron/jitless.ts'],
  'electron/jitless.ts': [],
  renderer: ['shared'],
};
const ELECTRON_FILES = ['electron/main.ts', 'electron/preload.ts'];
const IMPORT =
  /(?:^|[\s;])(?:import|export)\s(?:[^'";]*?\sfrom\s)?\s*['"]([^'"]+)['"]|import\(\s*['"]([^'"]+)['"]\s*\)/g;

const areaOf = (file) => Object.keys(MAY_IMPORT).find((area) => file === area || file.startsWith(`${area}/`)) ?? null;

function problemsOf(file) {
  const area = areaOf(file);
  if (area === null)
    return [`${file}: this folder is not in the table of docs/architecture.md (scripts/check-borders.mjs)`];
  const text = readFileSync(path.join(ROOT, file), 'utf8');
  return [...text.matchAll(IMPORT)].flatMap((match) => {
    const isTypeOnly = /^\s*(?:import|export)\s+type\s/.test(match[0].trimStart());
    const problem = problemOf({ file, area, specifier: match[1] ?? match[2], isTypeOnly });
    return problem === null ? [] : [`${file}:${text.slice(0, match.index + 1).split('\n').length}: ${problem}`];
  });
}

function problemOf({ file, area, specifier, isTypeOnly }) {
  if (specifier === 'electron' || specifier.startsWith('electron/')) {
    // Types leave no trace in what runs.
    if (area === 'electron/desktop' && isTypeOnly) return null;
    return ELECTRON_FILES.includes(file) ? null : `imports \`electron\`; only ${ELECTRON_FILES.join(' and ')} may`;
  }
  if (specifier.startsWith('node:')) {
    return area === 'shared' || area === 'renderer' ? `imports \`${specifier}\`; ${area}/ runs without Node` : null;
  }
  if (!specifier.startsWith('.')) return null;
  const target = path.posix.normalize(path.posix.join(path.posix.dirname(file), specifier.replace(/\?.*$/, '')));
  if (target === area || target.startsWith(`${area}/`)) return null;
  if (target === 'package.json') return null;
  const isAllowed = MAY_IMPORT[area].some((allowed) => target === allowed || target.startsWith(`${allowed}/`));
  return isAllowed ? null : `imports ${target}; ${area} may import ${MAY_IMPORT[area].join(', ') || 'nothing of ours'}`;
}

const sources = listFiles('shared', 'electron', 'renderer').filter(
  (file) => /\.(ts|tsx|mts|js|jsx)$/.test(file) && !file.endsWith('.d.ts'),
);
const problems = sources.flatMap(problemsOf);
for (const problem of problems) console.error(problem);
console.log(`${sources.length} files, ${problems.length} imports across a border`);
process.exitCode = problems.length > 0 ? 1 : 0;

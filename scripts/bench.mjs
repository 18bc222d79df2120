// npm run bench [-- --times N] [-- --only name,name]: the limits at the end of the engine's design, as ratios inside one
// run. Prints a table, writes bench-results.json beside dist/. No test depends on it: figures are for people.
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { build } from 'vite';
import { ensureBuilt } from './lib/build.mjs';
import { fastLibraries } from './lib/bundle.mjs';
import { ROOT } from './lib/files.mjs';

const option = (name) => {
  const at = process.argv.indexOf(`--${name}`);
  return at < 0 ? undefined : process.argv[at + 1];
};
const times = Number(option('times') ?? 5);
const only = option('only')?.split(',');
const wanted = (name) => only === undefined || only.includes(name);

if (wanted('cold')) ensureBuilt(['electron']);
const outDir = mkdtempSync(path.join(tmpdir(), 'stepglass-bench-build-'));
await build({
  configFile: false,
  logLevel: 'error',
  plugins: [fastLibraries()],
  ssr: { noExternal: true },
  build: {
    ssr: path.join(ROOT, 'test/bench/scenarios.ts'),
    outDir,
    target: 'node20',
    minify: false,
    rolldownOptions: { output: { entryFileNames: 'scenarios.mjs' } },
  },
});

const figures = new Map();
const NAMES = [
  'chain-200',
  'big-ours',
  'big-plain',
  'chain-100-1000',
  'dag-100',
  'dag-300',
  'threes',
  'node-calls',
  'fan-500',
  'open',
  'each',
  'each-open',
  'while',
  'nested',
  'compile',
  'cold',
];
try {
  // interleaved: what slows the machine for a while slows all of them
  for (let round = 0; round < times; round++) for (const name of NAMES.filter(wanted)) measure(name, round);
} finally {
  rmSync(outDir, { recursive: true, force: true });
}

function measure(name, round) {
  process.stderr.write(`${round + 1}/${times} ${name}\n`);
  const found = name === 'cold' ? coldStart() : runScenario(name);
  for (const [key, value] of Object.entries(found)) {
    const id = `${name}.${key}`;
    figures.set(id, [...(figures.get(id) ?? []), value]);
  }
}

function runScenario(name) {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ['--expose-gc', path.join(outDir, 'scenarios.mjs'), name],
    {
      encoding: 'utf8',
      timeout: 600_000,
    },
  );
  if (status !== 0) throw new Error(`${name} failed: ${stderr}`);
  return JSON.parse(stdout.trim().split('\n').at(-1));
}

/** The built command line on two steps, and a bare script that imports LangGraph and runs two nodes. */
function coldStart() {
  const folder = mkdtempSync(path.join(ROOT, 'node_modules/.bench-'));
  try {
    writeFileSync(
      path.join(folder, 'two.yaml'),
      'name: two\nsteps:\n  - { id: a, tool: echo, parameters: { value: 1 } }\n  - { id: b, tool: echo, parameters: { value: "{{ a }}" } }\n',
    );
    writeFileSync(
      path.join(folder, 'bare.mjs'),
      "import { Annotation, MemorySaver, START, StateGraph } from '@langchain/langgraph';\nconst g = new StateGraph(Annotation.Root({ x: Annotation() })).addNode('a', async () => ({ x: 1 })).addNode('b', async () => ({ x: 2 })).addEdge(START, 'a').addEdge('a', 'b').compile({ checkpointer: new MemorySaver() });\nawait g.invoke({}, { configurable: { thread_id: 't' } });\n",
    );
    const timed = (args) => {
      const startedMs = performance.now();
      const { status, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8', cwd: folder });
      if (status !== 0) throw new Error(`${args[0]} ended with ${status}: ${stderr}`);
      return performance.now() - startedMs;
    };
    const cli = path.join(ROOT, 'dist/electron/cli.js');
    return {
      cli: timed([cli, 'run', 'two.yaml', '--data-dir', path.join(folder, 'data'), '--json']),
      bare: timed([path.join(folder, 'bare.mjs')]),
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const median = (id) =>
  [...(figures.get(id) ?? [Number.NaN])].sort((a, b) => a - b)[Math.floor((figures.get(id)?.length ?? 1) / 2)];
/** Ratios are taken inside each round, then their median. */
const each = (compute) => {
  const rounds = Array.from({ length: times }, (_, round) => compute((id) => figures.get(id)?.[round] ?? Number.NaN));
  return rounds.sort((a, b) => a - b)[Math.floor(rounds.length / 2)];
};

const LIMITS = [
  [
    'chain-200',
    '200-step chain: (ms per step − fsync) / plain LangGraph',
    each((v) => (v('chain-200.ours') - v('chain-200.fsync')) / v('chain-200.plain')),
    '<=',
    1.3,
  ],
  ['big-ours', '200 × 100 KB: times faster than plain', each((v) => v('big-plain.ms') / v('big-ours.ms')), '>=', 5],
  [
    'big-ours',
    '200 × 100 KB: times smaller than the state plain holds',
    each((v) => v('big-plain.heldBytes') / v('big-ours.diskBytes')),
    '>=',
    30,
  ],
  [
    'big-ours',
    'disk / (1.2 × outputs + 4 KB per step)',
    each((v) => v('big-ours.diskBytes') / (1.2 * v('big-ours.outputBytes') + 4_096 * 200)),
    '<=',
    1,
  ],
  ['big-ours', 'peak memory of the 200 × 100 KB chain, MB', median('big-ours.peakMb'), '<=', 150],
  [
    'chain-100-1000',
    'ms per step at 1,000 / (2 × that at 100 + what plain grows)',
    each(
      (v) =>
        v('chain-100-1000.ours1000') /
        (2 * v('chain-100-1000.ours100') + Math.max(0, v('chain-100-1000.plain1000') - v('chain-100-1000.plain100'))),
    ),
    '<=',
    1,
  ],
  ['dag-100', '100 random steps: makespan / critical path', median('dag-100.ratio'), '<=', 1.02],
  ['dag-300', '300 random steps: makespan / critical path', median('dag-300.ratio'), '<=', 1.03],
  ['threes', '300 chains of 3 × 100 ms, 8 at once: / ideal', median('threes.ratio'), '<=', 1.06],
  ['node-calls', 'the same: node calls per step', median('node-calls.perStep'), '<=', 8],
  ['fan-500', '500 wide fan-out and join: / plain', each((v) => v('fan-500.ours') / v('fan-500.plain')), '<=', 1],
  ['open', 'opening a run of 1,000 steps, ms', median('open.stateMs'), '<=', 200],
  ['open', 'resuming it, ms to the first step', median('open.resumeMs'), '<=', 500],
  ['open', 'longest block of the event loop while it runs and is resumed, ms', median('open.blockedMs'), '<=', 50],
  ['each', 'for_each over 10,000 items, 8 at once: ms per item', median('each.msPerItem'), '<=', 3],
  ['each', 'the same: heap from item 1,000 to item 10,000, MB more', median('each.growthMb'), '<=', 50],
  ['each-open', 'opening that run, ms', median('each-open.stateMs'), '<=', 1_000],
  ['each-open', 'resuming it, ms to the next completed item', median('each-open.resumeMs'), '<=', 2_000],
  ['while', 'while with 1,000 iterations: ms per iteration', median('while.msPerIteration'), '<=', 5],
  ['nested', 'included pipelines 10 deep: ms per level', median('nested.msPerLevel'), '<=', 10],
  ['compile', 'compile and validate 1,000 steps, ms', median('compile.ms'), '<=', 300],
  [
    'cold',
    'cold start of the built command line / a bare script',
    each((v) => v('cold.cli') / v('cold.bare')),
    '<=',
    1.2,
  ],
];
const rows = LIMITS.filter(([name]) => wanted(name)).map(([, what, value, sign, limit]) => ({
  what,
  value: Number(value.toFixed(3)),
  limit: `${sign} ${limit}`,
  ok: sign === '<=' ? value <= limit : value >= limit,
}));
console.table(rows);
mkdirSync(path.join(ROOT, 'test-results'), { recursive: true });
const file = path.join(ROOT, 'test-results/bench.json');
writeFileSync(file, `${JSON.stringify({ times, rows, figures: Object.fromEntries(figures) }, null, 2)}\n`);
console.log(`figures: ${path.relative(ROOT, file)}`);

import { readFileSync } from 'node:fs';
import path from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { compilePipeline } from '../../electron/compiler/compile.ts';
import { play } from '../execution/support/play.ts';
import { eachText, measureLoop, resumeLoop, runText, whileText, writeNested } from './loops.ts';
import {
  type BenchStep,
  benchEngine,
  benchFolder,
  benchText,
  chain,
  criticalPathMs,
  fsyncMs,
  randomDag,
  remove,
  runPlain,
  runSteps,
  work,
} from './support.ts';

/** One measurement in a process of its own: its name is the argument, its figures are printed as JSON. */
type Scenario = (folder: string) => Promise<{ readonly [name: string]: number }>;

const perStep = async (steps: readonly BenchStep[], folder: string): Promise<number> =>
  (await runSteps(steps, { folder })).ms / steps.length;
const plainPerStep = async (steps: readonly BenchStep[]): Promise<number> => (await runPlain(steps)).ms / steps.length;

/** The kernel's own figure: `maxRSS` would count what the process that started this one had. */
function peakMb(): number {
  if (process.platform !== 'linux') return process.resourceUsage().maxRSS / 1_024;
  const [, kilobytes = ''] = /VmHWM:\s+(\d+)/.exec(readFileSync('/proc/self/status', 'utf8')) ?? [];
  return Number(kilobytes) / 1_024;
}

const fan = (): readonly BenchStep[] => {
  const wide = Array.from({ length: 500 }, (_, at) => ({ id: `w${at}`, needs: ['a'] }));
  return [{ id: 'a', needs: [] }, ...wide, { id: 'z', needs: wide.map(({ id }) => id) }];
};

const threes = (): readonly BenchStep[] =>
  Array.from({ length: 900 }, (_, at) => ({
    id: `c${Math.floor(at / 3)}_${at % 3}`,
    needs: at % 3 === 0 ? [] : [`c${Math.floor(at / 3)}_${(at % 3) - 1}`],
    ms: 100,
  }));

const scenarios: { readonly [name: string]: Scenario } = {
  'chain-200': async (folder) => {
    const steps = chain(200);
    await runSteps(chain(20), { folder });
    await runPlain(chain(20));
    return { ours: await perStep(steps, folder), plain: await plainPerStep(steps), fsync: fsyncMs(folder) };
  },
  'chain-100-1000': async (folder) => {
    await runSteps(chain(20), { folder });
    return {
      ours100: await perStep(chain(100), folder),
      ours1000: await perStep(chain(1_000), folder),
      plain100: await plainPerStep(chain(100)),
      plain1000: await plainPerStep(chain(1_000)),
    };
  },
  'big-ours': async (folder) => {
    const steps = chain(200, 100_000);
    const { ms, diskBytes } = await runSteps(steps, { folder });
    return { ms, diskBytes, outputBytes: 200 * 100_002, peakMb: peakMb() };
  },
  'big-plain': async () => {
    const { ms, heldBytes } = await runPlain(chain(200, 100_000));
    return { ms, heldBytes };
  },
  'dag-100': async (folder) => {
    const steps = randomDag(100, 7);
    return { ratio: (await runSteps(steps, { folder, maxParallel: 1_000 })).ms / criticalPathMs(steps) };
  },
  'dag-300': async (folder) => {
    const steps = randomDag(300, 7);
    return { ratio: (await runSteps(steps, { folder, maxParallel: 1_000 })).ms / criticalPathMs(steps) };
  },
  threes: async (folder) => {
    const idealMs = Math.ceil(900 / 8) * 100;
    return { ratio: (await runSteps(threes(), { folder, maxParallel: 8 })).ms / idealMs };
  },
  'node-calls': async () => {
    const { MemorySaver } = await import('@langchain/langgraph');
    const steps = threes().map(({ id, needs, ms = 0 }, at) => ({
      id,
      dependencies: needs,
      ms: ms / 10 + at / 10_000,
      outcome: 'ok' as const,
      onFailure: { kind: 'fail' as const },
    }));
    const wait = (step: { readonly ms: number }): Promise<void> =>
      new Promise((resolve) => setTimeout(resolve, step.ms));
    const played = await play(steps, { slots: 8, saver: new MemorySaver(), coalesceMs: 20, wait });
    return { perStep: played.nodeCalls / steps.length };
  },
  'fan-500': async (folder) => {
    await runSteps(chain(20), { folder });
    await runPlain(chain(20));
    return { ours: (await runSteps(fan(), { folder, maxParallel: 1_000 })).ms, plain: (await runPlain(fan())).ms };
  },
  open: async (folder) => {
    const text = benchText(chain(1_000), 8);
    const file = path.join(folder, 'bench.yaml');
    const known = compilePipeline({ text, file, tools: [work] });
    const delay = monitorEventLoopDelay({ resolution: 5 });
    delay.enable();
    // as in the app, where a worker thread compiles
    const first = benchEngine(folder, { compiled: () => known });
    const handle = await first.engine.start({ file, text, inputs: {}, until: 'n900' });
    await handle.done;
    await (await benchEngine(folder, { compiled: () => known }).engine.resume(handle.run)).done;
    delay.disable();
    const again = await benchEngine(folder).engine.start({ file, text, inputs: {}, until: 'n900' });
    await again.done;
    const { engine } = benchEngine(folder);
    const openedMs = performance.now();
    const seen = engine.state(again.run).n;
    const stateMs = performance.now() - openedMs;
    const resumedMs = performance.now();
    const resumed = await engine.resume(again.run);
    const started = new Promise<number>((resolve) =>
      resumed.subscribe({
        from: seen,
        onFacts: (facts) =>
          facts.some((fact) => fact.type === 'step.started') && resolve(performance.now() - resumedMs),
      }),
    );
    const resumeMs = await started;
    await resumed.done;
    return { stateMs, resumeMs, blockedMs: delay.max / 1e6 };
  },
  each: async (folder) => {
    await runText(eachText(100), folder);
    return await measureLoop(folder, { count: 10_000, from: 1_000, to: 10_000 });
  },
  'each-open': async (folder) => await resumeLoop(folder, 10_000),
  while: async (folder) => {
    await runText(whileText(50), folder);
    return { msPerIteration: (await runText(whileText(1_000), folder)) / 1_000 };
  },
  nested: async (folder) => {
    await runText(writeNested(folder, 2), folder);
    return { msPerLevel: (await runText(writeNested(folder, 10), folder)) / 10 };
  },
  compile: async () => {
    const request = { text: benchText(chain(1_000), 8), file: 'bench.yaml', tools: [work] };
    compilePipeline({ ...request, text: benchText(chain(10), 8) });
    const startedMs = performance.now();
    compilePipeline(request);
    return { ms: performance.now() - startedMs };
  },
};

const folder = benchFolder();
try {
  const scenario = scenarios[process.argv[2] ?? ''];
  if (scenario === undefined)
    throw new Error(`no scenario ${process.argv[2] ?? ''}: ${Object.keys(scenarios).join(', ')}`);
  process.stdout.write(`${JSON.stringify(await scenario(folder))}\n`);
} finally {
  remove(folder);
}

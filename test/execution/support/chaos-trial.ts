import { rmSync } from 'node:fs';
import type { Breakpoint } from '../../../shared/breakpoint.ts';
import { StepglassError } from '../../../shared/errors.ts';
import type { Fact } from '../../../shared/facts.ts';
import type { JsonObject } from '../../../shared/json.ts';
import type { ResultDocument } from '../../../shared/result-document.ts';
import { stepState } from '../../../shared/state/run-state.ts';
import type { RunHandle } from '../../../electron/execution/api.ts';
import { userPrompt } from '../../../electron/tools/people.ts';
import { Chaos, within } from './chaos.ts';
import { sketch } from './sketch.ts';
import { testEngine } from './test-engine.ts';

/** What a run of these needs at most is a few thousand. */
const MOST_TURNS = 200_000;
export interface Intervention {
  readonly what: 'pause' | 'cancel' | 'kill' | 'quit' | 'answer' | 'break' | 'crash' | 'rerun';
  /** Made when the stretch has brought so many facts. */
  readonly after: number;
}

/** One run with everything that happens to it. */
class Trial {
  readonly #made;
  readonly #chaos: Chaos;
  readonly #pipeline: JsonObject;
  readonly #asides: Promise<unknown>[] = [];
  /** Of the next stretch. */
  #breakpoints: readonly Breakpoint[] = [];
  /** The next stretch is of a new run, made from this one. */
  #isToRerun = false;

  constructor(pipeline: JsonObject, seed: number) {
    this.#chaos = new Chaos(seed);
    this.#pipeline = pipeline;
    const { clock, files, tool } = this.#chaos;
    this.#made = testEngine({
      clock,
      tools: [tool, userPrompt],
      deps: {
        files,
        compiled: (file, text) => ({ pipeline: sketch(text, file), diagnostics: [] }),
        settings: { allowedEnv: [], writableFolders: [], python: 'python3', maxOutputBytes: 1_000, coalesceMs: 0 },
      },
    });
  }

  /** Goes on with the run until it has ended, whatever happens to it in between. */
  async play(plan: readonly Intervention[]): Promise<ResultDocument> {
    const { engine, folder } = this.#made;
    let handle = await engine.start({ file: `${folder}/p.yaml`, text: JSON.stringify(this.#pipeline), inputs: {} });
    for (let stretch = 0; ; stretch++) {
      const document = await this.#stretch(handle, plan[stretch]);
      // an answer that came too late for one stretch has begun the next
      const again = engine.handle(handle.run);
      if (again === undefined && isOver(document.status, stretch >= plan.length)) return document;
      handle = again ?? (await this.#next(handle.run, document.status));
    }
  }

  close(): void {
    rmSync(this.#made.folder, { recursive: true, force: true });
  }

  async #stretch(handle: RunHandle, intervention: Intervention | undefined): Promise<ResultDocument> {
    let count = 0;
    const stop = handle.subscribe({
      from: handle.lastFact,
      onFacts: (facts) => {
        count += facts.length;
        if (intervention !== undefined && count >= intervention.after) {
          this.#intervene(handle, intervention, facts);
          if (intervention.what !== 'answer') intervention = undefined;
        }
      },
    });
    const where = (): string => this.#where(handle.run);
    try {
      return await within(MOST_TURNS, handle.done, where);
    } catch (error) {
      // so it tells of a disk that takes nothing; the journal holds what had been written
      if (!this.#chaos.isDark || !isOfDisk(error)) throw error;
      return this.#made.engine.result(handle.run);
    } finally {
      await within(MOST_TURNS, Promise.allSettled(this.#asides), where);
      this.#chaos.isDark = false;
      stop();
    }
  }

  #intervene(handle: RunHandle, { what }: Intervention, facts: readonly Fact[]): void {
    const later = (act: () => unknown): void => {
      const aside = this.#chaos.delay().then(act);
      // what becomes of it is looked at when the stretch is over
      aside.catch(() => undefined);
      this.#asides.push(aside);
    };
    if (what === 'pause') later(() => handle.pause());
    if (what === 'cancel') later(() => handle.cancel());
    if (what === 'kill') {
      later(() => handle.cancel());
      later(() => handle.kill());
    }
    if (what === 'quit') later(() => handle.abort());
    if (what === 'crash') {
      // in the middle of whatever else is done to it
      if (this.#chaos.below(2) === 0) later(() => handle.cancel());
      later(() => this.#crash());
    }
    if (what === 'break' || what === 'rerun') {
      this.#isToRerun = what === 'rerun';
      this.#breakpoints = what === 'rerun' ? [] : [this.#breakpoint()];
      later(() => handle.pause());
    }
    if (what === 'answer')
      for (const fact of facts) if (fact.type === 'step.waiting') later(() => this.#answerLive(handle, fact.step));
  }

  async #crash(): Promise<void> {
    await this.#chaos.delay();
    this.#chaos.isDark = true;
  }

  #breakpoint(): Breakpoint {
    const moments = ['before', 'after', 'error'] as const;
    const when = moments[this.#chaos.below(moments.length)] ?? 'before';
    return this.#chaos.below(3) === 0 ? { step: '*', when, condition: 'false' } : { step: '*', when };
  }

  /** Somebody else may have been faster, the clock for example. */
  async #answerLive(handle: RunHandle, step: string): Promise<void> {
    try {
      // through the handle that is there: an answer to a run that stands still goes on with it
      if (this.#made.engine.handle(handle.run) === handle)
        await this.#made.engine.answer(handle.run, step, this.#answerTo(handle.run, step));
    } catch (error) {
      if (!(error instanceof StepglassError && (error.code === 'already_answered' || error.code === 'nothing_asked')))
        throw error;
    }
  }

  #answerTo(run: string, step: string): string {
    const { engine, data } = this.#made;
    const { question } = stepState(engine.state(run), step);
    const asked = question === undefined ? null : data.open(run).blobs.get(question);
    const kind = typeof asked === 'object' && asked !== null && 'kind' in asked ? asked['kind'] : null;
    if (kind === 'rollback') return 'rollback';
    return kind === 'failure' ? 'skip' : 'this one';
  }

  async #next(run: string, status: string): Promise<RunHandle> {
    const { engine } = this.#made;
    const [first] = engine.state(run).waiting;
    const breakpoints = this.#breakpoints;
    this.#breakpoints = [];
    if (this.#isToRerun) return this.#rerun(run);
    if (status !== 'waiting' || first === undefined) return engine.resume(run, { breakpoints });
    const handle = await engine.answer(run, first, this.#answerTo(run, first), { breakpoints });
    if (handle === null) throw new Error('the run was resumed by this engine');
    return handle;
  }

  async #rerun(run: string): Promise<RunHandle> {
    const { engine } = this.#made;
    this.#isToRerun = false;
    const ids = [...engine.state(run).steps.keys()];
    const from = ids.slice(this.#chaos.below(ids.length + 1)).slice(0, 1);
    return engine.rerun(run, { definition: 'snapshot', from, inputs: {} });
  }

  #where(run: string): string {
    const lines = this.#made
      .facts(run)
      .slice(-30)
      .map(({ at: _at, ...fact }) => JSON.stringify(fact).slice(0, 300));
    return [...this.#made.logged, ...lines].join('\n');
  }
}

function isOfDisk(error: unknown): boolean {
  const cause = error instanceof Error ? error.cause : undefined;
  return cause instanceof StepglassError && cause.kind === 'storage_failure';
}

/** A failed run is resumed as long as something is to happen to it. */
function isOver(status: string, isLast: boolean): boolean {
  return status === 'completed' || (status === 'failed' && isLast);
}

/** How the run and its steps ended, without what depends on the order of things. `seed` 0: in the plainest order. */
export async function playPipeline(pipeline: JsonObject, seed: number, plan: readonly Intervention[]) {
  const trial = new Trial(pipeline, seed);
  try {
    return endingOf(await trial.play(plan));
  } finally {
    trial.close();
  }
}

function endingOf({ status, steps }: ResultDocument) {
  const kept = Object.entries(steps).map(([id, step]) => [id, step.status, step.handled, step.result]);
  return { status, steps: kept };
}

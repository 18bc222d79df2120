import { StepglassError } from '../../shared/errors.ts';
import type { Fact, RunParent } from '../../shared/facts.ts';
import type { Json } from '../../shared/json.ts';
import type { PinSummary } from '../../shared/pins.ts';
import type { Pipeline } from '../../shared/pipeline.ts';
import type { Plan } from '../../shared/plan.ts';
import type { ResultDocument } from '../../shared/result-document.ts';
import { applyFact } from '../../shared/state/apply-fact.ts';
import { isUnderWay, type RunState, snapshotRunState } from '../../shared/state/run-state.ts';
import { refuseImported } from '../storage/bundles/imported-mark.ts';
import { nodeFileLayer } from '../storage/files/file-layer.ts';
import { emptyJournal } from '../storage/journal/empty-journal.ts';
import { followJournal } from '../storage/journal/follow-journal.ts';
import { readJournal } from '../storage/journal/read-journal.ts';
import { readOwner, requestOwner } from '../storage/lock/lock.ts';
import type { RunFolder } from '../storage/run-folder.ts';
import type {
  AnswerOptions,
  ContinueOptions,
  ContinuePoint,
  Engine,
  EngineDeps,
  PlanRequest,
  RerunRequest,
  ResumeOptions,
  RunHandle,
  StartRequest,
  StepRequest,
  Subscription,
} from './api.ts';
import { toIso } from './clock.ts';
import { aloneOf, planOfAlone, runAlone } from './forks/alone.ts';
import { placeOf } from './forks/continue-point.ts';
import { type Fork, forkOf, forkRun, planFork } from './forks/fork.ts';
import { type PinsInForce, pinnableResult, pinsInForce, summarizePins } from './forks/pins.ts';
import { planResume, planStart } from './forks/plan.ts';
import { requireStep } from './forks/require-step.ts';
import { compileSnapshot, compileText, inputsFor, workdirFor } from './run/compile-run.ts';
import { foldFacts } from './run/fold-facts.ts';
import { launchExisting, launchNew } from './run/launch.ts';
import type { LiveRun } from './run/live-run.ts';
import { resultDocument } from './run/result.ts';
import { activeUntil, resumeFacts } from './run/resume-facts.ts';
import { forceTracingOff } from './tracing.ts';

export type {
  ContinueOptions,
  ContinuePoint,
  Engine,
  EngineDeps,
  PlanRequest,
  RerunRequest,
  RunHandle,
  StartRequest,
  StepRequest,
  Subscription,
} from './api.ts';

/** Makes an engine over a data folder. One per process. */
export function createEngine(deps: EngineDeps): Engine {
  if (deps.settings.allowTracing !== true) forceTracingOff(process.env);
  return new RunEngine(deps);
}

class RunEngine implements Engine {
  readonly #deps: EngineDeps;
  readonly #live = new Map<string, LiveRun>();

  constructor(deps: EngineDeps) {
    this.#deps = deps;
  }

  async start(request: StartRequest): Promise<RunHandle> {
    const { pipeline, files } = compileText(this.#deps, request);
    if (request.until !== undefined) requireStep(pipeline, request.until);
    const workdir = workdirFor(pipeline, request.workdir);
    return this.#adopt(
      await launchNew(this.#deps, {
        pipeline,
        files,
        inputs: inputsFor(pipeline, request.inputs, { workdir }),
        workdir,
        maxParallel: request.maxParallel ?? pipeline.config.maxParallel,
        pins: this.#pinsFor(pipeline, request),
        ...(request.until === undefined ? {} : { until: request.until }),
        ...(request.breakpoints === undefined ? {} : { breakpoints: request.breakpoints }),
      }),
    );
  }

  async resume(run: string, options: ResumeOptions = {}): Promise<RunHandle> {
    const folder = this.#openOwn(run, 'resumed');
    const live = this.#live.get(folder.run);
    if (live !== undefined && isUnderWay(live.state.status))
      throw new StepglassError('illegal_state', 'run_owned', `run ${folder.run} is running in this process already`, {
        details: { run: folder.run, pid: process.pid },
      });
    // Its end is told, and who started it hears how it is put away.
    await live?.done.catch(() => undefined);
    return this.#adopt(await launchExisting(this.#deps, folder, { ...options, steal: options.steal === true }));
  }

  async rerun(run: string, request: RerunRequest): Promise<RunHandle> {
    return this.#adopt(await forkRun(this.#deps, this.#rerunFork(run, request)));
  }

  async continueFrom(run: string, at: ContinuePoint, options: ContinueOptions = {}): Promise<RunHandle> {
    return this.#adopt(await forkRun(this.#deps, this.#continueFork(run, at, options)));
  }

  async runStep(request: StepRequest): Promise<RunHandle> {
    return this.#adopt(await runAlone(this.#deps, await aloneOf(this.#deps, request), request.breakpoints));
  }

  async pin(run: string, step: string): Promise<PinSummary> {
    const folder = this.#openOwn(run, 'pinned');
    const { pipeline } = compileSnapshot(this.#deps, folder);
    const { clock, data } = this.#deps;
    const pin = pinnableResult({ pipeline, state: this.state(folder.run) }, step, toIso(clock.now()));
    await data.pins.put(pin, folder.blobs);
    const [summary] = summarizePins([pin], pipeline);
    if (summary === undefined) throw new Error(`step ${step} was pinned, and has no pin`);
    return summary;
  }

  async unpin(file: string, step: string): Promise<void> {
    if (await this.#deps.data.pins.remove(file, step)) return;
    throw new StepglassError('invalid_input', 'not_pinned', `step ${step} of ${file} has no pinned result`, {
      details: { file, step },
    });
  }

  pins(definition?: { readonly file: string; readonly text?: string }): readonly PinSummary[] {
    const pins = this.#deps.data.pins.list(definition?.file);
    if (pins.length === 0 || definition?.text === undefined) return summarizePins(pins, null);
    return summarizePins(pins, this.#compiled(definition.file, definition.text));
  }

  async plan(request: PlanRequest): Promise<Plan> {
    switch (request.kind) {
      case 'start': {
        const { pipeline } = compileText(this.#deps, request);
        if (request.until !== undefined) requireStep(pipeline, request.until);
        inputsFor(pipeline, request.inputs, { workdir: workdirFor(pipeline, request.workdir) });
        const { active } = this.#pinsFor(pipeline, request);
        return planStart(pipeline, { until: request.until ?? null, pins: active.map(({ pin }) => pin) });
      }
      case 'resume':
        return this.#planResume(request.run);
      case 'rerun':
        return planFork(this.#deps, 'rerun', this.#rerunFork(request.run, request));
      case 'step':
        return planOfAlone(await aloneOf(this.#deps, request));
      default:
        return planFork(this.#deps, 'continue', this.#continueFork(request.run, request.at, request.edits ?? {}));
    }
  }

  async pause(run: string, reason: 'user' | 'quit' = 'user'): Promise<void> {
    const folder = this.#openOwn(run, 'paused');
    const live = this.#live.get(folder.run);
    if (live === undefined) await this.#askToPause(folder);
    else await live.pause(reason);
  }

  async cancel(run: string): Promise<void> {
    const folder = this.#openOwn(run, 'cancelled');
    for (let tries = 0; ; tries += 1) {
      const live = this.#live.get(folder.run);
      if (live !== undefined) return await live.cancel();
      if ((await readOwner(folder.path))?.alive === true)
        return void (await requestOwner(folder.path, { type: 'cancel' }));
      if (await this.#endStanding(folder, tries >= MOST_TRIES)) return;
      await this.#deps.clock.sleep(RETRY_MS);
    }
  }

  /** False: somebody else has taken the run at this moment, and is to be asked. */
  async #endStanding(folder: RunFolder, isLast: boolean): Promise<boolean> {
    try {
      await this.#adopt(await launchExisting(this.#deps, folder, { steal: false, isToCancel: true })).done;
      return true;
    } catch (error) {
      if (!isLast && error instanceof StepglassError && error.code === 'run_owned') return false;
      throw error;
    }
  }

  // oxlint-disable-next-line max-params -- run, step and value are one sentence; the options are new
  async answer(run: string, step: string, value: Json, options: AnswerOptions = {}): Promise<RunHandle | null> {
    const folder = this.#openOwn(run, 'answered');
    for (let tries = 0; ; tries += 1) {
      const live = this.#live.get(folder.run);
      if (live !== undefined) {
        if (await live.answer(step, value)) return live;
        await live.done;
      } else if ((await readOwner(folder.path))?.alive === true) {
        if (await askOwnerToAnswer(folder, { step, value, isLast: tries >= MOST_TRIES })) return null;
        await this.#deps.clock.sleep(RETRY_MS);
      } else {
        const taken = await this.#resumeWith(folder, { ...options, step, value, isLast: tries >= MOST_TRIES });
        if (taken !== null) return taken;
        await this.#deps.clock.sleep(RETRY_MS);
      }
    }
  }

  /** Null: somebody else has taken the run at this moment, perhaps with an answer to the same question. */
  async #resumeWith(
    folder: RunFolder,
    { step, value, isLast, ...options }: { step: string; value: Json; isLast: boolean } & AnswerOptions,
  ): Promise<RunHandle | null> {
    try {
      return this.#adopt(
        await launchExisting(this.#deps, folder, { ...options, steal: false, answer: { step, value } }),
      );
    } catch (error) {
      if (!isLast && error instanceof StepglassError && error.code === 'run_owned') return null;
      throw error;
    }
  }

  subscribe(run: string, subscription: Subscription): () => void {
    const folder = this.#open(run);
    const live = this.#live.get(folder.run);
    if (live !== undefined) return live.subscribe(subscription);
    const end = new AbortController();
    followJournal(folder.journalPath, {
      fromN: subscription.from,
      onFacts: subscription.onFacts,
      signal: end.signal,
    }).catch((error: unknown) => this.#deps.log(`following run ${folder.run} stopped: ${String(error)}`));
    return () => end.abort();
  }

  state(run: string): RunState {
    const folder = this.#open(run);
    const live = this.#live.get(folder.run);
    return live === undefined ? foldFacts(readFacts(folder)) : snapshotRunState(live.state);
  }

  result(run: string): ResultDocument {
    const folder = this.#open(run);
    return resultDocument(this.state(folder.run), compileSnapshot(this.#deps, folder).pipeline, folder.blobs);
  }

  handle(run: string): RunHandle | undefined {
    return this.#live.get(run);
  }

  running(): readonly string[] {
    return [...this.#live.keys()];
  }

  #open(run: string): RunFolder {
    return this.#deps.data.open(this.#deps.data.resolve(run));
  }

  /** A run that may be worked on: an imported one is a program of somebody else, in folders of another machine. */
  #openOwn(run: string, doing: string): RunFolder {
    const folder = this.#open(run);
    refuseImported(folder.imported(), folder.run, doing);
    return folder;
  }

  #adopt(live: LiveRun): RunHandle {
    this.#live.set(live.run, live);
    const forget = (): void => void this.#live.delete(live.run);
    live.done.then(forget, forget);
    return live;
  }

  #pinsFor(pipeline: Pipeline, { ignorePins }: Pick<StartRequest, 'ignorePins'>): PinsInForce {
    return pinsInForce(this.#deps.data.pins, pipeline, { ignore: ignorePins === true });
  }

  /** Null: it has errors. */
  #compiled(file: string, text: string): Pipeline | null {
    try {
      return compileText(this.#deps, { file, text }).pipeline;
    } catch (error) {
      if (error instanceof StepglassError && error.code === 'invalid_pipeline') return null;
      throw error;
    }
  }

  #rerunFork(run: string, request: RerunRequest): Fork {
    return forkOf(this.#deps, this.#openOwn(run, 'rerun'), { ...request, seq: null, parent: parentOfRerun(request) });
  }

  #continueFork(run: string, at: ContinuePoint, options: ContinueOptions): Fork {
    const folder = this.#openOwn(run, 'continued');
    const facts = readFacts(folder);
    const checkpoints = facts.filter((fact) => fact.type === 'checkpoint.created');
    const { seq, checkpoint } = placeOf({ run: folder.run, n: facts.length, checkpoints }, at);
    return forkOf(this.#deps, folder, {
      ...options,
      definition: 'snapshot',
      seq,
      parent: { seq, ...(checkpoint === undefined ? {} : { checkpoint }) },
    });
  }

  #planResume(run: string): Plan {
    const folder = this.#openOwn(run, 'resumed');
    const facts = readFacts(folder);
    if (facts.length === 0) throw emptyJournal(folder, this.#deps.files ?? nodeFileLayer);
    const { pipeline } = compileSnapshot(this.#deps, folder);
    const state = foldFacts(facts);
    const after = foldFacts(facts);
    const opening = resumeFacts(pipeline, state);
    for (const [at, body] of opening.entries())
      applyFact(after, { n: state.n + 1 + at, at: new Date(this.#deps.clock.now()).toISOString(), ...body });
    return planResume(pipeline, { state, after, until: activeUntil(state, [...facts, ...opening]) });
  }

  /** Asks the process that owns the run; one that nobody owns stands still already. */
  async #askToPause(folder: RunFolder): Promise<void> {
    const owner = await readOwner(folder.path);
    if (owner?.alive !== true)
      throw new StepglassError(
        'illegal_state',
        'run_not_running',
        `run ${folder.run} is not running: there is nothing to pause`,
        { details: { run: folder.run } },
      );
    await requestOwner(folder.path, { type: 'pause' });
  }
}

/** While the owner of a run gives it up, it takes no answers; a moment later somebody else can. */
const RETRY_MS = 50;
const MOST_TRIES = 100;
const MOMENTARY: ReadonlySet<string> = new Set(['run_stopping', 'run_starting', 'run_not_owned']);

/** False: not now. Throws what the owner says of the answer. */
async function askOwnerToAnswer(
  folder: RunFolder,
  { step, value, isLast }: { step: string; value: Json; isLast: boolean },
): Promise<boolean> {
  try {
    await requestOwner(folder.path, { type: 'answer', step, answer: value });
    return true;
  } catch (error) {
    if (!isLast && error instanceof StepglassError && MOMENTARY.has(error.code)) return false;
    throw error;
  }
}

function readFacts(folder: RunFolder): readonly Fact[] {
  return readJournal(folder.journalPath).facts;
}

function parentOfRerun({ from }: RerunRequest): Omit<RunParent, 'run'> {
  const step = from?.[0];
  return step === undefined ? {} : { step };
}

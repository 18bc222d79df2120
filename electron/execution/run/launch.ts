import { StepglassError } from '../../../shared/errors.ts';
import type { Edit, FactBody, RunParent, StoredValue } from '../../../shared/facts.ts';
import { bodyOf } from '../../../shared/find-step.ts';
import type { Json } from '../../../shared/json.ts';
import type { Body, Pipeline } from '../../../shared/pipeline.ts';
import { emptyRunState, type RunState } from '../../../shared/state/run-state.ts';
import type { BlobStore } from '../../storage/blobs.ts';
import { nodeFileLayer } from '../../storage/files/file-layer.ts';
import { emptyJournal } from '../../storage/journal/empty-journal.ts';
import { Journal } from '../../storage/journal/journal.ts';
import { type JournalContents, readJournalInParts } from '../../storage/journal/read-journal.ts';
import { acquireRunLock, type OwnerRequest, type RunLock } from '../../storage/lock/lock.ts';
import type { DefinitionFile, RunFolder } from '../../storage/run-folder.ts';
import type { Edits, EngineDeps, GivenBreakpoints } from '../api.ts';
import { readSecrets, type Secrets } from '../attempt/secrets.ts';
import { checkEdits } from '../forks/check-edits.ts';
import { type PinsInForce, valuesOfPin } from '../forks/pins.ts';
import { nextTurn } from '../next-turn.ts';
import { type BreakpointSource, breakpointSource } from '../people/breakpoints.ts';
import { answerFact } from '../people/people.ts';
import { killSurvivors } from '../processes/survivors.ts';
import { compileSnapshot } from './compile-run.ts';
import { foldFactsInTurns } from './fold-facts.ts';
import { loadHistory } from './history.ts';
import { LiveRun } from './live-run.ts';
import { resumeFacts } from './resume-facts.ts';

/** A new run, as it begins. */
export interface NewRun {
  readonly pipeline: Pipeline;
  readonly files: readonly DefinitionFile[];
  readonly inputs: { readonly [name: string]: Json };
  readonly workdir: string;
  readonly maxParallel: number;
  readonly until?: string;
  /** The one step that runs. */
  readonly only?: string;
  readonly parent?: RunParent;
  readonly edits?: readonly { readonly kind: Edit['kind']; readonly name: string; readonly value: Json }[];
  /** Results given by hand. */
  readonly given?: { readonly [step: string]: Json };
  readonly pins?: PinsInForce;
  /** What is taken over from the parent, given what the new run's values have become. */
  readonly takeOver?: (stored: StoredAtStart) => {
    readonly facts: readonly FactBody[];
    readonly values: readonly StoredValue[];
  };
  readonly parentBlobs?: BlobStore;
  readonly breakpoints?: GivenBreakpoints;
}
type StoredValues = { readonly [name: string]: StoredValue };

export interface StoredAtStart {
  readonly inputs: StoredValues;
  readonly edits: readonly Edit[];
  /** By step. */
  readonly given: StoredValues;
}

/** Makes the folder of a new run and starts it. Nothing has run when it rejects. */
export async function launchNew(deps: EngineDeps, request: NewRun): Promise<LiveRun> {
  const breakpoints = stopsOf(deps, request.pipeline, request.breakpoints ?? []);
  const secrets = secretsOf(deps, request.pipeline);
  const folder = await deps.data.create(deps.newId());
  try {
    return await openNew({ deps, folder, breakpoints, secrets }, request);
  } catch (error) {
    throw deps.data.abandon(folder.run, error);
  }
}

interface Opening {
  readonly deps: EngineDeps;
  readonly folder: RunFolder;
  readonly breakpoints: BreakpointSource;
  readonly secrets: Secrets;
}

async function openNew({ deps, folder, breakpoints, secrets }: Opening, request: NewRun): Promise<LiveRun> {
  const requests = new LateRequests();
  const lock = await acquireRunLock(folder.path, { onRequest: (asked) => requests.handle(asked), steal: false });
  return await releasing(lock, async () => {
    await folder.writeDefinition(request.files);
    const opening = await openingOf(folder, request);
    const journal = openJournal(deps, folder);
    return requests.serve(
      new LiveRun(
        {
          deps,
          folder,
          lock,
          journal,
          pipeline: request.pipeline,
          secrets,
          breakpoints,
          loadHistory: () => loadHistory(deps.data, request.pipeline.id),
        },
        { facts: [], state: emptyRunState(), opening },
      ),
    );
  });
}

/**
 * Takes a run over and goes on with it: steps 1 to 5 of E7. Rejects with `illegal_state` `run_owned`, `run_completed`, `run_never_began`,
 * and with what the compiler says if the snapshot does not compile any more.
 */
export async function launchExisting(
  deps: EngineDeps,
  folder: RunFolder,
  { steal, answer, breakpoints = [], edits = {}, isToCancel = false }: Takeover,
): Promise<LiveRun> {
  const requests = new LateRequests();
  const lock = await acquireRunLock(folder.path, { onRequest: (asked) => requests.handle(asked), steal });
  return await releasing(lock, async () => {
    const contents = await readJournalInParts(folder.journalPath, deps.files ?? nodeFileLayer);
    const journal = openJournal(deps, folder, contents);
    try {
      const { facts, torn } = contents;
      if (facts.length === 0) throw emptyJournal(folder, deps.files ?? nodeFileLayer);
      const { pipeline } = compileSnapshot(deps, folder);
      await nextTurn();
      const state = await foldFactsInTurns(facts);
      const stops = stopsOf(deps, pipeline, breakpoints);
      checkEdits(edits, pipeline, deps.tools);
      if (isToCancel) requireCancellable(state);
      const answered = answer === undefined ? [] : [await answerFact(state, { ...answer, blobs: folder.blobs })];
      const opening = isToCancel ? [] : resumeFacts(pipeline, state, { isAnswered: answer !== undefined });
      // Only a run that goes on needs them.
      const secrets = isToCancel ? readSecrets([], () => undefined) : secretsOf(deps, pipeline);
      const killed = await killSurvivors(state, facts);
      const warnings = [
        ...(torn === null ? [] : [warning('journal_torn', torn.warning)]),
        ...survivorWarning(killed),
        ...definitionWarning(state, pipeline),
      ];
      const edited = await editedFacts(folder, edits);
      journal.forgetFacts();
      return requests.serve(
        new LiveRun(
          {
            deps,
            folder,
            lock,
            journal,
            pipeline,
            secrets,
            breakpoints: stops,
            isToCancel,
            loadHistory: () => loadHistory(deps.data, pipeline.id),
          },
          { facts, state, opening: [...opening, ...edited, ...answered, ...warnings] },
        ),
      );
    } catch (error) {
      await journal.close();
      throw error;
    }
  });
}

export interface Takeover {
  readonly steal: boolean;
  readonly answer?: { readonly step: string; readonly value: Json };
  readonly breakpoints?: GivenBreakpoints;
  /** Made before the run goes on. */
  readonly edits?: Pick<Edits, 'variables' | 'parameters'>;
  /** Nothing of it runs: it ends as cancelled. Default: false. */
  readonly isToCancel?: boolean;
}

/** Throws `illegal_state`: `run_completed`, `run_ended`. */
function requireCancellable({ run, status }: RunState): void {
  if (status !== 'completed' && status !== 'failed' && status !== 'cancelled') return;
  const what = status === 'failed' ? 'has failed' : `is ${status}`;
  throw new StepglassError(
    'illegal_state',
    status === 'completed' ? 'run_completed' : 'run_ended',
    `run ${run} ${what}${status === 'cancelled' ? ' already' : ''}: there is nothing left to cancel`,
    { details: { run, status } },
  );
}

async function editedFacts(folder: RunFolder, { variables = {}, parameters = {} }: NonNullable<Takeover['edits']>) {
  const named = [
    ...Object.entries(variables).map(([name, value]) => ({ kind: 'variable', name, value }) as const),
    ...Object.entries(parameters).map(([name, value]) => ({ kind: 'parameter', name, value }) as const),
  ];
  return await Promise.all(
    named.map(
      async ({ kind, name, value }): Promise<FactBody> => ({
        type: 'edited',
        edit: { kind, name, value: await folder.blobs.put(value) },
      }),
    ),
  );
}

function stopsOf({ data }: EngineDeps, pipeline: Pipeline, given: GivenBreakpoints): BreakpointSource {
  return breakpointSource(pipeline, given, () => data.breakpoints.of(pipeline.file));
}

/** Requests of other processes may come before the run is there. */
class LateRequests {
  #run: LiveRun | null = null;

  serve(run: LiveRun): LiveRun {
    this.#run = run;
    return run;
  }

  async handle(request: OwnerRequest): Promise<Json> {
    const run = this.#run;
    if (run === null)
      throw new StepglassError('illegal_state', 'run_starting', 'the run is being started: try again in a moment');
    if (request.type === 'answer') {
      if (await run.answer(request.step, request.answer)) return { accepted: true };
      throw new StepglassError(
        'illegal_state',
        'run_stopping',
        'the run is about to stand still: try again in a moment',
      );
    }
    // the answer says that the request was taken; that the run stands still is a fact for all to read
    const done = request.type === 'pause' ? run.pause() : run.cancel();
    done.catch(() => undefined);
    return { accepted: true };
  }
}

async function openingOf(folder: RunFolder, request: NewRun): Promise<readonly FactBody[]> {
  const { pipeline, until, only, parent, pins } = request;
  const { blobs } = folder;
  const inputs = await putAll(blobs, request.inputs);
  const given = await putAll(blobs, request.given ?? {});
  const edits = await Promise.all(
    (request.edits ?? []).map(async ({ kind, name, value }) => ({ kind, name, value: await blobs.put(value) })),
  );
  const taken = request.takeOver?.({ inputs, edits, given }) ?? { facts: [], values: [] };
  // before what is taken over: that may name the same values, which the parent need not have
  for (const each of pins?.active ?? [])
    for (const value of valuesOfPin(each.pin)) await blobs.linkFrom(each.blobs, value);
  for (const value of taken.values)
    if (request.parentBlobs !== undefined) await blobs.linkFrom(request.parentBlobs, value);
  const { id, name, version, file, hash } = pipeline;
  return [
    {
      type: 'run.created',
      run: folder.run,
      pipeline: { id, name, ...(version === undefined ? {} : { version }), file, hash },
      inputs,
      workdir: request.workdir,
      steps: pipeline.steps.map((step) => step.id),
      maxParallel: request.maxParallel,
      ...(until === undefined ? {} : { until }),
      ...(only === undefined ? {} : { only }),
      ...(parent === undefined ? {} : { parent }),
      ...(pins === undefined || pins.active.length === 0 ? {} : { pins: pins.active.map(({ pin }) => pin) }),
      edits,
    },
    { type: 'run.started' },
    ...(pins?.warnings ?? []),
    ...taken.facts,
  ];
}

async function putAll(blobs: BlobStore, values: { readonly [name: string]: Json }): Promise<StoredValues> {
  const stored = Object.entries(values).map(async ([name, value]) => [name, await blobs.put(value)] as const);
  return Object.fromEntries(await Promise.all(stored));
}

function openJournal(deps: EngineDeps, folder: RunFolder, contents?: JournalContents): Journal {
  return Journal.open(folder.journalPath, {
    files: deps.files ?? nodeFileLayer,
    now: () => deps.clock.now(),
    ...(contents === undefined ? {} : { contents }),
  });
}

function secretsOf(deps: EngineDeps, pipeline: Pipeline): Secrets {
  return readSecrets([...secretNames(pipeline)], (name) => deps.secret?.(name) ?? deps.env[name]);
}

/** Those of included pipelines as well. */
function secretNames(pipeline: Pipeline): Set<string> {
  const names = new Set(pipeline.secrets);
  const todo: Body[] = [pipeline];
  for (let body = todo.pop(); body !== undefined; body = todo.pop()) {
    for (const { container } of [...body.steps, ...(body.handlerSteps ?? [])]) {
      if (container === undefined) continue;
      todo.push(bodyOf(container));
      if (container.kind === 'pipeline') for (const name of container.pipeline.secrets) names.add(name);
    }
  }
  return names;
}

async function releasing<T>(lock: RunLock, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    await lock.release();
    throw error;
  }
}

function survivorWarning(killed: number): FactBody[] {
  return killed === 0
    ? []
    : [
        warning(
          'survivors_killed',
          `${killed} ${killed === 1 ? 'process' : 'processes'} of interrupted attempts were still running and were killed`,
        ),
      ];
}

/** A raised tool version changes the hash, though not the file: the run goes on with the tools that are here now. */
function definitionWarning(state: RunState, pipeline: Pipeline): FactBody[] {
  if (state.pipeline === null || state.pipeline.hash === pipeline.hash) return [];
  return [
    warning(
      'tools_changed',
      'a tool of this pipeline has another version than when the run was made; steps that are left run with the new one',
    ),
  ];
}

function warning(code: string, message: string): FactBody {
  return { type: 'warning', code, message };
}

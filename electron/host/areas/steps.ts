import type { InspectedParameter, PreviewedParameter } from '../../../shared/api/answers.ts';
import type { RequestParameters } from '../../../shared/api/studio-api.ts';
import { declaredParameters } from '../../../shared/declared-parameters.ts';
import type { Fact } from '../../../shared/facts.ts';
import type { Pipeline } from '../../../shared/pipeline.ts';
import { applyFact } from '../../../shared/state/apply-fact.ts';
import { emptyRunState, type RunState } from '../../../shared/state/run-state.ts';
import { splitPath } from '../../../shared/step-path.ts';
import { ReadLog } from '../../execution/attempt/reads.ts';
import { evaluationContext } from '../../execution/attempt/scope.ts';
import type { Secrets } from '../../execution/attempt/secrets.ts';
import type { EvaluationContext } from '../../templates/evaluate/scope.ts';
import type { HostDeps } from '../deps.ts';
import { inspectNode } from '../inspect/inspect-node.ts';
import { levelAt, type Recorded } from '../inspect/recorded-levels.ts';
import { placeOf } from '../inspect/step-places.ts';
import { previewStep } from '../inspect/step-preview.ts';
import { unknownStep } from '../inspect/unknown-step.ts';
import type { RunFeeds } from '../runs/run-feeds.ts';
import { readSnapshot } from '../runs/run-snapshot.ts';
import type { AreaHandlers } from '../transport/wire.ts';

/** What a step's templates were made of: evaluated again over what the run had recorded when the attempt began. */
export function stepHandlers(deps: HostDeps, feeds: RunFeeds): AreaHandlers<'steps'> {
  return {
    'steps:inspect': async (parameters) => {
      const run = deps.data.resolve(parameters.run);
      const { pipeline } = await readSnapshot(deps, run);
      const asked = { ...parameters, run };
      return feeds.use(run, ({ facts }) => inspectStep(deps, { pipeline, facts, asked }));
    },
    'steps:preview': async ({ run: named, step }) => {
      const run = deps.data.resolve(named);
      const { pipeline } = await readSnapshot(deps, run);
      return feeds.use(run, ({ facts }) => preview(deps, { pipeline, facts, asked: { run, step } }));
    },
  };
}

function preview(deps: HostDeps, { pipeline, facts, asked }: Inspection): readonly PreviewedParameter[] {
  const place = placeOf(pipeline, asked.step);
  if (place === null) throw unknownStep(asked.run, asked.step);
  if (place.step.container !== undefined) return [];
  const { blobs } = deps.data.open(asked.run);
  const state = foldBefore(facts, facts.length + 1);
  const at = Date.parse(facts.at(-1)?.at ?? '');
  const context = contextOf(deps, { pipeline, state, blobs }, { step: asked.step, attempt: 1, at });
  return previewStep(place.step, asked.step, { context, state, blobs });
}

interface Inspection {
  readonly pipeline: Pipeline;
  readonly facts: readonly Fact[];
  readonly asked: RequestParameters<'steps:inspect'>;
}

function inspectStep(deps: HostDeps, { pipeline, facts, asked }: Inspection): readonly InspectedParameter[] {
  const place = placeOf(pipeline, asked.step);
  if (place === null) throw unknownStep(asked.run, asked.step);
  const start = facts.findLast((fact) => isStart(fact, asked)) ?? null;
  const context = start === null ? null : contextAt(deps, { pipeline, facts, asked }, start);
  return declaredParameters(place.step).flatMap(([name, node]) => inspectNode(name, node, context));
}

/** The fact with which the attempt began; a reused result began where it was taken over. Newest, if no attempt is named. */
function isStart(fact: Fact, { step, attempt }: RequestParameters<'steps:inspect'>): boolean {
  if (fact.type !== 'step.started' && fact.type !== 'step.reused') return false;
  if (fact.step !== step) return false;
  return attempt === undefined || fact.type === 'step.reused' || fact.attempt === attempt;
}

function contextAt(deps: HostDeps, { pipeline, facts, asked }: Inspection, start: Fact): EvaluationContext | null {
  const { blobs } = deps.data.open(asked.run);
  // what is taken over of a container's inside is told before the container has begun: it sees what came of that
  const isReused = start.type === 'step.reused';
  const state = foldBefore(facts, isReused && splitPath(asked.step).scope !== '' ? facts.length + 1 : start.n);
  const attempt = start.type === 'step.started' ? start.attempt : 1;
  return contextOf(deps, { pipeline, state, blobs }, { step: asked.step, attempt, at: Date.parse(start.at) });
}

function contextOf(
  deps: HostDeps,
  recorded: Recorded,
  { step, attempt, at }: { step: string; attempt: number; at: number },
): EvaluationContext | null {
  const level = levelAt(recorded, step);
  if (level === null) return null;
  const sources = {
    ...level,
    blobs: recorded.blobs,
    env: deps.env,
    secrets: placeholders(level.pipeline.secrets),
    now: () => at,
  };
  return evaluationContext(sources, { attempt, sees: level.sees, reads: new ReadLog(), withSecrets: false });
}

function foldBefore(facts: readonly Fact[], n: number): RunState {
  const state = emptyRunState();
  for (const fact of facts.slice(0, n - 1)) applyFact(state, fact);
  return state;
}

/** Windows never see a secret: each name stands for its placeholder, whatever the environment says. */
function placeholders(names: readonly string[]): Secrets {
  const unchanged = { push: (chunk: string | Uint8Array) => chunk, end: () => '' };
  return {
    names,
    value: (name) => (names.includes(name) ? '' : undefined),
    mask: (value) => value,
    maskText: (text) => text,
    maskStream: () => unchanged,
  };
}

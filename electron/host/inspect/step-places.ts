import type { Pipeline, Step } from '../../../shared/pipeline.ts';
import { ownerOf, splitPath } from '../../../shared/step-path.ts';

/** A step of a pipeline at any level, and what the names of its logs begin with. */
export interface StepPlace {
  readonly step: Step;
  /** `4`; in the third iteration of step 4 `4.2.0`; in an included pipeline `4.0` (storage/step-logs.ts). */
  readonly logName: string;
}

interface Level {
  readonly steps: readonly Step[];
  readonly prefix: string;
}

/** The step at a path such as `process[3].save`; null if the definition has none there. */
export function placeOf(pipeline: Pipeline, path: string): StepPlace | null {
  const { scope, id } = splitPath(path);
  const level = levelOf(pipeline, scope);
  const position = level?.steps.findIndex((step) => step.id === id) ?? -1;
  const step = level?.steps[position];
  return level === null || step === undefined ? null : { step, logName: `${level.prefix}${position}` };
}

function levelOf(pipeline: Pipeline, scope: string): Level | null {
  const owner = ownerOf(scope);
  if (owner === null) return { steps: pipeline.steps, prefix: '' };
  const around = placeOf(pipeline, owner.container);
  const container = around?.step.container;
  if (around === null || container === undefined) return null;
  if (container.kind === 'pipeline') {
    return owner.iteration === null ? { steps: container.pipeline.steps, prefix: `${around.logName}.` } : null;
  }
  return owner.iteration === null
    ? null
    : { steps: container.body.steps, prefix: `${around.logName}.${owner.iteration}.` };
}

import { StepglassError } from '../../shared/errors.ts';
import type { Engine, EngineDeps } from './api.ts';

export type {
  ContinuePoint,
  Edits,
  Engine,
  EngineDeps,
  EngineSettings,
  GivenValue,
  GivenValues,
  PlanRequest,
  RerunRequest,
  RunHandle,
  StartRequest,
  Subscription,
} from './api.ts';

/** Makes an engine over a data folder. One per process. */
export function createEngine(_deps: EngineDeps): Engine {
  throw new StepglassError('internal', 'not_built', 'the engine is being built');
}

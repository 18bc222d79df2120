import type { ErrorRecord, StoredValue } from '../../../shared/facts.ts';
import { fitValue } from '../../../shared/fit-value.ts';
import type { Json } from '../../../shared/json.ts';
import type { OutputSpec } from '../../../shared/pipeline.ts';
import { renderNode } from '../attempt/parameters.ts';
import { ReadLog } from '../attempt/reads.ts';
import { StepProblem } from '../attempt/step-problem.ts';
import { scopeFor } from '../schedule/admission.ts';
import type { RunContext } from './run-context.ts';

export interface EvaluatedOutputs {
  readonly outputs: { readonly [name: string]: StoredValue };
  /** Name → why it could not be evaluated; its value then is null. */
  readonly errors: { readonly [name: string]: string };
  /** For a run that would have succeeded: the first of them. */
  readonly failure: ErrorRecord | null;
}

/** Evaluates a pipeline's outputs when its run ends (language.md L5). Rejects with `storage_failure`. */
export async function evaluateOutputs(context: RunContext): Promise<EvaluatedOutputs> {
  const outputs: [string, StoredValue][] = [];
  const problems: [string, StepProblem][] = [];
  for (const spec of context.pipeline.outputs) {
    const value = evaluate(context, spec);
    if (value instanceof StepProblem) problems.push([spec.name, value]);
    outputs.push([spec.name, await context.folder.blobs.put(value instanceof StepProblem ? null : value)]);
  }
  return {
    outputs: Object.fromEntries(outputs),
    errors: Object.fromEntries(problems.map(([name, problem]) => [name, context.secrets.maskText(problem.message)])),
    failure: problems[0] === undefined ? null : outputFailure(context, problems[0]),
  };
}

function evaluate(context: RunContext, spec: OutputSpec): Json | StepProblem {
  const { secrets } = context;
  try {
    const scope = scopeFor(context, { attempt: 1, sees: () => true, reads: new ReadLog(), withSecrets: false });
    return fitOutput(spec, secrets.mask(renderNode(spec.value, scope, `the output ${spec.name}`)));
  } catch (error) {
    if (error instanceof StepProblem) return error;
    throw error;
  }
}

function fitOutput(spec: OutputSpec, value: Json): Json {
  if (spec.type === undefined) return value;
  const fitted = fitValue(value, { type: spec.type, required: true }, spec.name);
  if (fitted.ok) return fitted.value;
  const { file, line, column } = spec.span;
  const message = `the output ${spec.name} (${file}:${line}:${column}) does not have its declared type: ${fitted.problems.map((each) => each.message).join('; ')}`;
  throw new StepProblem({ category: 'validation', code: 'invalid_output', message }, spec.span);
}

function outputFailure(context: RunContext, [name, problem]: readonly [string, StepProblem]): ErrorRecord {
  return {
    category: 'validation',
    code: 'output_error',
    severity: 'high',
    retryable: false,
    message: context.secrets.maskText(problem.message),
    ...(problem.error.hint === undefined ? {} : { hint: problem.error.hint }),
    span: problem.span,
    details: { output: name, reason: problem.error.code },
  };
}

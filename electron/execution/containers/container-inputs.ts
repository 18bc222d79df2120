import { parseExactJson } from '../../../shared/exact-json.ts';
import { fitValue } from '../../../shared/fit-value.ts';
import { isJsonObject, type Json, type JsonObject } from '../../../shared/json.ts';
import type { Container, ForEach, Included, Loop, Step, ValueNode } from '../../../shared/pipeline.ts';
import { fitInputs } from '../../compiler/inputs.ts';
import { renderNode } from '../attempt/parameters.ts';
import type { ReadLog } from '../attempt/reads.ts';
import { StepProblem } from '../attempt/step-problem.ts';
import type { RunContext } from '../run/run-context.ts';
import { contextFor } from '../schedule/admission.ts';

/** What a container begins with: evaluated once, recorded, and taken from the record when it goes on after an interruption. */
export interface LoopInputs {
  /** Of a `for_each`. */
  readonly items?: readonly Json[];
  readonly maxParallel?: number;
  readonly maxIterations?: number;
  /** Of an included pipeline. */
  readonly values?: JsonObject;
}

/** What is recorded of it, as the parameters of the container's attempt. */
export function asParameters(inputs: LoopInputs): JsonObject {
  return {
    ...(inputs.items === undefined ? {} : { for_each: inputs.items }),
    ...(inputs.maxParallel === undefined ? {} : { max_parallel: inputs.maxParallel }),
    ...(inputs.maxIterations === undefined ? {} : { max_iterations: inputs.maxIterations }),
    ...(inputs.values === undefined ? {} : { inputs: inputs.values }),
  };
}

export function fromParameters(parameters: Json): LoopInputs | null {
  if (!isJsonObject(parameters)) return null;
  const { for_each: items, max_parallel: maxParallel, max_iterations: maxIterations, inputs: values } = parameters;
  return {
    ...(Array.isArray(items) ? { items: items as readonly Json[] } : {}),
    ...(typeof maxParallel === 'number' ? { maxParallel } : {}),
    ...(typeof maxIterations === 'number' ? { maxIterations } : {}),
    ...(values !== undefined && isJsonObject(values) ? { values } : {}),
  };
}

/** Throws `StepProblem`. */
export function evaluateInputs(
  context: RunContext,
  step: Step,
  { attempt, reads }: { attempt: number; reads: ReadLog },
) {
  const evaluating = new Evaluating(context, step, { attempt, reads });
  const inputs = evaluating.of(step.container);
  if (reads.hasSecret)
    throw new StepProblem(
      {
        category: 'validation',
        code: 'secret_in_container',
        message: `step ${step.id}: what a container begins with is recorded, so it cannot be made of secrets; read them in the steps inside`,
      },
      step.span,
    );
  return inputs;
}

class Evaluating {
  readonly #context: RunContext;
  readonly #step: Step;
  readonly #attempt: number;
  readonly #reads: ReadLog;

  constructor(context: RunContext, step: Step, { attempt, reads }: { attempt: number; reads: ReadLog }) {
    this.#context = context;
    this.#step = step;
    this.#attempt = attempt;
    this.#reads = reads;
  }

  of(container: Container | undefined): LoopInputs {
    switch (container?.kind) {
      case 'for_each':
        return this.#forEach(container);
      case 'loop':
        return this.#loop(container);
      case 'pipeline':
        return this.#included(container);
      default:
        return {};
    }
  }

  #forEach(container: ForEach): LoopInputs {
    const items = this.#listOf(this.#render(container.items, 'for_each'), container.items);
    return { items, maxParallel: this.#count(container.maxParallel, 'max_parallel') };
  }

  #loop(container: Loop): LoopInputs {
    return { maxIterations: this.#count(container.maxIterations, 'max_iterations') };
  }

  #included({ inputs, pipeline, path }: Included): LoopInputs {
    const given = inputs.map(([name, node]): [string, Json] => [name, this.#render(node, `inputs.${name}`)]);
    const fitted = fitInputs(pipeline, Object.fromEntries(given));
    if (fitted.ok) return { values: fitted.values };
    const problems = fitted.problems.map(({ path: name, message }) => `${name}: ${message}`).join('; ');
    const message = `step ${this.#step.id}: the inputs do not fit the pipeline ${path ?? pipeline.name}: ${problems}`;
    throw this.#problem('invalid_inputs', message);
  }

  /** A list as it is, an object as pairs, the JSON text of one of them. */
  #listOf(value: Json, node: ValueNode): readonly Json[] {
    const parsed = typeof value === 'string' ? parseJson(value) : value;
    if (Array.isArray(parsed)) return parsed as readonly Json[];
    if (parsed !== undefined && isJsonObject(parsed))
      return Object.entries(parsed).map(([key, each]) => ({ key, value: each }));
    const { file, line, column } = node.span;
    const message = `step ${this.#step.id}: for_each (${file}:${line}:${column}) is ${describe(value)}, expected a list, an object, or the JSON text of one`;
    throw this.#problem('not_iterable', message, node);
  }

  #count(node: ValueNode, name: string): number {
    const value = this.#render(node, name);
    const fitted = fitValue(value, { type: 'integer', required: true, minimum: 1 }, name);
    if (fitted.ok && typeof fitted.value === 'number') return fitted.value;
    const message = `step ${this.#step.id}: ${name} is ${describe(value)}, expected a whole number from 1`;
    throw this.#problem('invalid_parameter', message, node);
  }

  #render(node: ValueNode, at: string): Json {
    this.#reads.at = at;
    const scope = contextFor(this.#context, this.#step.id, {
      attempt: this.#attempt,
      reads: this.#reads,
      withSecrets: false,
    });
    return renderNode(node, scope, `${at} of step ${this.#step.id}`);
  }

  #problem(code: string, message: string, node?: ValueNode): StepProblem {
    return new StepProblem({ category: 'validation', code, message }, node?.span ?? this.#step.span);
  }
}

function parseJson(text: string): Json | undefined {
  try {
    return parseExactJson(text);
  } catch {
    // a text that is no JSON is no list; the caller says so
    return undefined;
  }
}

function describe(value: Json): string {
  if (typeof value === 'string') return `the text ${JSON.stringify(value.slice(0, 60))}`;
  return value === null ? 'null' : `the ${typeof value} ${JSON.stringify(value).slice(0, 60)}`;
}

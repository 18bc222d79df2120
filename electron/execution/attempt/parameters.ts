import { fitValue } from '../../../shared/fit-value.ts';
import type { Json, JsonObject } from '../../../shared/json.ts';
import type { Step, ValueNode } from '../../../shared/pipeline.ts';
import { matchesPattern } from '../../compiler/patterns.ts';
import { compileTemplate } from '../../templates/compile.ts';
import type { EvaluationContext } from '../../templates/evaluate/scope.ts';
import { renderTemplate } from '../../templates/render.ts';
import type { Action, ParameterSpec } from '../../tools/tool.ts';
import type { ReadLog } from './reads.ts';
import { placeText, StepProblem, templateProblem } from './step-problem.ts';

export interface ParameterSources {
  readonly step: Step;
  readonly action: Action;
  /** Values given by hand for this run, by parameter: data, not templates. */
  readonly edits: ReadonlyMap<string, Json>;
  readonly reads: ReadLog;
  readonly context: (withSecrets: boolean) => EvaluationContext;
}

export interface RenderedParameters {
  /** What is kept: secrets are placeholders. */
  readonly recorded: JsonObject;
  /** What the tool is called with. */
  readonly actual: JsonObject;
}

/**
 * Renders a step's parameters and fits them to what the action declares (language.md L14). Throws `StepProblem` with
 * the place in the file. With secrets everything is rendered twice: what is kept has never seen one.
 */
export function renderParameters(sources: ParameterSources): RenderedParameters {
  const recorded = render(sources, false);
  if (!sources.reads.hasSecret) {
    const fitted = fit(sources, recorded);
    return { recorded: fitted, actual: fitted };
  }
  return { recorded, actual: fit(sources, render(sources, true)) };
}

/** The value of a node of the file: data as it is, templates rendered. Throws `StepProblem`. */
export function renderNode(node: ValueNode, context: EvaluationContext, what: string): Json {
  switch (node.kind) {
    case 'literal':
      return node.value;
    case 'list':
      return node.items.map((item, at) => renderNode(item, context, `${what}[${at}]`));
    case 'map':
      return Object.fromEntries(
        node.entries.map(([key, value]) => [key, renderNode(value, context, `${what}.${key}`)]),
      );
    default:
      try {
        return renderTemplate(compileTemplate(node.source.text), context);
      } catch (error) {
        throw templateProblem(error, node.source, what);
      }
  }
}

function render({ step, edits, reads, context }: ParameterSources, withSecrets: boolean): JsonObject {
  const scope = context(withSecrets);
  const values = step.parameters
    .filter(([name]) => !edits.has(name))
    .map(([name, node]): [string, Json] => {
      reads.at = `parameters.${name}`;
      return [name, renderNode(node, scope, `the parameter ${name} of step ${step.id}`)];
    });
  return Object.fromEntries([...values, ...edits]);
}

function fit({ step, action }: ParameterSources, values: JsonObject): JsonObject {
  const specs = Object.entries(action.parameters);
  const given = specs.filter(([name]) => Object.hasOwn(values, name));
  const fitted = given.map(([name, spec]): [string, Json] => [name, fitOne(step, spec, [name, values[name] ?? null])]);
  const missing = specs.filter(([name]) => !Object.hasOwn(values, name));
  for (const [name, { required, default: fallback }] of missing) {
    if (required === true && fallback === undefined)
      throw problem(step, name, ['missing_parameter', 'is missing: add it to the step']);
  }
  const defaults = missing.flatMap(([name, { default: fallback }]): [string, Json][] =>
    fallback === undefined ? [] : [[name, fallback]],
  );
  const undeclared = Object.entries(values).filter(([name]) => !Object.hasOwn(action.parameters, name));
  if (undeclared[0] !== undefined)
    throw problem(step, undeclared[0][0], [
      'unknown_parameter',
      `is not one of ${Object.keys(action.parameters).join(', ')}`,
    ]);
  return Object.fromEntries([...fitted, ...defaults]);
}

function fitOne(step: Step, spec: ParameterSpec, [name, value]: readonly [string, Json]): Json {
  const fitted = fitValue(value, spec, name, { matches: matchesPattern });
  if (fitted.ok) return fitted.value;
  const found = fitted.problems.map(({ path, message }) => `${path}: ${message}`).join('; ');
  throw problem(step, name, ['invalid_parameter', `does not fit: ${found}`]);
}

function problem(step: Step, name: string, [code, what]: readonly [code: string, what: string]): StepProblem {
  const span = step.parameters.find(([known]) => known === name)?.[1].span ?? step.span;
  const message = `the parameter ${name} of step ${step.id} (${placeText(span)}) ${what}`;
  return new StepProblem({ category: 'validation', code, message }, span);
}

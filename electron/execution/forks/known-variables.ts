import { StepglassError } from '../../../shared/errors.ts';
import type { Body, Pipeline } from '../../../shared/pipeline.ts';
import { suggest } from '../../templates/suggest.ts';

/** `variables.x`, `variables['x']`; without a literal name: any. */
const READ = /\bvariables\b\s*(?:\.\s*([A-Za-z_]\w*)|\[\s*(?:'([^']*)'|"([^"]*)")\s*\])?/g;

/** Throws `invalid_input` `unknown_variable` for a name that no step of the pipeline sets or reads: it would change nothing. */
export function checkVariables(pipeline: Pipeline, names: readonly string[]): void {
  if (names.length === 0) return;
  const { known, isOpen } = variablesOf(pipeline);
  const unknown = isOpen ? undefined : names.find((name) => !known.has(name));
  if (unknown === undefined) return;
  const near = suggest(unknown, known);
  const list = [...known].sort().join(', ');
  const hint = near === undefined ? '' : ` Did you mean ${near}?`;
  const there = list === '' ? 'the pipeline has no run variables' : `the run variables are ${list}`;
  throw new StepglassError(
    'invalid_input',
    'unknown_variable',
    `no step sets or reads the variable ${unknown}: ${there}.${hint}`,
    { details: { variable: unknown, known: [...known].sort(), ...(near === undefined ? {} : { suggestion: near }) } },
  );
}

/** The run's own: those of included pipelines are out of reach. `isOpen`: a template may read any. */
function variablesOf(pipeline: Pipeline): { readonly known: ReadonlySet<string>; readonly isOpen: boolean } {
  const known = new Set<string>();
  let isOpen = false;
  const add = (text: string): void => {
    for (const [, dotted, single, double] of text.matchAll(READ)) {
      const name = dotted ?? single ?? double;
      if (name === undefined) isOpen = true;
      else known.add(name);
    }
  };
  const visit = (body: Body): void => {
    for (const step of [...body.steps, ...(body.handlerSteps ?? [])]) {
      for (const name of step.sets) known.add(name);
      // its names are made when it runs
      if (step.tool === 'set' && step.sets.length === 0) isOpen = true;
      const { container, ...own } = step;
      eachTemplate(own, add);
      if (container === undefined) continue;
      if (container.kind === 'pipeline') eachTemplate(container.inputs, add);
      else {
        const { body: inner, ...loop } = container;
        eachTemplate(loop, add);
        visit(inner);
      }
    }
  };
  visit(pipeline);
  eachTemplate([pipeline.outputs, pipeline.handlers ?? []], add);
  return { known, isOpen };
}

/** The texts of all templates and conditions in a part of a compiled pipeline. */
function eachTemplate(part: unknown, add: (text: string) => void): void {
  if (typeof part !== 'object' || part === null) return;
  if ('text' in part && typeof part.text === 'string' && 'span' in part) return add(part.text);
  for (const each of Object.values(part)) eachTemplate(each, add);
}

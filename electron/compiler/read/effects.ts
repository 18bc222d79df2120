import type { Body, Effects, Handler } from '../../../shared/pipeline.ts';
import type { Fields } from '../keys/fields.ts';
import { textAt } from '../keys/fields.ts';

const BY_STRENGTH: readonly Effects[] = ['external', 'local', 'none'];

/** `side_effects` overrides what is declared; `some` keeps which kind it is. */
export function strongestOf(fields: Fields, declared: readonly Effects[]): Effects {
  const strongest = BY_STRENGTH.find((effects) => declared.includes(effects)) ?? 'none';
  const said = textAt(fields, 'side_effects');
  if (said === 'none') return 'none';
  return said === 'some' && strongest === 'none' ? 'local' : strongest;
}

/** What the steps of a body or of an included pipeline do, and what their handlers call. */
export function effectsOf(body: Body & { readonly handlers?: readonly Handler[] }): readonly Effects[] {
  const steps = [...body.steps, ...(body.handlerSteps ?? [])];
  const handlers = [...(body.handlers ?? []), ...steps.flatMap((step) => step.handlers ?? [])];
  const calls = handlers.flatMap(({ work }) => (work?.kind === 'call' ? [work.effects] : []));
  return [...steps.map(({ effects }) => effects), ...calls];
}

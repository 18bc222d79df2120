import { isTemplate } from '../../templates/compile.ts';
import type { VariableWriter } from '../graph/check-variables.ts';
import { entriesAt } from '../keys/fields.ts';
import type { Place, Report } from '../report.ts';
import type { YamlEntry } from '../yaml/tree.ts';
import type { FoundHandlers } from './find-handlers.ts';
import type { Resolutions } from './resolve-steps.ts';
import { calledBy } from './resolve-steps.ts';
import { isSingle } from './step-kind.ts';
import type { StepEntry, StepTree } from './step-tree.ts';
import { isInside } from './step-tree.ts';

/** The steps that set run variables, with the names they write (language.md L6: literal, so that readers can wait for them). */
export function findWriters(
  tree: StepTree,
  about: { resolutions: Resolutions; handlers: FoundHandlers },
  report: Report,
): VariableWriter[] {
  const writers = tree.all.flatMap((step): VariableWriter[] => {
    if (calledBy(step, about.resolutions)?.tool.name !== 'set') return [];
    const variables = variablesOf(step);
    if (variables?.kind === 'scalar' && isTemplate(variables.text)) {
      report.error('dynamic_variables', variables, {
        message: 'the names of variables are literal; this template hides them',
        hint: 'write a map: `variables: { name: value }`',
      });
    }
    const names = namesSet(step).map(({ key, keySpan, value }): [string, Place] => [
      key,
      { span: keySpan, path: value.path },
    ]);
    for (const [name, place] of names) {
      checkName(name, place, report);
      checkPlace({ name, place, step }, about.handlers, report);
    }
    return [{ step, level: isSingle(step) ? step : step.parent, names: new Map(names) }];
  });
  checkShadows(writers, report);
  return writers;
}

function variablesOf(step: StepEntry): YamlEntry['value'] | undefined {
  return entriesAt(step.fields, 'parameters').find(({ key }) => key === 'variables')?.value;
}

/** The entries of `variables` of a `set` step: their names are literal. */
export function namesSet(step: StepEntry): readonly YamlEntry[] {
  const variables = variablesOf(step);
  return variables?.kind === 'map' ? variables.entries : [];
}

function checkName(name: string, place: Place, report: Report): void {
  if (/^[A-Za-z][A-Za-z0-9_]*$/.test(name)) return;
  const message = `${JSON.stringify(name.slice(0, 80))} is no name for a variable`;
  report.error('invalid_name', place, {
    message,
    hint: 'a letter, then letters, digits and `_`; names are no templates',
  });
}

/** Where nobody can say when a variable is set, or nobody can read it, it is not set. */
function checkPlace(
  { name, place, step }: { name: string; place: Place; step: StepEntry },
  handlers: FoundHandlers,
  report: Report,
): void {
  if (handlers.steps.has(step)) {
    const message = `a step that a handler runs cannot set \`${name}\`: nothing says when it does`;
    report.error('variable_in_handler', place, {
      message,
      hint: 'let the failed step complete with a `fallback_value`',
    });
  } else if (isSingle(step)) {
    const message = `what an iteration of \`${step.id}\` sets stays in it, and nothing else runs there`;
    report.error('variable_in_loop', place, { message, hint: CARRY });
  }
}

const CARRY = 'values of all iterations are in the results of the loop; `set_state` carries one on to the next';

/**
 * A variable that is set in the body of a loop belongs to the iteration (engine.md E17): every iteration begins without
 * it, and it ends there. Were there one of that name outside too, `n: "{{ variables.n + 1 }}"` would look as if it counted.
 */
function checkShadows(writers: readonly VariableWriter[], report: Report): void {
  for (const { level, names } of writers) {
    if (level === null) continue;
    const outside = writers.filter(
      (other) => other.level !== level && (other.level === null || isInside(level, other.level)),
    );
    for (const [name, place] of names) {
      const other = outside.find((each) => each.names.has(name));
      if (other === undefined) continue;
      const message = `\`${name}\` is set outside \`${level.id}\` too (by \`${other.step.id}\`); what a loop sets stays in its iteration`;
      report.error('shadowed_variable', place, { message, hint: `give one of the two another name; ${CARRY}` });
    }
  }
}

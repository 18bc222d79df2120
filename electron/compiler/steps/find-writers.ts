import { isTemplate } from '../../templates/compile.ts';
import type { VariableWriter } from '../graph/check-variables.ts';
import { entriesAt, numberAt } from '../keys/fields.ts';
import type { Place, Report } from '../report.ts';
import type { YamlEntry } from '../yaml/tree.ts';
import type { FoundHandlers } from './find-handlers.ts';
import type { Resolutions } from './resolve-steps.ts';
import { calledBy } from './resolve-steps.ts';
import type { StepEntry, StepTree } from './step-tree.ts';
import { loopsAround } from './step-tree.ts';

/** The steps that set run variables, with the names they write (language.md L6: literal, so that readers can wait for them). */
export function findWriters(
  tree: StepTree,
  about: { resolutions: Resolutions; handlers: FoundHandlers },
  report: Report,
): VariableWriter[] {
  return tree.all.flatMap((step): VariableWriter[] => {
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
      checkOrder({ name, place, step }, about.handlers, report);
    }
    return [{ step, names: new Map(names) }];
  });
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

/**
 * Variables belong to the whole run, also where a loop sets them: an iteration sees what the one before has set. Where
 * iterations run at the same time, or nobody knows when a step runs, nothing orders the writes (language.md L6).
 */
function checkOrder(
  { name, place, step }: { name: string; place: Place; step: StepEntry },
  handlers: FoundHandlers,
  report: Report,
): void {
  const around = [step, ...loopsAround(step)];
  const loop = around.find(runsAtOnce);
  if (loop !== undefined) {
    const message = `iterations of \`${loop.id}\` run at the same time, and nothing says which of them sets \`${name}\` last`;
    const hint = `leave \`max_parallel\` out, or read the results of all: \`${loop.id}.results\``;
    report.error('unordered_variable', place, { message, hint });
  } else if (around.some((at) => handlers.steps.has(at))) {
    const message = `a step that a handler runs cannot set \`${name}\`: nothing says when it does`;
    report.error('unordered_variable', place, {
      message,
      hint: 'let the failed step complete with a `fallback_value`',
    });
  }
}

function runsAtOnce({ kind, fields }: StepEntry): boolean {
  return kind === 'for_each' && fields.has('max_parallel') && numberAt(fields, 'max_parallel') !== 1;
}

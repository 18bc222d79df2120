import { isTemplate } from '../../templates/compile.ts';
import type { VariableWriter } from '../graph/check-variables.ts';
import { entriesAt } from '../keys/fields.ts';
import { namesSet } from '../read/read-step.ts';
import type { Place, Report } from '../report.ts';
import type { Resolutions } from './resolve-steps.ts';
import type { StepTree } from './step-tree.ts';

/** The steps that set run variables, with the names they write (language.md L6: literal, so that readers can wait for them). */
export function findWriters(tree: StepTree, resolutions: Resolutions, report: Report): VariableWriter[] {
  return [...tree.byId.values()].flatMap((step): VariableWriter[] => {
    const resolved = resolutions.get(step);
    if (resolved === undefined || resolved === null || resolved === 'later' || resolved.tool.name !== 'set') return [];
    const variables = entriesAt(step.fields, 'parameters').find(({ key }) => key === 'variables')?.value;
    if (variables?.kind === 'scalar' && isTemplate(variables.text)) {
      report.error('dynamic_variables', variables, {
        message: 'the names of variables are literal; this template hides them',
        hint: 'write a map: `variables: { name: value }`',
      });
    }
    const names = namesSet(step, resolved).map(({ key, keySpan, value }): [string, Place] => [
      key,
      { span: keySpan, path: value.path },
    ]);
    for (const [name, place] of names) checkName(name, place, report);
    return [{ step, names: new Map(names) }];
  });
}

function checkName(name: string, place: Place, report: Report): void {
  if (/^[A-Za-z][A-Za-z0-9_]*$/.test(name)) return;
  const message = `${JSON.stringify(name.slice(0, 80))} is no name for a variable`;
  report.error('invalid_name', place, {
    message,
    hint: 'a letter, then letters, digits and `_`; names are no templates',
  });
}

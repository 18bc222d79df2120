import type { OutputSpec } from '../../../shared/pipeline.ts';
import type { ValueType } from '../../../shared/value-spec.ts';
import { checkShape } from '../keys/check-shape.ts';
import type { Fields } from '../keys/fields.ts';
import { entriesAt, fieldsOf, textAt } from '../keys/fields.ts';
import { INPUT_TYPES, TYPE_ALIASES } from '../keys/tables.ts';
import { NO_LOCAL_NAMES } from '../names/scope.ts';
import type { TemplateSite } from '../names/site.ts';
import type { Report } from '../report.ts';
import { templatesIn } from '../steps/step-sites.ts';
import { toValueNode } from '../values.ts';

/** Reads the outputs of a file (language.md L5): a template, or a map with `value`. */
export function readOutputs(top: Fields, report: Report): OutputSpec[] {
  return entriesAt(top, 'outputs').flatMap(({ key: name, keySpan: span, value: node }): OutputSpec[] => {
    if (node.kind !== 'map') return [{ name, value: toValueNode(node), span }];
    checkShape(node, { type: 'table', table: 'output' }, report);
    const fields = fieldsOf(node, 'output');
    const value = fields.get('value')?.value;
    if (value === undefined) return [];
    const [type, description] = [outputType(fields), textAt(fields, 'description')];
    return [
      {
        name,
        value: toValueNode(value),
        span,
        ...(type === undefined ? {} : { type }),
        ...(description === undefined ? {} : { description }),
      },
    ];
  });
}

function outputType(fields: Fields): ValueType | undefined {
  const text = textAt(fields, 'type');
  return text === undefined ? undefined : (TYPE_ALIASES.get(text) ?? INPUT_TYPES.find((type) => type === text));
}

/** The templates of the outputs. They see all steps, and nothing waits for them. */
export function outputSites(top: Fields): TemplateSite[] {
  return entriesAt(top, 'outputs').flatMap(({ value: node }) => {
    // Without `value` the templates stand at a wrong key; what is wrong in them is told all the same.
    const value = fieldsOf(node, 'output').get('value')?.value ?? node;
    return templatesIn(value).map((scalar) => ({
      source: scalar.source(),
      kind: 'template' as const,
      path: scalar.path,
      step: null,
      level: null,
      local: NO_LOCAL_NAMES,
    }));
  });
}

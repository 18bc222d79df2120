import { locate } from '../../../shared/source.ts';
import { isTemplate } from '../../templates/compile.ts';
import type { Fields } from '../keys/fields.ts';
import type { Report } from '../report.ts';
import { findAuto, scalarsOf } from '../values.ts';
import type { YamlScalar } from '../yaml/tree.ts';
import type { Resolutions } from './resolve-steps.ts';
import type { StepEntry, StepTree } from './step-tree.ts';

interface Checking {
  readonly resolutions: Resolutions;
  readonly report: Report;
}

/** Texts that look as if they did something: templates in names (language.md L9), `<AUTO>` tags (L28), the older way to include files. */
export function checkTexts(top: Fields, tree: StepTree, { resolutions, report }: Checking): void {
  warnTemplates(top, report);
  for (const step of tree.all) {
    warnTemplates(step.fields, report);
    // A model's own step says already that it has to wait; what is in it need not say it again.
    const resolved = resolutions.get(step) ?? null;
    const isKnown = resolved !== null && resolved !== 'later';
    for (const [scalar, text] of tagsOf(step)) {
      warnInclusion(scalar, text, report);
      if (isKnown) reportAuto(scalar, report);
    }
  }
  const outputs = top.get('outputs')?.value;
  if (outputs === undefined) return;
  const ids = new Set(tree.top.map(({ id }) => id));
  for (const scalar of scalarsOf(outputs)) {
    reportAuto(scalar, report);
    hintAtBraces(scalar, ids, report);
  }
}

/** `total: sum.value` is a text; who writes it under `outputs` most likely means the value. */
function hintAtBraces(scalar: YamlScalar, ids: ReadonlySet<string>, report: Report): void {
  const { value, path } = scalar;
  if (/^outputs\.[^.]+\.(?:type|description)$/.test(path)) return;
  if (typeof value !== 'string' || !/^[A-Za-z][\w-]*(?:\.[A-Za-z_]\w*)*$/.test(value)) return;
  const [root = '', ...members] = value.split('.');
  if (!(ids.has(root) || (root === 'steps' && ids.has(members[0] ?? '')))) return;
  report.hint('text_like_expression', scalar, {
    message: `this is the text \`${value}\`, not what the step has given`,
    hint: `for its value write '{{ ${value} }}'`,
  });
}

function warnTemplates(fields: Fields, report: Report): void {
  for (const key of ['name', 'description']) {
    const node = fields.get(key)?.value;
    if (node?.kind !== 'scalar' || typeof node.value !== 'string' || !isTemplate(node.value)) continue;
    const source = node.source();
    const start = node.value.search(/\{[{%#]/);
    const message = `\`${key}\` is no template: this stays as it is written`;
    report.warning('template_not_rendered', { span: locate(source, start, start + 2), path: node.path }, { message });
  }
}

const TEXT_KEYS = [
  'parameters',
  'condition',
  'inputs',
  'for_each',
  'while',
  'until',
  'set_state',
  'max_parallel',
  'max_iterations',
] as const;

/** The texts of a step that may hold a tag of either kind. */
function tagsOf(step: StepEntry): [YamlScalar, string][] {
  const found: [YamlScalar, string][] = [];
  for (const key of TEXT_KEYS) {
    const node = step.fields.get(key)?.value;
    for (const scalar of node === undefined ? [] : scalarsOf(node))
      if (typeof scalar.value === 'string' && scalar.value.includes('<')) found.push([scalar, scalar.value]);
  }
  return found;
}

function warnInclusion(scalar: YamlScalar, text: string, report: Report): void {
  for (const match of text.matchAll(/<<\s*([\w.-]+(?:\/[\w.-]+)*\.[A-Za-z]\w*)\s*>>/g)) {
    const span = locate(scalar.source(), match.index, match.index + match[0].length);
    const hint = `write {{ include_file('${match[1]}') }}`;
    report.warning(
      'text_not_included',
      { span, path: scalar.path },
      { message: 'this includes no file: it stays as it is written', hint },
    );
  }
}

function reportAuto(scalar: YamlScalar, report: Report): void {
  if (typeof scalar.value !== 'string') return;
  const start = findAuto(scalar.value);
  if (start === -1) return;
  const span = locate(scalar.source(), start, start + '<AUTO>'.length);
  report.error('needs_later', { span, path: scalar.path }, { message: '`<AUTO>` is not supported yet' });
}

import { textAt } from '../keys/fields.ts';
import { reservedReason } from '../names/reserved.ts';
import type { Report } from '../report.ts';
import type { YamlEntry } from '../yaml/tree.ts';
import { checkIterable } from './iterable.ts';
import { isSingle } from './step-kind.ts';
import type { StepEntry, StepTree } from './step-tree.ts';

interface Checking {
  readonly tree: StepTree;
  readonly inputs: ReadonlySet<string>;
  readonly report: Report;
}

/** Checks what each container is made of (language.md L22-L27): keys that do not go together, iterables, names of loops. */
export function checkContainers(about: Checking): void {
  for (const step of about.tree.all) {
    checkKeys(step, about.report);
    checkActionLoop(step, about.report);
    const iterable = step.fields.get('for_each')?.value;
    if (iterable !== undefined) checkIterable(iterable, about.report);
    if (step.kind === 'for_each') checkLoopName(step, 'as', about);
    if (step.kind === 'for_each' || step.kind === 'loop') checkLoopName(step, 'loop_name', about);
  }
}

const OWN_TOOL = ['tool', 'action', 'parameters', 'model'];

/** What a container that brings its own steps (or another file) does not take would be lost. */
function checkKeys(step: StepEntry, report: Report): void {
  const what = descriptionOf(step);
  if (what === null) return;
  for (const key of step.kind === 'group' ? [...OWN_TOOL, 'side_effects'] : OWN_TOOL) {
    const entry = step.fields.get(key);
    if (entry === undefined) continue;
    const message = `${what}: \`${entry.key}\` means nothing here`;
    const hint = step.kind === 'pipeline' ? 'what the pipeline is given stands under `inputs`' : undefined;
    report.error('misplaced_key', placeOf(entry), { message, hint });
  }
}

function descriptionOf(step: StepEntry): string | null {
  if (step.kind === 'group') return 'a `parallel` group runs its members';
  if (step.kind === 'pipeline') return step.fields.has('pipeline') ? 'this step runs another pipeline' : null;
  if (step.kind === 'step' || isSingle(step)) return null;
  return step.fields.has('action_loop') ? 'an `action_loop` runs its actions' : 'this loop runs its `steps`';
}

function checkActionLoop({ fields, kind }: StepEntry, report: Report): void {
  const actions = fields.get('action_loop');
  if (actions === undefined || kind !== 'loop') return;
  if (fields.has('steps')) {
    const message = 'a loop has `steps` or an `action_loop`, not both';
    report.error('conflicting_keys', placeOf(actions), { message, hint: 'put the actions under `steps`' });
  }
  if (fields.has('while') || fields.has('until')) return;
  report.error('missing_key', placeOf(actions), {
    message: '`action_loop` needs `while` or `until`',
    hint: 'to repeat steps a number of times write `for_each: "{{ range(3) }}"`',
  });
}

function placeOf({ keySpan, value }: YamlEntry) {
  return { span: keySpan, path: value.path };
}

/** The names that an author gives to an item and to a loop may not hide what else is seen in the body. */
function checkLoopName(step: StepEntry, key: 'as' | 'loop_name', about: Checking): void {
  const node = step.fields.get(key)?.value;
  const name = textAt(step.fields, key);
  if (node === undefined || name === undefined) return;
  const problem = problemOf(name, { step, key, ...about });
  if (problem !== null) about.report.error(problem.code, node, problem);
}

function problemOf(
  name: string,
  { step, key, tree, inputs }: Checking & { step: StepEntry; key: 'as' | 'loop_name' },
): { code: string; message: string; hint: string } | null {
  const what = key === 'as' ? 'an item' : 'a loop';
  const example = `for example \`${key === 'as' ? 'each' : `${step.id.replaceAll('-', '_')}_loop`}\``;
  if (!/^[A-Za-z]\w*$/.test(name)) {
    const message = `${JSON.stringify(name.slice(0, 80))} is no name for ${what}`;
    return { code: 'invalid_name', message, hint: 'a letter, then letters, digits and `_`' };
  }
  const reason = key === 'as' && name === 'item' ? undefined : reservedReason(name);
  if (reason !== undefined)
    return { code: 'reserved_name', message: `${what} cannot be called \`${name}\`: that is ${reason}`, hint: example };
  const other = tree.find(name, step.body.length > 0 ? step : step.parent);
  const isOwn = key === 'loop_name' && other === step;
  if ((other === undefined || isOwn) && !inputs.has(name)) return null;
  const kind = other === undefined ? 'an input' : `a step (line ${other.idNode.span.line})`;
  const message = `\`${name}\` is ${kind}; inside the loop templates could not tell them apart`;
  return { code: 'name_conflict', message, hint: example };
}

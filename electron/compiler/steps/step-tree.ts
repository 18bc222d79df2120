import type { Fields } from '../keys/fields.ts';
import { entriesAt, fieldsOf, itemsAt, textAt } from '../keys/fields.ts';
import { reservedReason } from '../names/reserved.ts';
import type { Report } from '../report.ts';
import type { YamlEntry, YamlMap, YamlNode } from '../yaml/tree.ts';

/** A step as it stands in the file, with the steps in its body. */
export interface StepEntry {
  readonly id: string;
  readonly node: YamlMap;
  readonly fields: Fields;
  /** The node of the id, or the step where it has none. */
  readonly idNode: YamlNode;
  readonly parent: StepEntry | null;
  /** Place among the steps of its level, from 0. */
  readonly position: number;
  readonly body: readonly StepEntry[];
}

export interface StepTree {
  /** The steps of the file, without those in bodies. */
  readonly top: readonly StepEntry[];
  /** Every step of the file; of two with one id, the first. */
  readonly byId: ReadonlyMap<string, StepEntry>;
}

/** Collects the steps and checks their ids (language.md L7, L8). Steps without a usable id are left out. */
export function buildStepTree(top: Fields, report: Report): StepTree {
  const byId = new Map<string, StepEntry>();
  const inputs = new Map(entriesAt(top, 'inputs').map((entry) => [entry.key, entry]));
  return { top: collect(itemsAt(top, 'steps'), null, { byId, inputs, report }), byId };
}

interface Collecting {
  readonly byId: Map<string, StepEntry>;
  readonly inputs: ReadonlyMap<string, YamlEntry>;
  readonly report: Report;
}

function collect(nodes: readonly YamlNode[], parent: StepEntry | null, about: Collecting): StepEntry[] {
  return nodes.flatMap((node, position): StepEntry[] => {
    if (node.kind !== 'map') return [];
    const fields = fieldsOf(node, 'step');
    const id = textAt(fields, 'id');
    const idNode = fields.get('id')?.value ?? node;
    if (id === undefined || !/^[A-Za-z][\w-]*$/.test(id)) return [];
    const body: StepEntry[] = [];
    const step: StepEntry = { id, node, fields, idNode, parent, position, body };
    if (!register(step, about)) return [];
    body.push(...collect([...itemsAt(fields, 'steps'), ...itemsAt(fields, 'parallel')], step, about));
    return [step];
  });
}

function register(step: StepEntry, { byId, inputs, report }: Collecting): boolean {
  const first = byId.get(step.id);
  if (first !== undefined) {
    const message = `the id \`${step.id}\` is taken: line ${first.idNode.span.line} has a step of that name`;
    report.error('duplicate_id', step.idNode, { message, hint: 'give one of the two another id' });
    return false;
  }
  byId.set(step.id, step);
  const reason = reservedReason(step.id);
  if (reason !== undefined) {
    report.error('reserved_name', step.idNode, {
      message: `a step cannot be called \`${step.id}\`: that is ${reason}`,
      hint: `for example \`${step.id}_step\``,
    });
  }
  const input = inputs.get(step.id);
  if (input !== undefined) {
    const message = `\`${step.id}\` is the name of a step and of an input (line ${input.keySpan.line}); templates could not tell them apart`;
    report.error('name_conflict', step.idNode, { message, hint: 'rename one of the two' });
  }
  return true;
}

/** The containers around a step, from the nearest outwards. */
export function containersOf(step: StepEntry): StepEntry[] {
  return step.parent === null ? [] : [step.parent, ...containersOf(step.parent)];
}

/**
 * The step at the level of `reader` (or of a level around it) that stands for `target`: the target itself, or the
 * `parallel` group that it is in. Null: the target is hidden in the body of a loop.
 */
export function visibleFrom(reader: StepEntry | null, target: StepEntry): StepEntry | null {
  const levels = new Set<StepEntry | null>(
    reader === null ? [null] : [null, ...containersOf(reader), reader.body.length > 0 ? reader : null],
  );
  let at = target;
  while (!levels.has(at.parent)) {
    if (at.parent === null || !at.parent.fields.has('parallel')) return null;
    at = at.parent;
  }
  return at;
}

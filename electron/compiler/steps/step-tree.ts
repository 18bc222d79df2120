import type { Fields } from '../keys/fields.ts';
import { entriesAt, fieldsOf, itemsAt, textAt } from '../keys/fields.ts';
import { reservedReason } from '../names/reserved.ts';
import type { Report } from '../report.ts';
import type { YamlEntry, YamlMap, YamlNode } from '../yaml/tree.ts';
import type { StepKind } from './step-kind.ts';
import { kindOf } from './step-kind.ts';

/** A step as it stands in the file. */
export interface StepEntry {
  readonly id: string;
  readonly node: YamlMap;
  readonly fields: Fields;
  readonly kind: StepKind;
  /** The node of the id, or the step where it has none. */
  readonly idNode: YamlNode;
  /** The loop in whose body it runs. A `parallel` group has no body: its members run at the group's own level. */
  readonly parent: StepEntry | null;
  /** The `parallel` group that it is a member of. */
  readonly group: StepEntry | null;
  /** The level inside a loop: members of groups before their group. Empty for a loop that repeats its own tool. */
  readonly body: readonly StepEntry[];
  /** The direct members of a group. */
  readonly members: readonly StepEntry[];
}

/** The steps of a file, level by level. */
export class StepTree {
  /** The steps of the file itself, without those in bodies. */
  readonly top: readonly StepEntry[];
  /** Every step; bodies behind their loops. */
  readonly all: readonly StepEntry[];
  readonly #levels = new Map<StepEntry | null, ReadonlyMap<string, StepEntry>>();

  constructor(top: readonly StepEntry[]) {
    this.top = top;
    this.all = top.flatMap(withInner);
    this.#levels.set(null, byId(top));
    for (const step of this.all) if (step.body.length > 0) this.#levels.set(step, byId(step.body));
  }

  /** The step that a name stands for at a level (`null`: the file): one of that level or of a level around it. */
  find(name: string, level: StepEntry | null): StepEntry | undefined {
    for (let at = level; ; at = at.parent) {
      const found = this.#levels.get(at)?.get(name);
      if (found !== undefined || at === null) return found;
    }
  }

  /** A step of that name at any level, for messages. */
  findAnywhere(name: string): StepEntry | undefined {
    return this.all.find(({ id }) => id === name);
  }

  /** The names of steps that a level sees. */
  namesAt(level: StepEntry | null): string[] {
    const own = [...(this.#levels.get(level)?.keys() ?? [])];
    return level === null ? own : [...own, ...this.namesAt(level.parent)];
  }
}

function withInner(step: StepEntry): StepEntry[] {
  return [step, ...step.body.flatMap(withInner)];
}

function byId(steps: readonly StepEntry[]): ReadonlyMap<string, StepEntry> {
  return new Map(steps.map((step) => [step.id, step]));
}

/** Collects the steps and checks their ids (language.md L7, L8). Steps without a usable id are left out. */
export function buildStepTree(top: Fields, report: Report): StepTree {
  const inputs = new Map(entriesAt(top, 'inputs').map((entry) => [entry.key, entry]));
  const steps = new Collector(null, report).collect(itemsAt(top, 'steps'), null);
  const tree = new StepTree(steps);
  for (const step of tree.all) checkId(step, { tree, inputs, report });
  return tree;
}

/** Collects one level. */
class Collector {
  readonly #parent: StepEntry | null;
  readonly #report: Report;
  readonly #taken = new Map<string, StepEntry>();

  constructor(parent: StepEntry | null, report: Report) {
    this.#parent = parent;
    this.#report = report;
  }

  collect(nodes: readonly YamlNode[], group: StepEntry | null): StepEntry[] {
    return nodes.flatMap((node) => this.#step(node, textAt(fieldsOf(node, 'step'), 'id'), group));
  }

  /** The items of an `action_loop`: their ids may be missing. */
  collectActions(nodes: readonly YamlNode[]): StepEntry[] {
    return nodes.flatMap((node, index) => this.#step(node, actionId(node, index), null));
  }

  #step(node: YamlNode, id: string | undefined, group: StepEntry | null): StepEntry[] {
    if (node.kind !== 'map' || id === undefined || !ID.test(id)) return [];
    const fields = fieldsOf(node, 'step');
    const idNode = fields.get('id')?.value ?? node;
    const kind = kindOf(node, fields);
    const [body, members]: [StepEntry[], StepEntry[]] = [[], []];
    const step: StepEntry = { id, node, fields, kind, idNode, parent: this.#parent, group, body, members };
    if (!this.#take(step)) return [];
    if (kind === 'group') {
      const inside = this.collect(itemsAt(fields, 'parallel'), step);
      members.push(...inside.filter((member) => member.group === step));
      return [...inside, step];
    }
    const inner = new Collector(step, this.#report);
    body.push(
      ...inner.collect(itemsAt(fields, 'steps'), null),
      ...inner.collectActions(itemsAt(fields, 'action_loop')),
    );
    return [step];
  }

  #take(step: StepEntry): boolean {
    const first = this.#taken.get(step.id);
    if (first === undefined) this.#taken.set(step.id, step);
    else reportTaken(step, first, this.#report);
    return first === undefined;
  }
}

const ID = /^[A-Za-z][\w-]*$/;

/** The id of an action in a loop: its own, its name where that can be one, else its number (from 1). */
function actionId(node: YamlNode, index: number): string {
  const fields = fieldsOf(node, 'step');
  const name = textAt(fields, 'name') ?? '';
  return textAt(fields, 'id') ?? (ID.test(name) ? name : `action_${index + 1}`);
}

function reportTaken(step: StepEntry, first: StepEntry, report: Report): void {
  const message = `the id \`${step.id}\` is taken: line ${first.idNode.span.line} has a step of that name`;
  report.error('duplicate_id', step.idNode, { message, hint: 'give one of the two another id' });
}

function checkId(
  step: StepEntry,
  about: { tree: StepTree; inputs: ReadonlyMap<string, YamlEntry>; report: Report },
): void {
  const { tree, inputs, report } = about;
  // Two loops side by side may use one id; inside a loop the names around it are seen.
  const outer = step.parent === null ? undefined : tree.find(step.id, step.parent.parent);
  if (outer !== undefined) reportTaken(step, outer, report);
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
}

/** The loops around a step, from the nearest outwards. */
export function loopsAround(step: StepEntry): StepEntry[] {
  return step.parent === null ? [] : [step.parent, ...loopsAround(step.parent)];
}

/** True if a step runs somewhere in the body of a loop. */
export function isInside(step: StepEntry, loop: StepEntry): boolean {
  for (let at = step.parent; at !== null; at = at.parent) if (at === loop) return true;
  return false;
}

/** True if a place at one level sees what belongs to another. */
export function seesLevel(from: StepEntry | null, level: StepEntry | null): boolean {
  for (let at = from; at !== null; at = at.parent) if (at === level) return true;
  return level === null;
}

/** The groups around a step, from the nearest outwards. */
export function groupsAround(step: StepEntry): StepEntry[] {
  return step.group === null ? [] : [step.group, ...groupsAround(step.group)];
}

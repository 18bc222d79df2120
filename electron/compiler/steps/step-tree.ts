import { suggest } from '../../templates/suggest.ts';
import type { Fields } from '../keys/fields.ts';
import { entriesAt, fieldsOf, itemsAt, knownKeys, textAt } from '../keys/fields.ts';
import { reservedReason } from '../names/reserved.ts';
import type { Report } from '../report.ts';
import type { YamlEntry, YamlMap, YamlNode } from '../yaml/tree.ts';
import type { StepKind } from './step-kind.ts';
import { kindOf } from './step-kind.ts';

/** A step as it stands in the file. */
export interface StepEntry {
  /** Unlike that of any other step of its level. */
  readonly id: string;
  /** False: the id is one for messages, because its own is missing or taken. */
  readonly isNamed: boolean;
  /** What others probably mean it by, where its own id is missing. */
  readonly guessedId?: string;
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
  /** Ids that stand where no steps are read, which has been reported. */
  readonly setAside: ReadonlySet<string>;
  readonly #levels = new Map<StepEntry | null, ReadonlyMap<string, StepEntry>>();

  constructor(top: readonly StepEntry[], setAside: ReadonlySet<string>) {
    this.top = top;
    this.setAside = setAside;
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
  const guessed = steps.flatMap((step) => (step.guessedId === undefined ? [] : [[step.guessedId, step] as const]));
  return new Map([...guessed, ...steps.filter(({ isNamed }) => isNamed).map((step) => [step.id, step] as const)]);
}

/**
 * Collects the steps and checks their ids (language.md L7, L8). A step without a usable id is a step all the same: what
 * else is wrong in it is told too (L1).
 */
export function buildStepTree(top: Fields, report: Report, setAside: ReadonlySet<string>): StepTree {
  const inputs = new Map(entriesAt(top, 'inputs').map((entry) => [entry.key, entry]));
  const nodes = itemsAt(top, 'steps');
  const steps = new Collector({ parent: null, outer: null, ids: idsIn(nodes), report }).collect(nodes, null);
  const tree = new StepTree(steps, setAside);
  for (const step of tree.all) checkId(step, { inputs, report });
  return tree;
}

interface Level {
  readonly parent: StepEntry | null;
  /** The level around it, whose steps are seen here too. */
  readonly outer: Collector | null;
  /** Where each id of the level stands. */
  readonly ids: ReadonlyMap<string, YamlNode>;
  readonly report: Report;
}

/** Collects one level. */
class Collector {
  readonly #level: Level;
  readonly #taken = new Map<string, YamlNode>();

  constructor(level: Level) {
    this.#level = level;
  }

  collect(nodes: readonly YamlNode[], group: StepEntry | null): StepEntry[] {
    return nodes.flatMap((node) => this.#step(node, ownId(node), group));
  }

  /** The items of an `action_loop`: their ids may be missing. */
  collectActions(nodes: readonly YamlNode[]): StepEntry[] {
    return nodes.flatMap((node, index) => this.#step(node, actionId(node, index), null));
  }

  #step(node: YamlNode, id: string | undefined, group: StepEntry | null): StepEntry[] {
    if (node.kind !== 'map') return [];
    const fields = fieldsOf(node, 'step');
    const idNode = fields.get('id')?.value ?? node;
    const kind = kindOf(node, fields);
    const [body, members]: [StepEntry[], StepEntry[]] = [[], []];
    const place = { node, fields, kind, idNode, parent: this.#level.parent, group, body, members };
    const step: StepEntry = { ...place, ...this.#nameOf(id, node, idNode) };
    this.#taken.set(step.id, idNode);
    if (kind === 'group') {
      const inside = this.collect(itemsAt(fields, 'parallel'), step);
      members.push(...inside.filter((member) => member.group === step));
      return [...inside, step];
    }
    body.push(...this.#body(step));
    return [step];
  }

  #body(step: StepEntry): StepEntry[] {
    const [steps, actions] = [itemsAt(step.fields, 'steps'), itemsAt(step.fields, 'action_loop')];
    const { report } = this.#level;
    const inner = new Collector({ parent: step, outer: this, ids: idsIn(steps), report });
    return [...inner.collect(steps, null), ...inner.collectActions(actions)];
  }

  #nameOf(id: string | undefined, node: YamlMap, place: YamlNode): Pick<StepEntry, 'id' | 'isNamed' | 'guessedId'> {
    const { line } = place.span;
    if (id === undefined) {
      const guessedId = guessId(node);
      const guess = guessedId === undefined ? {} : { guessedId };
      return { id: this.#free(`the step in line ${line}`), isNamed: false, ...guess };
    }
    const first = this.#taken.get(id) ?? this.#level.outer?.placeOf(id);
    if (first === undefined) return { id, isNamed: true };
    const message = `the id \`${id}\` is taken: line ${first.span.line} has a step of that name`;
    this.#level.report.error('duplicate_id', place, { message, hint: 'give one of the two another id' });
    return { id: this.#free(`${id} (line ${line})`), isNamed: false };
  }

  /** Two loops side by side may use one id; inside a loop the names around it are seen. */
  placeOf(id: string): YamlNode | undefined {
    return this.#level.ids.get(id) ?? this.#level.outer?.placeOf(id);
  }

  #free(label: string): string {
    if (!this.#taken.has(label)) return label;
    for (let number = 2; ; number += 1) {
      const name = `${label}, ${number}`;
      if (!this.#taken.has(name)) return name;
    }
  }
}

const ID = /^[A-Za-z][\w-]*$/;

/** The id of a step, also one of a wrong form: that has been reported, and those who name the step mean it. */
function ownId(node: YamlNode): string | undefined {
  return textAt(fieldsOf(node, 'step'), 'id');
}

/** The id of an action in a loop: its own, its name where that can be one, else its number (from 1). */
function actionId(node: YamlNode, index: number): string {
  const name = textAt(fieldsOf(node, 'step'), 'name') ?? '';
  return ownId(node) ?? (ID.test(name) ? name : `action_${index + 1}`);
}

/** What was most likely meant as the id of a step without one: a misspelled key, or the name. */
function guessId(node: YamlMap): string | undefined {
  const keys = knownKeys('step');
  const misspelled = node.entries.find(({ key }) => !keys.has(key) && suggest(key, keys.keys()) === 'id')?.value;
  const guesses = [misspelled?.kind === 'scalar' ? misspelled.text : undefined, textAt(fieldsOf(node, 'step'), 'name')];
  return guesses.find((name) => name !== undefined && ID.test(name));
}

/** The ids of a level, those of members of groups too; of two that are alike the first counts. */
function idsIn(nodes: readonly YamlNode[]): Map<string, YamlNode> {
  const ids = new Map<string, YamlNode>();
  for (const node of nodes) {
    const fields = fieldsOf(node, 'step');
    if (node.kind === 'map' && fields.has('parallel') && kindOf(node, fields) === 'group')
      for (const [id, place] of idsIn(itemsAt(fields, 'parallel'))) if (!ids.has(id)) ids.set(id, place);
    const own = ownId(node);
    if (own !== undefined && !ids.has(own)) ids.set(own, fields.get('id')?.value ?? node);
  }
  return ids;
}

function checkId(
  step: StepEntry,
  { inputs, report }: { inputs: ReadonlyMap<string, YamlEntry>; report: Report },
): void {
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

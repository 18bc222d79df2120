import type { Json } from '../../../shared/json.ts';
import { ValueProblem } from '../errors.ts';
import type { TemplateValue } from '../values.ts';
import { NamespaceValue } from '../values.ts';
import { equals } from './compare.ts';
import type { Meter } from './json-text.ts';
import type { Scope } from './scope.ts';

const NAMES = [
  'index',
  'index0',
  'revindex',
  'revindex0',
  'first',
  'last',
  'length',
  'depth',
  'depth0',
  'previtem',
  'nextitem',
] as const;

/** Where a `{% for %}` is. One object per loop, moved on with each item. */
class LoopMembers implements Scope {
  index = 0;
  readonly items: readonly Json[];
  /** What `loop.changed` saw last. */
  lastSeen: readonly Json[] | null = null;

  constructor(items: readonly Json[]) {
    this.items = items;
  }

  names(): readonly string[] {
    return NAMES.filter((name) => this.lookup(name) !== undefined);
  }

  lookup(name: string): Json | undefined {
    switch (name) {
      case 'index':
        return this.index + 1;
      case 'index0':
        return this.index;
      case 'revindex':
        return this.items.length - this.index;
      case 'revindex0':
        return this.items.length - this.index - 1;
      case 'first':
        return this.index === 0;
      case 'last':
        return this.index === this.items.length - 1;
      case 'length':
        return this.items.length;
      // Counts recursion, of which there is none; nested loops do not count in Jinja either.
      case 'depth':
        return 1;
      case 'depth0':
        return 0;
      case 'previtem':
        return this.items[this.index - 1];
      case 'nextitem':
        return this.items[this.index + 1];
      default:
        return undefined;
    }
  }
}

/** The name `loop` inside `{% for %}`. */
export class LoopValue extends NamespaceValue {
  readonly #members: LoopMembers;
  readonly #meter: Meter;

  constructor(items: readonly Json[], meter: Meter) {
    const members = new LoopMembers(items);
    super('loop', members);
    this.#members = members;
    this.#meter = meter;
  }

  moveTo(index: number): void {
    this.#members.index = index;
  }

  /** `loop.cycle(…)` and `loop.changed(…)`. */
  call(name: string, given: readonly Json[]): TemplateValue {
    switch (name) {
      case 'cycle':
        return this.#cycle(given);
      case 'changed':
        return this.#changed(given);
      default:
        throw new ValueProblem('unknown_method', `\`loop\` has no method \`.${name}()\``, {
          hint: 'it has cycle and changed',
        });
    }
  }

  #cycle(given: readonly Json[]): Json {
    const found = given[this.#members.index % given.length];
    if (found !== undefined) return found;
    throw new ValueProblem('wrong_arguments', '`loop.cycle` needs at least one value');
  }

  #changed(given: readonly Json[]): boolean {
    const { lastSeen } = this.#members;
    this.#members.lastSeen = given;
    return lastSeen === null || !equals([...given], [...lastSeen], this.#meter);
  }
}

import type { Json } from '../../../shared/json.ts';

/** Every node knows its place in the template's text, and how deep the tree under it is. */
export interface Place {
  readonly start: number;
  readonly end: number;
}
interface Node extends Place {
  /** 1 for a leaf. Bounded by the parser, so that walking a tree cannot overflow the stack. */
  readonly depth: number;
}

export type Expression =
  | Literal
  | Name
  | List
  | Dict
  | Unary
  | Binary
  | Concat
  | Logical
  | Compare
  | Conditional
  | Member
  | Index
  | Slice
  | Call
  | Method
  | Filter
  | Test;

export interface Literal extends Node {
  readonly kind: 'literal';
  readonly value: Json;
}
export interface Name extends Node {
  readonly kind: 'name';
  readonly name: string;
  /** Bound by `for` or `set` earlier in this template: never looked up in the scope, never a reference. */
  readonly local: boolean;
}
export interface List extends Node {
  readonly kind: 'list';
  readonly items: readonly Expression[];
}
export interface Dict extends Node {
  readonly kind: 'dict';
  readonly entries: readonly { readonly key: Expression; readonly value: Expression }[];
}
export interface Unary extends Node {
  readonly kind: 'unary';
  readonly operator: 'not' | '-' | '+';
  readonly operand: Expression;
}
export type BinaryOperator = '+' | '-' | '*' | '/' | '//' | '%' | '**';
export interface Binary extends Node {
  readonly kind: 'binary';
  readonly operator: BinaryOperator;
  readonly left: Expression;
  readonly right: Expression;
}
/** `a ~ b ~ c` */
export interface Concat extends Node {
  readonly kind: 'concat';
  readonly parts: readonly Expression[];
}
export interface Logical extends Node {
  readonly kind: 'logical';
  readonly operator: 'and' | 'or';
  readonly operands: readonly Expression[];
}
export type CompareOperator = '==' | '!=' | '<' | '<=' | '>' | '>=' | 'in' | 'not in';
/** `a < b <= c`: each operand is evaluated at most once. */
export interface Compare extends Node {
  readonly kind: 'compare';
  readonly first: Expression;
  readonly rest: readonly { readonly operator: CompareOperator; readonly operand: Expression }[];
}
/** `yes if test else no` */
export interface Conditional extends Node {
  readonly kind: 'conditional';
  readonly test: Expression;
  readonly yes: Expression;
  readonly no: Expression | null;
}
/** `object.name` */
export interface Member extends Node {
  readonly kind: 'member';
  readonly object: Expression;
  readonly name: string;
}
/** `object[key]` */
export interface Index extends Node {
  readonly kind: 'index';
  readonly object: Expression;
  readonly key: Expression;
}
/** `object[from:to:step]` */
export interface Slice extends Node {
  readonly kind: 'slice';
  readonly object: Expression;
  readonly from: Expression | null;
  readonly to: Expression | null;
  readonly step: Expression | null;
}
export interface Arguments {
  readonly positional: readonly Expression[];
  readonly named: readonly { readonly name: string; readonly value: Expression; readonly place: Place }[];
}
/** `name(…)`: a function of the table, never a value. */
export interface Call extends Node {
  readonly kind: 'call';
  readonly name: string;
  readonly namePlace: Place;
  readonly arguments: Arguments;
}
/** `object.name(…)`: a method of the table, never a value. */
export interface Method extends Node {
  readonly kind: 'method';
  readonly object: Expression;
  readonly name: string;
  readonly namePlace: Place;
  readonly arguments: Arguments;
}
/** `input | name(…)` */
export interface Filter extends Node {
  readonly kind: 'filter';
  readonly input: Expression;
  readonly name: string;
  readonly namePlace: Place;
  readonly arguments: Arguments;
}
/** `input is name(…)` */
export interface Test extends Node {
  readonly kind: 'test';
  readonly input: Expression;
  readonly name: string;
  readonly namePlace: Place;
  readonly arguments: Arguments;
}

export type Statement = Text | Output | If | For | Set | SetBlock;
export type Body = readonly Statement[];

/** Text as it stands, white space control already applied. */
export interface Text extends Node {
  readonly kind: 'text';
  readonly text: string;
}
/** `{{ expression }}`; the place is that of the braces. */
export interface Output extends Node {
  readonly kind: 'output';
  readonly expression: Expression;
}
export interface If extends Node {
  readonly kind: 'if';
  readonly branches: readonly { readonly test: Expression; readonly body: Body }[];
  readonly otherwise: Body;
}
/** `for a, (b, c) in …` */
export type Target =
  | { readonly kind: 'name'; readonly name: string }
  | { readonly kind: 'tuple'; readonly items: readonly Target[] };
export interface For extends Node {
  readonly kind: 'for';
  readonly target: Target;
  readonly iterable: Expression;
  /** `for x in y if test` */
  readonly test: Expression | null;
  readonly body: Body;
  readonly otherwise: Body;
}
export interface Set extends Node {
  readonly kind: 'set';
  /** `field`: `set ns.field = …`, on what `namespace()` gave. */
  readonly target: Target | { readonly kind: 'field'; readonly name: string; readonly field: string };
  readonly value: Expression;
}
/** `{% set x %}…{% endset %}`; `value` reads the rendered body through filters. */
export interface SetBlock extends Node {
  readonly kind: 'set_block';
  readonly name: string;
  readonly body: Body;
  readonly filters: readonly Omit<Filter, 'input' | 'kind' | 'depth'>[];
}

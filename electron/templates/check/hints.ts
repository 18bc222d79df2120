/** What people write who come from other languages, and how it is said here. */

const OPERATORS: ReadonlyMap<string, string> = new Map([
  ['&&', 'write `and`'],
  ['||', 'write `or`, or `x | default(y)` for a value that may be missing'],
  ['!', 'write `not`'],
  ['?', 'write `yes if test else no`'],
  ['?.', 'write `x.y | default(none)`'],
  ['??', 'write `x | default(y)`'],
  ['===', 'write `==`'],
  ['!==', 'write `!=`'],
  ['<>', 'write `!=`'],
  ['=>', 'for `>=`, turn it round; functions cannot be written: use filters such as `map` and `select`'],
  ['&', 'write `and`; for joining texts write `~`'],
  ['^', 'for powers write `**`'],
  [';', 'write one expression, or several {% set %} blocks'],
  ['@', 'remove it'],
]);

export function foreignOperatorHint(operator: string): string | undefined {
  return OPERATORS.get(operator);
}

const NAMES: ReadonlyMap<string, string> = new Map([
  ['undefined', 'to ask whether something is there write `x is defined`'],
  ['nil', 'write `none`'],
  ['NULL', 'write `none`'],
  ['TRUE', 'write `true`'],
  ['FALSE', 'write `false`'],
  ['AND', 'write `and`'],
  ['OR', 'write `or`'],
  ['NOT', 'write `not`'],
  ['contains', "write `'a' in x`"],
  ['typeof', 'write a test: `x is string`, `x is number`, `x is mapping`'],
  ['new', 'only functions of the table can be called'],
  ['lambda', 'functions cannot be written: use filters such as `map` and `select`'],
  ['for', 'write `list | map(…)`, `list | select(…)`, or a {% for %} block'],
  ['then', 'write `yes if test else no`'],
  ['eq', 'write `==`'],
  ['ne', 'write `!=`'],
  ['exists', 'write `x is defined`'],
]);

/** For a name that stands where an operator should. */
export function strayNameHint(name: string): string | undefined {
  return NAMES.get(name);
}

const BLOCKS: ReadonlyMap<string, string> = new Map([
  ['elseif', 'write {% elif … %}'],
  ['elsif', 'write {% elif … %}'],
  ['foreach', 'write {% for x in list %}'],
  ['end', 'write {% endif %}, {% endfor %} or {% endset %}'],
  ['unless', 'write {% if not … %}'],
  ['case', 'write {% if %}…{% elif %}…'],
  ['switch', 'write {% if %}…{% elif %}…'],
  ['assign', 'write {% set x = … %}'],
  ['let', 'write {% set x = … %}'],
  ['var', 'write {% set x = … %}'],
  ['while', 'a template has no while; use {% for x in range(10) %}, or a `while` step'],
  ['with', 'write {% set x = … %}'],
  ['do', 'write {% set x = … %}'],
  ['print', 'write {{ … }}'],
  ['include', "write {{ include_file('path') }}"],
  ['import', 'a template stands alone'],
  ['from', 'a template stands alone'],
  ['extends', 'a template stands alone'],
  ['block', 'a template stands alone'],
  ['macro', 'repeat the text, or build it with a {% for %} block'],
  ['call', 'macros are not part of this language'],
  ['filter', 'write {% set x %}…{% endset %}{{ x | name }}'],
  ['autoescape', 'nothing is escaped by itself; write `x | escape`'],
  ['break', 'filter the list: {% for x in list if … %}'],
  ['continue', 'filter the list: {% for x in list if … %}'],
  ['trans', 'translations are not part of this language'],
]);

/** For a block that does not exist here. */
export function foreignBlockHint(name: string): string | undefined {
  return BLOCKS.get(name);
}

const FIELDS: ReadonlyMap<string, string> = new Map([
  ['length', 'write `x | length`'],
  ['size', 'write `x | length`'],
  ['count', 'write `x | length`'],
  ['toString', 'write `x | string`'],
  ['toUpperCase', 'write `x | upper`'],
  ['toLowerCase', 'write `x | lower`'],
  ['trim', 'write `x | trim`'],
  ['includes', "write `'a' in x`"],
  ['indexOf', "write `'a' in x`"],
  ['contains', "write `'a' in x`"],
  ['map', 'write `x | map(…)`'],
  ['filter', 'write `x | select(…)` or `x | selectattr(…)`'],
  ['slice', 'write `x[1:3]`'],
  ['substring', 'write `x[1:3]`'],
  ['push', 'write `x + [y]`'],
  ['append', 'write `x + [y]`'],
  ['extend', 'write `x + y`'],
  ['forEach', 'write {% for y in x %}'],
  ['strftime', "write `x | date('%Y-%m-%d')`"],
]);

/** For a field or method that exists elsewhere: how it is said here. */
export function foreignFieldHint(name: string): string | undefined {
  return FIELDS.get(name);
}

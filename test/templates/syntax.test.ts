import { describe, expect, it } from 'vitest';
import { compileTemplate, isTemplate } from '../../electron/templates/compile.ts';
import { errorOf, render } from './support.ts';

describe('L10 what people of other languages write', () => {
  it.each([
    ['{{ a && b }}', 'write `and`'],
    ['{{ a || b }}', 'write `or`, or `x | default(y)` for a value that may be missing'],
    ['{{ !a }}', 'write `not`'],
    ['{{ a ? b : c }}', 'write `yes if test else no`'],
    ['{{ a ?? b }}', 'write `x | default(y)`'],
    ['{{ a?.b }}', 'write `x.y | default(none)`'],
    ['{{ a === b }}', 'write `==`'],
    ['{{ a !== b }}', 'write `!=`'],
    ['{{ a <> b }}', 'write `!=`'],
    ['{{ a = b }}', 'to compare write `==`'],
    ['{{ (a = b) }}', 'to compare write `==`'],
    ['{{ a AND b }}', 'write `and`'],
    ["{{ a contains 'b' }}", "write `'a' in x`"],
    ['{{ [x for x in y] }}', 'write `list | map(…)`, `list | select(…)`, or a {% for %} block'],
    ['{{ a | truncate: 5 }}', 'arguments of a filter stand in parentheses: `x | name(argument)`'],
    ['{{ file:prompts/a.md }}', "write `include_file('path')`"],
    ['{{ “a” }}', 'texts stand in straight quotes: \'…\' or "…"'],
    ['{{ {{ a }} }}', 'inside braces names are written without braces'],
    ['{{ a b }}', undefined],
    ["{{ a 'b' }}", 'is an operator or a `,` missing before it?'],
    ["{{ a.b-c.'d' }}", "a name with other characters is read as `x['the name']`"],
    ['{{ a._b }}', "a field of your own data is read as `x['_b']`"],
    ['{{ 12345678901234567890 }}', 'write it as a text, or with a decimal point if it need not be exact'],
    ['{% if a %}{% elseif b %}{% endif %}', 'write {% elif … %}'],
    ['{% if a %}{% else if b %}{% endif %}', '{% elif … %}'],
    ['{% if a %}{% end %}', 'write {% endif %}, {% endfor %} or {% endset %}'],
    ['{% foreach a in b %}', 'write {% for x in list %}'],
    ['{% macro m() %}{% endmacro %}', 'repeat the text, or build it with a {% for %} block'],
    ["{% include 'a' %}", "write {{ include_file('path') }}"],
    ['{% fro a in b %}', 'did you mean {% for %}?'],
    ['{% if a %}x', 'close it with {% endif %}'],
    ['{% for a in b %}x{% endif %}', 'there is no open {% if %} here'],
    ['{% endfor %}', 'there is no open {% for %} here'],
    ['{{ a', "close it with `}}`; braces that are meant as text are written `{{ '{{' }}`"],
    ["{{ 'a' is }}", undefined],
    ['{% set x.y = 1 %}', 'only what {% set x = namespace() %} made can be set'],
    ["{{ '\\x4' }}", 'for a backslash write `\\\\x`'],
  ])('L10 refuses %s with a hint', (template, hint) => {
    const error = errorOf(() => compileTemplate(template));
    expect(error.name).toBe('TemplateSyntaxError');
    expect(error.hint).toBe(hint);
  });

  it.each([
    ['{{ a && b }}', 5, 7],
    ['text {{ 1 + }}', 12, 14],
    ['{% if a %}x', 3, 5],
    ["{{ a | b('c }}", 9, 10],
    ['{{ (a, [b) }}', 9, 10],
    ['{{ (a }}', 3, 4],
    ['a {# b', 2, 4],
    ['{{ }}', 3, 5],
    ['{{ a._b }}', 5, 7],
    ["{{ 'x\\u12' }}", 5, 9],
  ])('L10 points at the place in %s', (template, start, end) => {
    expect(errorOf(() => compileTemplate(template))).toMatchObject({ start, end });
  });

  it('L10 knows a template when it sees one', () => {
    expect(['a', 'a { b', '{{ a }}', 'x{% if %}', '{#'].map(isTemplate)).toEqual([false, false, true, true, true]);
  });

  it('L10 keeps what an unknown escape says, as patterns need it', () => {
    expect(render(String.raw`{{ '\d+\.' }}`)).toBe('\\d+\\.');
  });
});

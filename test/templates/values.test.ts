import { describe, expect, it } from 'vitest';
import { compileTemplate } from '../../electron/templates/compile.ts';
import { scopeOf } from '../../electron/templates/evaluate/scope.ts';
import { NamespaceValue } from '../../electron/templates/values.ts';
import { errorOf, render, skippedStep, step } from './support.ts';

describe('L11 names', () => {
  it('L11 reads `$item` as the bare name', () => {
    expect(render('{{ ($iteration + 1) * 0.25 }}', { iteration: 3 })).toBe(1);
  });

  it('L11 knows none, None and null, true and True, false and False', () => {
    expect(render('{{ [none, None, null, true, True, false, False] }}')).toEqual([
      null,
      null,
      null,
      true,
      true,
      false,
      false,
    ]);
  });

  it('L11 reads ids like constructor, toString and __proto__ as any other', () => {
    const steps = new NamespaceValue('steps', scopeOf(new Map([['__proto__', step({ id: '__proto__' })]])));
    expect(render("{{ steps['__proto__'].size }}", { steps })).toBe(5);
    expect(render('{{ constructor.size + toString }}', { constructor: step(), toString: 1 })).toBe(6);
  });

  it('L11 gives the moment of the injected clock', () => {
    expect(render('{{ now() }}')).toBe('2026-01-31T12:34:56Z');
    expect(render("{{ now() | date('%d.%m.%Y') }}")).toBe('31.01.2026');
  });

  it('L11 reads files through the given files, and never renders what they hold', () => {
    const files = { read: (path: string) => `{{ ${path} }}`, exists: (path: string) => path === 'a.md' };
    expect(render("{{ include_file('a.md') }}!", {}, { files })).toBe('{{ a.md }}!');
    expect(render("{{ file_exists('a.md') }}", {}, { files })).toBe(true);
  });

  it('L11 gives an error of the files its place in the template', () => {
    const error = errorOf(() => render("a {{ include_file('b') }}"));
    expect(error).toMatchObject({ code: 'file_unreadable', message: 'no file b', start: 5, end: 22 });
  });

  it('L11 makes an object of a namespace that is used as a whole', () => {
    const steps = new NamespaceValue('steps', scopeOf({ fetch: step(), empty: skippedStep('empty') }));
    expect(render('{{ steps }}', { steps })).toEqual({ fetch: { size: 5 }, empty: null });
    expect(render('{% for name in steps %}{{ name }} {% endfor %}', { steps })).toBe('fetch empty ');
  });

  it('L11 refuses to use a closed namespace as a whole', () => {
    const secrets = new NamespaceValue('secrets', scopeOf({ TOKEN: 'x' }), { closed: true });
    expect(render('{{ secrets.TOKEN }}', { secrets })).toBe('x');
    expect(errorOf(() => render('{{ secrets }}', { secrets })).code).toBe('closed_namespace');
  });
});

describe('L12 the value of a step', () => {
  it('L12 is its result wherever a value is used', () => {
    expect(render('{{ fetch }}', { fetch: step() })).toEqual({ size: 5 });
    expect(render('{{ fetch | length }}', { fetch: step() })).toBe(1);
    expect(render("{{ 'size' in fetch }}", { fetch: step() })).toBe(true);
    expect(render('{{ fetch == {"size": 5} }}', { fetch: step() })).toBe(true);
    expect(render('{% for key in fetch %}{{ key }}{% endfor %}', { fetch: step() })).toBe('size');
    expect(render('{{ [fetch] }}', { fetch: step({ result: 'x' }) })).toEqual(['x']);
  });

  it('L12 shows the step itself by dot and by subscript, and then the result', () => {
    const fetch = step({ meta: { model: 'm' }, attempts: 2 });
    expect(
      render('{{ fetch.status }} {{ fetch["success"] }} {{ fetch.attempts }} {{ fetch.duration_ms }}', { fetch }),
    ).toBe('completed true 2 12');
    expect(render('{{ [fetch.size, fetch["size"], fetch.result.size, fetch.meta.model] }}', { fetch })).toEqual([
      5,
      5,
      5,
      'm',
    ]);
  });

  it('L12 prefers the name of the step where the result has it too', () => {
    const fetch = step({ result: { status: 404 } });
    expect(render('{{ fetch.status }} {{ fetch.result.status }}', { fetch })).toBe('completed 404');
  });

  it('L12 keeps an error that is none apart from one that is not there', () => {
    expect(render('{{ fetch.error }}', { fetch: step() })).toBeNull();
  });

  it('L12 looks into a list by position, and cuts it', () => {
    const fetch = step({ result: [1, 2, 3] });
    expect(render('{{ [fetch[0], fetch[-1], fetch[1:]] }}', { fetch })).toEqual([1, 3, [2, 3]]);
  });

  it('L12 takes a skipped step for none, with a status and without a result', () => {
    const names = { b: skippedStep('b') };
    expect(render('{{ b }}', names)).toBeNull();
    expect(render('{{ b.status }} {{ b is none }} {{ "yes" if b else "no" }}', names)).toBe('skipped true no');
    expect(render('{{ b.result is defined }} {{ b.size | default(0) }} {{ b.result.x | default(1) }}', names)).toBe(
      'false 0 1',
    );
    expect(errorOf(() => render('{{ b.result }}', names))).toMatchObject({
      code: 'undefined_field',
      start: 3,
      end: 11,
    });
    expect(errorOf(() => render('{{ b.size }}', names)).message).toContain('`b` is skipped and has no result');
  });

  it('L12 keeps a step a step under a name that is set', () => {
    expect(render('{% set s = fetch %}{{ s.status }} {{ s.size }} {{ s }}', { fetch: step() })).toBe(
      'completed 5 {"size": 5}',
    );
  });

  it('L12 prints lists and objects as JSON', () => {
    expect(render('x {{ fetch }}', { fetch: step({ result: { a: [1, 'b', null, true] } }) })).toBe(
      'x {"a": [1, "b", null, true]}',
    );
  });

  it('L12 tells each read with its whole chain, also of what is missing', () => {
    const reads: string[] = [];
    const onRead = (root: string, path: readonly string[]): number => reads.push([root, ...path].join('/'));
    const names = { fetch: step({ result: { list: [{ a: 1 }] } }), i: 0, rows: [1] };
    render('{{ fetch.list[i].a }}{{ x.y | default(0) }}{% for r in rows %}{{ r }}{% endfor %}', names, { onRead });
    expect(reads).toEqual(['i', 'fetch/list/0/a', 'x/y', 'rows']);
  });

  it('L12 tells the value of each expression with its place', () => {
    const seen: unknown[] = [];
    const onExpression = (start: number, end: number, value: unknown): number => seen.push([start, end, value]);
    render('{{ n }} {{ n + 1 }}{% if n > 5 %}{% endif %}', { n: 1 }, { onExpression });
    render('{{ [n] }}', { n: 1 }, { onExpression });
    expect(seen).toEqual([
      [3, 4, 1],
      [11, 16, 2],
      [25, 30, false],
      [3, 6, [1]],
    ]);
  });
});

describe('L13 what is undefined', () => {
  it('L13 fails with the missing name, its place and what is there', () => {
    const error = errorOf(() => render('a {{ tpoic }}', { topic: 'x', depth: 1 }));
    expect(error).toMatchObject({
      code: 'undefined_name',
      message: '`tpoic` is not defined; there are: `topic` and `depth`',
      hint: 'did you mean `topic`?',
      start: 5,
      end: 10,
      available: ['topic', 'depth'],
    });
  });

  it('L13 names the field and the place of the first part that is missing', () => {
    const error = errorOf(() => render('{{ fetch.data.rows.first }}', { fetch: { data: { lines: [] } } }));
    expect(error).toMatchObject({ code: 'undefined_field', start: 3, end: 18, available: ['lines'] });
    expect(error.message).toBe('`fetch.data` has no field `rows`; there are: `lines`');
  });

  it.each([
    ['{{ x }}'],
    ['a{{ x }}'],
    ['{{ x == 1 }}'],
    ['{{ x | upper }}'],
    ['{{ x is string }}'],
    ['{{ x ~ "" }}'],
    ['{{ not x }}'],
    ['{{ x and 1 }}'],
    ['{{ [x] }}'],
    ['{{ {"a": x} }}'],
    ['{{ len(x) }}'],
    ['{{ x[0] }}'],
    ['{{ x[1:] }}'],
    ['{{ "a"[x] }}'],
    ['{{ -x }}'],
    ['{{ x.y.z }}'],
    ['{{ x.upper() }}'],
    ['{% if x %}{% endif %}'],
    ['{% for y in x %}{% endfor %}'],
    ['{% set y = x %}'],
    ["{{ 'a' | replace('a', x) }}"],
  ])('L13 fails in %s', (template) => {
    expect(errorOf(() => render(template)).code).toBe('undefined_name');
  });

  it('L13 allows for it by `is defined` and `default`, over a whole chain', () => {
    expect(render('{{ x is defined }} {{ o.a.b is defined }} {{ o.a.b | default("d") }}', { o: {} })).toBe(
      'false false d',
    );
    expect(render('{{ x | default(y) | default("z") }}')).toBe('z');
    expect(render('{{ n | default(y) }}', { n: 1 })).toBe(1);
    expect(render('{{ n.f if n is mapping else 0 }}', { n: 1 })).toBe(0);
  });

  it('L13 replaces undefined only, and with `true` whatever is empty', () => {
    expect(render('{{ n | default(5) }}', { n: null })).toBeNull();
    expect(
      render('{{ [n | default(5, true), e | default("x", true), z | default(7)] }}', { n: null, e: '', z: 0 }),
    ).toEqual([5, 'x', 0]);
  });

  it.each([
    ['{{ rows.length }}', 'write `rows | length`'],
    ['{{ rows.name }}', "for one item write `rows[0].name`, for all `rows | map(attribute='name')`"],
    ['{{ json.name }}', 'it looks like JSON text: `(json | from_json).name`'],
    ['{{ nothing.name }}', 'allow for it: `nothing | default({}, true)`'],
    ['{{ now }}', 'call it: `now()`'],
    ['{{ web-search }}', "a name with `-` is read as `steps['web-search']`"],
    ['{{ web-search.size }}', "a name with `-` is read as `steps['web-search']`"],
    ['{% if false %}{% set y = 1 %}{% endif %}{{ y }}', 'set it before, or write `y | default(…)`'],
    ['{{ "x" if false }}', "add an `else`: `x if test else ''`"],
  ])('L13 says how to mend %s', (template, hint) => {
    const steps = new NamespaceValue('steps', scopeOf({ 'web-search': step() }));
    const names = { rows: [{ name: 'a' }], json: '{"name": 1}', nothing: null, steps };
    expect(errorOf(() => render(template, names)).hint).toBe(hint);
  });

  it('L13 keeps messages short over long names and many names', () => {
    const names = Object.fromEntries(Array.from({ length: 5000 }, (_, index) => [`n${index}`, index]));
    const error = errorOf(() => render(`{{ ${'x'.repeat(100_000)} }}`, names));
    expect(error.message.length).toBeLessThan(500);
  });
});

describe('L14 native types', () => {
  it.each([
    ['{{ n }}', 5],
    ['  {{ n }}\n', 5],
    ['{{ rows }}', [1, 2]],
    ['{{ none }}', null],
    ['{{ n > 3 }}', true],
    ['{{ n }}{{ n }}', '55'],
    ['{{ n }} ', 5],
    ['{{ n }}!', '5!'],
    ['{# why #}{{ n }}', 5],
    ['{{ rows | map("string") }}', ['1', '2']],
    ['{% if true %}{{ n }}{% endif %}', '5'],
    ['plain', 'plain'],
    ['', ''],
  ])('L14 %j gives %j', (template, expected) => {
    expect(render(template, { n: 5, rows: [1, 2] })).toEqual(expected);
  });

  it('L14 gives the result for a step', () => {
    expect(render('{{ fetch }}', { fetch: step({ result: [1] }) })).toEqual([1]);
  });

  it('L14 never renders a value again', () => {
    const names = { evil: '{{ secret }}', secret: 'x' };
    expect(render('{{ evil }}', names)).toBe('{{ secret }}');
    expect(render('a {{ evil }} {{ "{{ secret }}" }}', names)).toBe('a {{ secret }} {{ secret }}');
  });

  it('L14 compiles a text once', () => {
    expect(compileTemplate('{{ once }}')).toBe(compileTemplate('{{ once }}'));
  });
});

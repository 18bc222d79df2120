import { describe, expect, it } from 'vitest';
import { codes, compile, echo, file, only, pipelineOf, stepOf } from './compile-helper.ts';

const reading = (template: string, more = '') =>
  `{ id: reader, tool: echo, parameters: { value: "${template}" }${more} }`;
const withInput = (...steps: string[]) => `${file(...steps)}inputs: { topic: x, fetch-size: 1 }\n`;

describe('the names that templates read', () => {
  it.each([
    '{{ topic }}',
    '{{ inputs.topic }}',
    '{{ parameters.topic }}',
    "{{ inputs['fetch-size'] }}",
    '{{ a }}',
    '{{ steps.a }}',
    "{{ steps['a'].status }}",
    '{{ execution.timestamp }} {{ pipeline.name }}',
    '{{ env.HOME }}',
    '{{ now() }}',
    '{{ nothing | default(1) }}',
    '{{ nothing is defined }}',
    '{% for topic in [1] %}{{ topic }}{{ loop.index }}{% endfor %}',
    '{% set x = a %}{{ x }}',
    '{{ none }} {{ True }} {{ null }}',
    '{{ a.result.whatever.there[0] }}',
  ])('L11 knows the names of %s', (template) => expect(codes(withInput(echo('a'), reading(template)))).toEqual([]));

  it.each([
    ['{{ tpoic }}', 'tpoic', 'did you mean `topic`?'],
    ['text {{ 1 + nothing.at.all }}', 'nothing', 'declare it under `inputs`, or read a step by its id'],
    ['{{ current_timestamp }}', 'current_timestamp', 'write `execution.timestamp`'],
    ['{{ loop.index }}', 'loop', '`loop` is there inside a {% for %}; in a loop of steps write `index` or `iteration`'],
    ['{{ inputs.tpic }}', 'inputs.tpic', 'did you mean `topic`?'],
    ['{{ steps.b }}', 'steps.b', undefined],
    ['{{ execution.run }}', 'execution.run', expect.stringContaining('`id`')],
    ['{{ variables.x }}', 'variables.x', expect.stringContaining('`tool: set`')],
    ['{{ secrets.KEY }}', 'secrets.KEY', expect.stringContaining('`secrets`')],
    ['{{ error.message }}', 'error', expect.stringContaining('handlers')],
    ['{{ constructor }}', 'constructor', expect.anything()],
    ['{{ __proto__.x }}', '__proto__', expect.anything()],
  ])('L7 refuses the undefined name in %s', (template, marked, hint) => {
    const found = compile(withInput(echo('a'), reading(template))).diagnostics.filter(
      ({ severity }) => severity === 'error',
    );
    expect(found.map(({ code }) => code)).toEqual([
      template.startsWith('{{ __') ? expect.anything() : 'undefined_name',
    ]);
    expect(only(withInput(echo('a'), reading(template))).marked).toBe(marked);
    if (hint !== undefined) expect(found[0]?.hint).toEqual(hint);
  });

  it('L7 checks env against the names that settings allow', () => {
    expect(codes(file(reading('{{ env.HOME }}')), { envNames: ['HOME'] })).toEqual([]);
    expect(only(file(reading('{{ env.PATH }}')), { envNames: ['HOME'] })).toMatchObject({
      code: 'undefined_name',
      marked: 'env.PATH',
      hint: expect.stringContaining('settings'),
    });
  });

  it('L7 knows declared secrets', () => {
    expect(codes(`${file(reading('{{ secrets.API_KEY }}'))}secrets: [API_KEY]\n`)).toEqual([]);
  });

  it.each([
    ['an unknown filter', '{{ a | nosuch }}', 'unknown_filter', 'nosuch'],
    ['an uncalled function', '{{ now }}', expect.any(String), 'now'],
    ['an unclosed expression', '{{ a ', expect.any(String), expect.any(String)],
  ])('L7 refuses %s at its place', (_title, template, code, marked) => {
    expect(only(file(echo('a'), reading(template)))).toMatchObject({ code, marked });
  });

  it('L1 marks the expression inside a folded text of several lines', () => {
    const text =
      'name: a\nsteps:\n  - id: a\n    tool: echo\n    parameters:\n      value: >-\n        one\n        two {{ three }}\n      \n';
    expect(only(text)).toMatchObject({
      code: 'undefined_name',
      marked: 'three',
      span: { line: 8, column: 16 },
      path: 'steps[0].parameters.value',
    });
  });

  it('L1 marks the expression behind escapes', () => {
    expect(only(file('{ id: a, tool: echo, parameters: { value: "\\t\\u00e9 {{ three }}" } }'))).toMatchObject({
      marked: 'three',
    });
  });

  it('L8 hints at the long form for a hyphenated step, once', () => {
    const found = only(file(echo('web-search'), reading('{{ web-search.x }}')));
    expect(found).toMatchObject({
      code: 'undefined_name',
      marked: 'web-search',
      hint: "a step with a hyphen is read as steps['web-search']",
    });
  });

  it('L8 reads a subtraction as one where both names are known', () => {
    expect(codes(file(echo('a'), echo('b'), echo('a-b'), reading('{{ a-b }}')))).toEqual([]);
  });

  it.each([
    ['fail', 'a word of `on_failure`'],
    ['steps', 'a name that templates know already'],
    ['item', 'a name that loops set'],
    ['none', 'a literal of templates'],
    ['not', 'a word of the template language'],
  ])('L8 refuses the step id and the input name `%s`', (name, reason) => {
    expect(only(file(echo(name)))).toMatchObject({
      code: 'reserved_name',
      marked: name,
      message: expect.stringContaining(reason),
    });
    expect(only(`${file(echo('a'))}inputs: { ${name}: 1 }`)).toMatchObject({ code: 'reserved_name', marked: name });
  });

  it('L8 tells a step or input from the function of its name by the call', () => {
    const pipeline = pipelineOf(
      `${file(echo('sum'), reading('{{ sum }} {{ sum([1, 2]) }} {{ max }}'))}inputs: { max: 1 }`,
    );
    expect(stepOf(pipeline, 'reader').dependencies).toEqual(['sum']);
  });

  it('L8 refuses a name that is a step and an input, naming both places', () => {
    expect(only(`inputs: { topic: 1 }\n${file(echo('topic'))}`)).toMatchObject({
      code: 'name_conflict',
      marked: 'topic',
      message: expect.stringContaining('line 1'),
    });
  });

  it('L8 takes ids that are names of Object.prototype', () => {
    const pipeline = pipelineOf(
      file(
        echo('constructor'),
        echo('toString'),
        reading("{{ steps['constructor'] }}{{ toString }}{{ steps.toString.status }}"),
      ),
    );
    expect(stepOf(pipeline, 'reader').dependencies).toEqual(['constructor', 'toString']);
  });

  it('L7 refuses a duplicate id, naming the first place', () => {
    expect(only(file(echo('a'), echo('a')))).toMatchObject({
      code: 'duplicate_id',
      span: { line: 4 },
      message: expect.stringContaining('line 3'),
    });
  });

  it('L9 warns of templates in names and descriptions', () => {
    const text = `${file(echo('a', "name: 'A {{ b }}'"))}description: "{% if x %}"\n`;
    expect(codes(text)).toEqual(['3:61 template_not_rendered?', '4:15 template_not_rendered?']);
    expect(compile(text).pipeline).not.toBeNull();
  });

  it('L12 refuses a field that a result cannot have, and names those it has', () => {
    const text = file(
      '{ id: load, tool: filesystem, action: read, parameters: { path: x } }',
      reading('{{ load.modified }}'),
    );
    expect(only(text)).toMatchObject({
      code: 'undefined_field',
      marked: 'load.modified',
      hint: expect.stringContaining('`content`'),
    });
    expect(only(text.replace('load.modified', 'load.filepath')).hint).toBe('did you mean `path`?');
  });

  it('L1 says nothing of those who read what stands under a key that is refused as a whole', () => {
    const reader = reading(
      '{{ later }} {{ steps.later }} {{ variables.n }}',
      ', dependencies: [later], on_success: later',
    );
    const text = `${file(reader)}more_steps:\n  - ${echo('later')}\nvariables: { n: 1 }\n`;
    expect(codes(text)).toEqual(['4:1 unknown_key', '6:1 unknown_key']);
    expect(codes(text.replace('more_steps', 'x-more'))).toHaveLength(5);
  });

  it('L1 says once that inputs are no list, and nothing of those who read them', () => {
    const text = `inputs:\n  - name: limit\n    default: 3\n${file(reading('{{ limit }} {{ inputs.limit }}'))}`;
    expect(only(text)).toMatchObject({ code: 'wrong_type', hint: expect.stringContaining('the key of each') });
  });

  it('L1 says of steps under `pipeline` where they belong, and not that there are none', () => {
    expect(codes(`pipeline:\n  name: t\n  steps:\n    - ${echo('a')}\n`)).toEqual(['1:1 unknown_key']);
  });

  it.each([
    'load.path',
    'load.result.content',
    'load.status',
    'load.error.message',
    'load.content.whatever',
    'load.nothing | default(1)',
  ])('L12 takes %s', (name) => {
    expect(
      codes(file('{ id: load, tool: filesystem, action: read, parameters: { path: x } }', reading(`{{ ${name} }}`))),
    ).toEqual([]);
  });

  it('L12 follows lists into their items', () => {
    expect(
      only(file('{ id: l, tool: filesystem, action: list, parameters: { path: x } }', reading('{{ l.items[0].size }}')))
        .code,
    ).toBe('undefined_field');
  });

  it.each(["{{ a.status == 'active' }}", "{{ 'ok' != steps.a.status }}", "{{ steps['a']['status'] == 200 }}"])(
    'L12 refuses %s',
    (template) => {
      expect(only(file(echo('a'), reading(template)))).toMatchObject({
        code: 'not_a_status',
        hint: expect.stringContaining('.result.status'),
      });
    },
  );

  it.each([
    "{{ a.status == 'failed' }}",
    "{{ a.result.status == 'active' }}",
    "{% for a in [1] %}{{ a.status == 'x' }}{% endfor %}",
  ])('L12 takes %s', (template) => {
    expect(codes(file(echo('a'), reading(template)))).toEqual([]);
  });

  it('L16 checks conditions with and without braces', () => {
    expect(codes(file(echo('a', 'condition: "{{ true }}"'), echo('b', 'condition: a == 1, dependencies: []')))).toEqual(
      [],
    );
    expect(only(file(echo('a', 'condition: "nothing > 1"')))).toMatchObject({
      code: 'undefined_name',
      marked: 'nothing',
    });
    expect(stepOf(pipelineOf(file(echo('a', 'if: true'))), 'a').condition?.text).toBe('true');
  });

  it('L11 tells how files are included here', () => {
    expect(only(file(reading('{{ file:prompts/x.md }}')))).toMatchObject({
      hint: "write {{ include_file('prompts/x.md') }}",
    });
    expect(only(file(reading('<< prompts/x.md >>')))).toMatchObject({
      code: 'text_not_included',
      severity: 'warning',
      marked: '<< prompts/x.md >>',
    });
  });

  it('L21 gives `error` to handlers and to the steps that they run', () => {
    const text = file(
      echo('a', 'on_error: [{ run: b, fallback_value: "{{ error.message }} {{ error.nope }}" }]'),
      '{ id: b, tool: echo, parameters: { value: "{{ error.code }}" } }',
    );
    expect(compile(text).diagnostics.map(({ code, message }) => [code, message])).toEqual([
      ['undefined_name', '`error` has no `nope`'],
    ]);
  });

  it('L28 says that AUTO comes later, at the tag', () => {
    expect(only(file(reading('one <AUTO>two</AUTO>')))).toMatchObject({ code: 'needs_later', marked: '<AUTO>' });
  });

  it('L22 hides the steps of a body from the outside', () => {
    const text = file(`{ id: g, for_each: [1], steps: [${echo('inner')}] }`, reading('{{ inner }} {{ g.results }}'));
    expect(compile(text).diagnostics.map(({ code, hint }) => [code, hint])).toEqual([
      ['hidden_step', 'read `g.results`'],
    ]);
  });

  it('L25 shows the steps of a group to the outside', () => {
    const text = file(`{ id: g, parallel: [${echo('inner')}] }`, reading('{{ inner }}'));
    expect(compile(text).diagnostics).toEqual([]);
    expect(compile(text).partial.find(({ id }) => id === 'reader')?.dependencies).toEqual(['inner']);
  });
});

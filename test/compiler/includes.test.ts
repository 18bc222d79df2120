import { describe, expect, it } from 'vitest';
import type { CompileRequest } from '../../electron/compiler/compile.ts';
import { codes, compile, echo, file, only, pipelineOf, stepOf } from './compile-helper.ts';

/** Compiles with these files beside the main one. */
const beside = (files: { readonly [file: string]: string }): Partial<CompileRequest> => ({
  readFile: (name) => {
    const text = files[name];
    if (text === undefined) throw new Error(`there is no ${name}`);
    return text;
  },
});
const CHILD = `name: child\ninputs: { n: { type: integer, minimum: 1 }, more: x }\n${file(echo('a')).slice(11)}outputs: { out: "{{ a }}" }\n`;
const run = (path: string, more = '') => `{ id: sub, pipeline: ${path}${more} }`;
const say = (id: string, value: string) => `{ id: ${id}, tool: echo, parameters: { value: ${JSON.stringify(value)} } }`;

describe('a step that runs another pipeline', () => {
  it('L26 holds it compiled, with what it is given', () => {
    const text = file(
      echo('first'),
      run('child.yaml', ', inputs: { n: "{{ first }}", more: y }'),
      say('after', '{{ sub.outputs.out }}'),
    );
    const pipeline = pipelineOf(text, beside({ 'child.yaml': CHILD }));
    const sub = stepOf(pipeline, 'sub');
    expect(sub).toMatchObject({ tool: 'pipeline', action: 'pipeline', dependencies: ['first'], effects: 'none' });
    expect(sub.container).toMatchObject({
      kind: 'pipeline',
      path: 'child.yaml',
      inputs: [
        ['n', { kind: 'template' }],
        ['more', { kind: 'literal', value: 'y' }],
      ],
      pipeline: { name: 'child', file: 'child.yaml', order: ['a'] },
    });
  });

  it('L1 checks what it is given also where the other file has errors', () => {
    const text = file(run('child.yaml', ', inputs: { n: 0 }'));
    const found = codes(text, beside({ 'child.yaml': CHILD.replace('{{ a }}', '{{ nowhere }}') }));
    expect(found.map((each) => each.split(' ')[1])).toEqual(['invalid_pipeline', 'invalid_input', 'undefined_name']);
  });

  it('L26 says it as `pipeline-executor` too', () => {
    const text = file(
      '{ id: sub, tool: pipeline-executor, action: execute, parameters: { pipeline: child.yaml, inputs: { n: 1 } } }',
    );
    const { container } = stepOf(pipelineOf(text, beside({ 'child.yaml': CHILD })), 'sub');
    expect(container).toMatchObject({ kind: 'pipeline', path: 'child.yaml', inputs: [['n', { value: 1 }]] });
  });

  it('L26 is repeated by a loop, each time with its own inputs', () => {
    const text = file(
      '{ id: each, for_each: [1], tool: pipeline-executor, parameters: { pipeline: child.yaml, inputs: { n: "{{ item }}" } } }',
      say('after', '{{ each.results[0].outputs.out }}'),
    );
    const { container } = stepOf(pipelineOf(text, beside({ 'child.yaml': CHILD })), 'each');
    expect(container).toMatchObject({ kind: 'for_each', single: true, body: { steps: [{ tool: 'pipeline' }] } });
  });

  it('L26 warns of what the older dialect said among the parameters', () => {
    const more =
      'timeout: 60000, retry_count: 3, error_handling: fail, output_mapping: { a: b }, inherit_context: true, wait_for_completion: true';
    const text = file(
      `{ id: sub, tool: pipeline-executor, parameters: { pipeline: child.yaml, inputs: { n: 1 }, ${more} } }`,
    );
    const { diagnostics } = compile(text, beside({ 'child.yaml': CHILD }));
    expect(diagnostics.map(({ code, severity }) => `${severity} ${code}`)).toEqual(Array(6).fill('warning no_effect'));
    expect(
      only(
        file('{ id: sub, tool: pipeline-executor, parameters: { pipeline: child.yaml, inputs: { n: 1 }, inptus: 1 } }'),
        beside({ 'child.yaml': CHILD }),
      ),
    ).toMatchObject({ code: 'unknown_parameter' });
  });

  it.each([
    ['one that it does not have', '{ n: 1, mroe: 1 }', 'unknown_input', 'mroe', 'did you mean `more`?'],
    ['a value that does not fit', '{ n: 0 }', 'invalid_input', '0', undefined],
    ['no value for a required one', '{ more: 1 }', 'missing_input', 'inputs', undefined],
    ['something else than a map', '[1]', 'wrong_type', '[1]', undefined],
  ])('L4 L26 refuses inputs with %s', (_title, inputs, code, marked, hint) => {
    const found = only(file(run('child.yaml', `, inputs: ${inputs}`)), beside({ 'child.yaml': CHILD }));
    expect(found).toMatchObject({ code, marked });
    if (hint !== undefined) expect(found.hint).toBe(hint);
  });

  it('L4 L26 refuses a pipeline without the inputs that it needs', () => {
    expect(only(file(run('child.yaml')), beside({ 'child.yaml': CHILD }))).toMatchObject({
      code: 'missing_input',
      marked: 'child.yaml',
    });
  });

  it.each([
    ['sub.outputs.other', 'undefined_field'],
    ['sub.out', 'undefined_field'],
    ['a', 'undefined_name'],
    ['sub.outputs.out.anything', undefined],
    ['sub.result.outputs', undefined],
  ])('L26 lets only outputs out: `%s`', (value, code) => {
    const text = file(run('child.yaml', ', inputs: { n: 1 }'), say('after', `{{ ${value} }}`));
    const found = compile(text, beside({ 'child.yaml': CHILD })).diagnostics.map((each) => each.code);
    expect(found).toEqual(code === undefined ? [] : [code]);
  });

  it('L26 lets only inputs in', () => {
    const child = `name: child\n${file(say('a', '{{ first }} {{ outer }}')).slice(11)}`;
    const text = `inputs: { outer: 1 }\n${file(echo('first'), run('child.yaml'))}`;
    const { diagnostics } = compile(text, beside({ 'child.yaml': child }));
    expect(diagnostics.filter(({ span }) => span.file === 'child.yaml').map(({ code }) => code)).toEqual([
      'undefined_name',
      'undefined_name',
    ]);
  });

  it.each(['tool: echo', 'parameters: { n: 1 }', 'model: m'])('L26 takes no `%s`', (key) =>
    expect(only(file(run('child.yaml', `, inputs: { n: 1 }, ${key}`)), beside({ 'child.yaml': CHILD }))).toMatchObject({
      code: 'misplaced_key',
    }),
  );

  it('L26 must be known before the run', () => {
    expect(only(`inputs: { which: a }\n${file(run('"{{ which }}.yaml"'))}`, beside({}))).toMatchObject({
      code: 'dynamic_pipeline',
    });
  });

  it('E14 has the effects of what it runs, those of handlers included', () => {
    const effects = (step: string) =>
      stepOf(pipelineOf(file(run('c.yaml')), beside({ 'c.yaml': file(step) })), 'sub').effects;
    expect(effects('{ id: a, tool: http, action: get, parameters: { url: x } }')).toBe('external');
    expect(
      effects(echo('a', 'on_error: { tool: filesystem, action: write, parameters: { path: x, content: y } }')),
    ).toBe('local');
  });
});

describe('files that are included', () => {
  it('L26 are named from the folder of the file that names them', () => {
    const files = {
      'a/one.yaml': file(run('b/two.yaml')),
      'a/b/two.yaml': file(run('../../three.yaml')),
      'three.yaml': file(echo('x')),
    };
    const { pipeline, files: read } = compile(file(run('a/one.yaml')), beside(files));
    expect(pipeline).not.toBeNull();
    expect([...read.keys()]).toEqual(['a/one.yaml', 'a/b/two.yaml', 'three.yaml']);
  });

  it('L26 are read and compiled once', () => {
    const asked: string[] = [];
    const readFile = (name: string) => (asked.push(name), file(echo('x')));
    pipelineOf(file(run('c.yaml'), '{ id: again, pipeline: ./c.yaml }'), { readFile });
    expect(asked).toEqual(['c.yaml']);
  });

  it('L26 that cannot be read are told, with one that may be meant', () => {
    const found = only(file(run('examples/sub/c.yaml')), beside({ 'sub/c.yaml': file(echo('x')) }));
    expect(found).toMatchObject({ code: 'unreadable_file', marked: 'examples/sub/c.yaml' });
    expect(found.message).toContain('there is no examples/sub/c.yaml');
    expect(found.hint).toContain('did you mean `sub/c.yaml`?');
  });

  it('L26 cannot be read without the means', () => {
    expect(only(file(run('c.yaml')))).toMatchObject({ code: 'unreadable_file' });
  });

  it('L1 have their errors told with their own place, and the place that includes them', () => {
    const two = file(say('x', '{{ nowhere }}'));
    const { diagnostics } = compile(
      file(echo('first'), run('one.yaml')),
      beside({ 'one.yaml': file(run('two.yaml')), 'two.yaml': two }),
    );
    expect(
      diagnostics.map(({ code, span, includedAt }) => [
        code,
        `${span.file}:${span.line}`,
        includedAt?.map((at) => `${at.file}:${at.line}`),
      ]),
    ).toEqual([
      ['invalid_pipeline', 'p.yaml:4', undefined],
      ['invalid_pipeline', 'one.yaml:3', ['p.yaml:4']],
      ['undefined_name', 'two.yaml:3', ['p.yaml:4', 'one.yaml:3']],
    ]);
    expect(diagnostics[0]?.message).toBe(
      '`one.yaml` has 2 errors; the first is in line 3: `two.yaml` has an error in line 3: `nowhere` is not defined',
    );
  });

  it('L1 have their warnings told too, once', () => {
    const child = `tags: [x]\n${file(echo('x'))}`;
    const { pipeline, diagnostics } = compile(
      file(run('c.yaml'), '{ id: again, pipeline: c.yaml }'),
      beside({ 'c.yaml': child }),
    );
    expect(pipeline).not.toBeNull();
    expect(diagnostics.map(({ code, severity, span }) => [code, severity, span.file])).toEqual([
      ['no_effect', 'warning', 'c.yaml'],
    ]);
  });

  it.each([
    ['itself', {}, 'p.yaml', 'p.yaml → p.yaml'],
    ['one that includes it', { 'a.yaml': file(run('p.yaml')) }, 'a.yaml', 'p.yaml → a.yaml → p.yaml'],
    [
      'one further down',
      { 'a.yaml': file(run('b.yaml')), 'b.yaml': file(run('x/../a.yaml')) },
      'a.yaml',
      'a.yaml → b.yaml → a.yaml',
    ],
  ])('L26 cannot include %s: the chain is named', (_title, files, first, chain) => {
    const { diagnostics } = compile(file(run(first)), beside(files));
    const found = diagnostics.find(({ code }) => code === 'pipeline_cycle');
    expect(found?.message).toBe(`a pipeline cannot run itself: ${chain}`);
  });

  const chainOf = (length: number) =>
    Object.fromEntries(
      Array.from({ length }, (_, at) => [`${at}.yaml`, file(at === length - 1 ? echo('x') : run(`${at + 1}.yaml`))]),
    );

  it('L26 are nested ten deep, and no deeper', () => {
    expect(codes(file(run('0.yaml')), beside(chainOf(10)))).toEqual([]);
    expect(compile(file(run('0.yaml')), beside(chainOf(11))).diagnostics.map(({ code }) => code)).toContain(
      'nested_too_deeply',
    );
  });

  it('L26 count their depth also where they have been compiled before', () => {
    const files = chainOf(10);
    const text = file(run('0.yaml'), '{ id: deeper, pipeline: above.yaml }');
    const { diagnostics } = compile(text, beside({ ...files, 'above.yaml': file(run('0.yaml')) }));
    expect(diagnostics.map(({ code, span }) => `${code} ${span.file}`)).toContain('nested_too_deeply above.yaml');
  });

  it('L1 are bounded together: each including the next twenty times', () => {
    const many = (next: string) => file(...Array.from({ length: 20 }, (_, at) => `{ id: s${at}, pipeline: ${next} }`));
    const files = {
      'a.yaml': many('b.yaml'),
      'b.yaml': many('c.yaml'),
      'c.yaml': many('d.yaml'),
      'd.yaml': many('e.yaml'),
      'e.yaml': file(echo('x')),
    };
    const { pipeline, diagnostics } = compile(many('a.yaml'), beside(files));
    expect(pipeline).toBeNull();
    expect(diagnostics.map(({ code }) => code)).toContain('file_too_complex');
  });
});

describe('a pipeline whose text stands in the file', () => {
  const inline = (child: string) => `name: p
steps:
  - id: sub
    tool: pipeline-executor
    parameters:
      pipeline: |
${child.replace(/^/gm, '        ')}
      inputs: { n: 1 }
`;

  it('L26 runs as one in a file of its own', () => {
    const { container } = stepOf(pipelineOf(inline(CHILD)), 'sub');
    expect(container).toMatchObject({
      kind: 'pipeline',
      path: null,
      pipeline: { name: 'child', file: 'p.yaml', order: ['a'] },
    });
  });

  it('L1 has its errors at their exact places', () => {
    const text = inline(
      'name: child\ninputs: { n: 1 }\nsteps:\n  - { id: a, tool: echo, parameters: { value: "{{ m }}" } }',
    );
    expect(only(text)).toMatchObject({
      code: 'undefined_name',
      marked: 'm',
      span: { line: 10 },
      path: 'steps[0].parameters.pipeline.steps[0].parameters.value',
    });
  });

  it('L1 has an error of its syntax at its place', () => {
    expect(
      compile(inline('name: child\nsteps: [')).diagnostics.map(({ code, span }) => `${code} ${span.line}`),
    ).toContain('yaml_syntax 8');
  });

  it('L26 counts as a level', () => {
    const { diagnostics } = compile(
      inline(`name: child\ninputs: { n: 1 }\n${file(run('p.yaml')).slice(11)}`),
      beside({}),
    );
    expect(diagnostics.find(({ code }) => code === 'pipeline_cycle')?.message).toBe(
      'a pipeline cannot run itself: p.yaml → p.yaml',
    );
  });
});

import { describe, expect, it } from 'vitest';
import { codes, compile, echo, file, literal, only, pipelineOf, stepOf } from './compile-helper.ts';

const step = (rest: string) => file(`{ id: a, ${rest} }`);

describe('the tool and the action of a step', () => {
  it.each([
    ['tool: filesystem, action: read, parameters: { path: x }', 'filesystem', 'read'],
    ['tool: filesystem, action: save, parameters: { path: x, content: y }', 'filesystem', 'write'],
    ['tool: http-client, action: GET, parameters: { url: x }', 'http', 'get'],
    ['action: filesystem.read, parameters: { path: x }', 'filesystem', 'read'],
    ['action: echo, parameters: { value: 1 }', 'echo', 'echo'],
    ['tool: echo, parameters: { value: 1 }', 'echo', 'echo'],
    ['tool: filesystem, parameters: { action: read, path: x }', 'filesystem', 'read'],
    ['tool: filesystem, action: execute, parameters: { action: read, path: x }', 'filesystem', 'read'],
    ['action: filesystem, parameters: { action: read, path: x }', 'filesystem', 'read'],
    ['tool: filesystem, action: read, with: { path: x }', 'filesystem', 'read'],
    ['tool: filesystem, action: read, parameters: { file_path: x }', 'filesystem', 'read'],
  ])('L7 reads `%s`', (rest, tool, action) => {
    const { pipeline, diagnostics } = compile(step(rest));
    expect(diagnostics).toEqual([]);
    expect(pipeline?.steps[0]).toMatchObject({ tool, action });
    expect(pipeline?.steps[0]?.parameters.map(([name]) => name)).not.toContain('action');
  });

  it.each([
    ['an unknown tool', 'tool: filesytem, action: read', 'unknown_tool', 'filesytem', 'did you mean `filesystem`?'],
    [
      'an unknown action',
      'tool: filesystem, action: raed, parameters: { path: x }',
      'unknown_action',
      'raed',
      'did you mean `read`?',
    ],
    ['an action of no tool', 'action: llm_call', 'unknown_action', 'llm_call', 'write `action: generate_text`'],
    [
      'an unknown action after a dot',
      'action: filesystem.raed',
      'unknown_action',
      'filesystem.raed',
      'did you mean `read`?',
    ],
    [
      'a tool without an action',
      'tool: filesystem, parameters: { path: x }',
      'missing_action',
      'filesystem',
      'its actions are `read`, `write` and `list`',
    ],
    ['prose', 'action: "Read the file"', 'unknown_action', '"Read the file"', expect.stringContaining('`description`')],
    [
      'prose for a tool of several actions',
      'tool: filesystem, action: "Read the file", parameters: { path: x }',
      'unknown_action',
      '"Read the file"',
      expect.stringContaining('`read`'),
    ],
    [
      'an unknown action among the parameters',
      'tool: filesystem, action: execute, parameters: { action: raed, path: x }',
      'unknown_action',
      'raed',
      'did you mean `read`?',
    ],
    ['nothing', 'description: x', 'missing_tool', 'a', expect.stringContaining('`tool: filesystem`')],
  ])('L7 refuses %s', (_title, rest, code, marked, hint) => {
    expect(only(step(rest))).toMatchObject({ code, marked, hint, severity: 'error' });
  });

  it('L7 runs the one action of a tool for prose, with a warning', () => {
    const text = step('tool: echo, action: "Say hello to them", parameters: { value: 1 }');
    expect(only(text)).toMatchObject({ code: 'prose_action', severity: 'warning', marked: '"Say hello to them"' });
    expect(stepOf(pipelineOf(text), 'a')).toMatchObject({ tool: 'echo', action: 'echo' });
  });

  it.each([
    'action: generate_text',
    'action: generate-text',
    'tool: web-search, action: search',
    'action: web_search',
    'tool: web-search',
  ])('L7 says that `%s` comes later, and nothing else of the step', (rest) =>
    expect(only(step(`${rest}, parameters: { any: thing, model: <AUTO> }`))).toMatchObject({ code: 'needs_later' }),
  );

  it.each([
    ['an unknown name', '{ path: x, pth: y }', 'unknown_parameter', 'pth', 'did you mean `path`?'],
    ['two spellings of one', '{ path: x, file_path: y }', 'conflicting_keys', 'file_path', 'keep one of the two'],
    ['a value of another type', '{ path: x, max_bytes: many }', 'invalid_parameter', 'many', undefined],
    ['a value out of range', '{ path: x, max_bytes: -1 }', 'invalid_parameter', '-1', undefined],
    ['an abbreviation', '{ path: x, mbts: 5 }', 'unknown_parameter', 'mbts', 'did you mean `max_bytes`?'],
    [
      'a key of the step',
      '{ path: x, timeout: 5 }',
      'unknown_parameter',
      'timeout',
      '`timeout` is a key of the step: write it beside `tool`',
    ],
    ['one that is missing', '{ max_bytes: 1 }', 'missing_parameter', 'parameters', undefined],
  ])('L7 refuses %s', (_title, parameters, code, marked, hint) => {
    const found = only(step(`tool: filesystem, action: read, parameters: ${parameters}`));
    expect(found).toMatchObject({ code, marked });
    if (hint !== undefined) expect(found.hint).toBe(hint);
  });

  it('L7 points at the tool where there are no parameters at all', () => {
    expect(only(step('tool: filesystem, action: read'))).toMatchObject({ code: 'missing_parameter', marked: 'action' });
  });

  it('L14 takes literals that fit without loss, and leaves templates to the run', () => {
    expect(codes(step('tool: filesystem, action: read, parameters: { path: 5, max_bytes: "12" }'))).toEqual([]);
    expect(codes(step('tool: filesystem, action: read, parameters: { path: x, max_bytes: "{{ 1 + 1 }}" }'))).toEqual(
      [],
    );
  });

  it('L14 keeps a text as it is written where the YAML reads as a number', () => {
    const pipeline = pipelineOf(step('tool: filesystem, action: write, parameters: { path: x, content: 1.10 }'));
    expect(literal(stepOf(pipeline, 'a'), 'content')).toBe('1.10');
  });

  it('L14 keeps templates as deep as they are', () => {
    const pipeline = pipelineOf(
      file('{ id: a, tool: echo, parameters: { value: { list: [1, "{{ now() }}"], k: v } } }'),
    );
    expect(stepOf(pipeline, 'a').parameters[0]?.[1]).toMatchObject({
      kind: 'map',
      entries: [
        [
          'list',
          {
            kind: 'list',
            items: [
              { kind: 'literal', value: 1 },
              { kind: 'template', source: { text: '{{ now() }}' } },
            ],
          },
        ],
        ['k', { kind: 'literal', value: 'v' }],
      ],
    });
  });

  it('E14 takes the effects that the action declares, and what `side_effects` says', () => {
    const effects = (rest: string) => pipelineOf(step(rest)).steps[0]?.effects;
    expect(effects('tool: http, action: get, parameters: { url: x }')).toBe('external');
    expect(effects('tool: http, action: get, parameters: { url: x }, side_effects: none')).toBe('none');
    expect(effects('tool: echo, parameters: { value: 1 }, side_effects: some')).toBe('local');
  });

  it('L21 warns of prose in a handler that does something else, and refuses it where it does not', () => {
    const handlers =
      '[{ handler_action: "Log it somewhere", fallback_value: 1 }, { handler_action: "Only log it" }, { error_types: ["*"] }, { run: nowhere }]';
    expect(
      compile(file(echo('a', `on_error: ${handlers}`))).diagnostics.map(({ code, severity }) => [code, severity]),
    ).toEqual([
      ['prose_action', 'warning'],
      ['unknown_action', 'error'],
      ['empty_handler', 'error'],
      ['unknown_step', 'error'],
    ]);
  });

  it('L20 warns of prose under on_error', () => {
    expect(only(file(echo('a', 'on_error: "Use cached data"')))).toMatchObject({
      code: 'no_effect',
      severity: 'warning',
      marked: 'on_error',
    });
  });
});

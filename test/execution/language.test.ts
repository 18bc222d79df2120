import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { builtinTools } from '../../electron/tools/registry.ts';
import { removeFolders, testEngine } from './support/test-engine.ts';
import { VirtualClock } from './support/virtual-clock.ts';

afterAll(removeFolders);

/** Real files through the real compiler, with the tools that come with Stepglass. */
function engineOf() {
  return testEngine({ clock: new VirtualClock(0), deps: { tools: builtinTools } });
}

describe('containers in pipeline files', () => {
  it('L22 for_each over a list of an earlier step, nested, with names of the loop around', async () => {
    const { run } = engineOf();
    const document = await run(`
name: loops
inputs: { words: { type: array, default: [a, b] } }
steps:
  - { id: numbers, tool: echo, parameters: { value: [1, 2] } }
  - id: outer
    for_each: "{{ words }}"
    as: word
    loop_name: words_loop
    max_parallel: 2
    steps:
      - id: inner
        for_each: "{{ numbers }}"
        steps:
          - { id: pair, tool: echo, parameters: { value: "{{ loops.words_loop.word }}{{ item }}" } }
  - { id: own, tool: echo, for_each: "{{ numbers }}", parameters: { value: "{{ item * 10 }}" } }
outputs:
  pairs: "{{ outer.results[1].inner.results[0].pair }}"
  own: "{{ own.results }}"
`);
    expect(document).toMatchObject({ status: 'completed', outputs: { pairs: 'b1', own: [10, 20] } });
  });

  it('L23 while and until with state', async () => {
    const { run } = engineOf();
    const document = await run(`
name: loops
steps:
  - id: up
    while: "{{ loop_state.total | default(0) < 6 }}"
    set_state: { total: "{{ (loop_state.total | default(0)) + add }}" }
    steps:
      - { id: add, tool: echo, parameters: { value: "{{ iteration }}" } }
  - id: again
    until: "{{ n >= 3 }}"
    steps:
      - { id: n, tool: echo, parameters: { value: "{{ iteration }}" } }
outputs: { total: "{{ up.state.total }}", by: "{{ again.terminated_by }}", times: "{{ again.iterations }}" }
`);
    expect(document).toMatchObject({ status: 'completed', outputs: { total: 6, by: 'condition', times: 3 } });
  });

  it('L24 action_loop runs its actions in sequence until its condition holds', async () => {
    const { run } = engineOf();
    const document = await run(`
name: loops
steps:
  - id: both
    action_loop:
      - { id: first, tool: echo, parameters: { value: "{{ iteration }}" } }
      - { id: second, tool: echo, parameters: { value: "{{ first + 1 }}" } }
    until: "{{ second >= 3 }}"
outputs: { results: "{{ both.results }}" }
`);
    expect(document).toMatchObject({
      status: 'completed',
      outputs: {
        results: [
          { first: 1, second: 2 },
          { first: 2, second: 3 },
        ],
      },
    });
  });

  it('L25 the steps of a parallel group run at once, are read by both names, and share its condition', async () => {
    const { run } = engineOf();
    const document = await run(`
name: groups
steps:
  - { id: before, tool: echo, parameters: { value: 1 } }
  - id: group
    dependencies: [before]
    parallel:
      - { id: one, tool: echo, parameters: { value: "{{ before + 1 }}" } }
      - { id: two, tool: echo, parameters: { value: 3 } }
  - id: maybe
    condition: "{{ before > 5 }}"
    parallel:
      - { id: never, tool: echo, parameters: { value: 3 } }
  - { id: sum, tool: echo, parameters: { value: "{{ group.one + two }}" } }
outputs: { sum: "{{ sum }}" }
`);
    expect(document).toMatchObject({ status: 'completed', outputs: { sum: 5 } });
    expect(document.steps['never']).toMatchObject({ status: 'skipped', skip_reason: 'condition' });
  });

  it('L26 runs another file, which is kept with the run', async () => {
    const { engine, folder, data } = engineOf();
    const inner = path.join(folder, 'inner.yaml');
    writeFileSync(
      inner,
      `
name: inner
inputs: { who: { type: string }, times: { type: integer, default: 2 } }
steps:
  - { id: each, tool: echo, for_each: "{{ range(times) }}", parameters: { value: "{{ who }}{{ item }}" } }
outputs: { all: "{{ each.results }}" }
`,
    );
    const text = `
name: outer
steps:
  - { id: name, tool: echo, parameters: { value: Ada } }
  - { id: sub, pipeline: inner.yaml, inputs: { who: "{{ name }}" } }
  - id: tool
    tool: pipeline-executor
    parameters: { pipeline: inner.yaml, inputs: { who: Bob, times: 1 } }
outputs: { all: "{{ sub.outputs.all + tool.outputs.all }}" }
`;
    const handle = await engine.start({ file: path.join(folder, 'outer.yaml'), text, inputs: {} });
    const document = await handle.done;
    expect(document).toMatchObject({ status: 'completed', outputs: { all: ['Ada0', 'Ada1', 'Bob0'] } });
    expect(data.open(document.run).readDefinition()).toHaveLength(2);
    writeFileSync(inner, 'name: broken');
    const again = await (await engine.rerun(document.run, { from: ['sub'], definition: 'snapshot' })).done;
    expect(again.outputs).toEqual(document.outputs);
  });
});

describe('recovery in pipeline files: the strategies of E23', () => {
  const failing = (rest: string) => `
name: recovery
steps:
  - id: make
    tool: set
    parameters: { variables: { made: 1 } }
  - id: bad
    tool: filesystem
    action: read
    dependencies: [make]
    parameters: { path: missing.txt }
${rest}
  - id: after
    tool: echo
    dependencies: [bad]
    parameters: { value: after }
`;
  const indent = (text: string) => text.replaceAll(/^/gm, '    ');

  it.each([
    ['fail', 'on_failure: fail', { status: 'failed', steps: { after: { skip_reason: 'upstream_failed' } } }],
    ['continue', 'on_failure: continue', { status: 'failed', steps: { after: { status: 'completed' } } }],
    ['skip', 'on_failure: skip', { status: 'completed', steps: { bad: { handled: 'skip' } } }],
    [
      'retry',
      'retry: { attempts: 3, delay: 1, backoff: exponential, on: [execution, resource] }',
      { status: 'failed' },
    ],
    ['an alternative path', 'on_failure: after', { status: 'completed', steps: { bad: { handled: 'route' } } }],
    [
      'a fallback value',
      'on_error: { fallback_value: nothing }',
      { status: 'completed', steps: { bad: { result: 'nothing', handled: 'fallback' } } },
    ],
    [
      'a handler',
      'on_error:\n  - error_categories: [timeout]\n    fallback_value: no\n  - tool: echo\n    parameters: { value: "{{ error.code }} in {{ error.step }}" }',
      { status: 'completed', steps: { bad: { handled: 'handler', result: 'file_not_found in bad' } } },
    ],
    ['a person', 'on_failure: ask', { status: 'waiting', steps: { bad: { status: 'waiting' } } }],
    [
      'a rollback',
      'on_failure: rollback\nrollback_to: make\nmax_rollbacks: 2',
      { status: 'failed', steps: { make: { attempts: 3 } } },
    ],
  ])('E23 %s', async (_name, rest, expected) => {
    const { run } = engineOf();
    expect(await run(failing(indent(rest)))).toMatchObject(expected);
  });

  it('E23 a handler that runs a step of the file', async () => {
    const { run } = engineOf();
    const document = await run(`
name: recovery
error_handlers:
  - { error_codes: [file_not_found], run: mend }
steps:
  - { id: bad, tool: filesystem, action: read, parameters: { path: missing.txt } }
  - { id: mend, tool: echo, parameters: { value: "mended {{ error.step }}" } }
`);
    expect(document).toMatchObject({
      status: 'completed',
      steps: { bad: { handled: 'handler', result: 'mended bad' } },
    });
  });

  it('L19 asks a person and goes on with the answer', async () => {
    const { run, engine } = engineOf();
    const document = await run(failing(indent('on_failure: ask')));
    const handle = await engine.answer(document.run, 'bad', 'value: found');
    expect(await handle?.done).toMatchObject({ status: 'completed', steps: { bad: { result: 'found' } } });
  });
});

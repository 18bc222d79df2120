import { afterAll, describe, expect, it } from 'vitest';
import { containerEngine } from './support/container-engine.ts';
import { removeFolders } from './support/test-engine.ts';

afterAll(removeFolders);

describe('while and until', () => {
  it('L23 checks while before each iteration, and carries the state on', async () => {
    const { run } = containerEngine();
    const document = await run(`
steps:
  - id: loop
    while: "(loop_state.total | default(0)) < 6"
    set_state: { total: "{{ (loop_state.total | default(0)) + add }}" }
    steps: [{ id: add, tool: echo, parameters: { value: "{{ iteration }}" } }]
`);
    expect(document.steps['loop']?.result).toEqual({
      results: [{ add: 1 }, { add: 2 }, { add: 3 }],
      iterations: 3,
      completed: 3,
      failed: 0,
      terminated_by: 'condition',
      state: { total: 6 },
    });
  });

  it('L23 checks until after each iteration, with the steps of its body', async () => {
    const { run } = containerEngine();
    const document = await run(`
steps:
  - id: loop
    until: "{{ n >= 3 }}"
    steps: [{ id: n, tool: echo, parameters: { value: "{{ position }}" } }]
`);
    expect(document.steps['loop']?.result).toMatchObject({ iterations: 3, terminated_by: 'condition' });
  });

  it('L23 a while that is false at first runs nothing', async () => {
    const { run, calls } = containerEngine();
    const document = await run('steps: [{ id: loop, tool: echo, while: "1 > 2", parameters: { value: 1 } }]');
    expect(document.steps['loop']).toMatchObject({ status: 'completed', result: { iterations: 0 } });
    expect(calls).toEqual([]);
  });

  it('L23 warns at max_iterations, or fails', async () => {
    const { run, facts } = containerEngine();
    const text = (rest: string) =>
      `steps: [{ id: loop, tool: echo, while: "true", max_iterations: "{{ 2 }}", ${rest} parameters: { value: 1 } }]`;
    const document = await run(text(''));
    expect(document.steps['loop']).toMatchObject({
      status: 'completed',
      result: { iterations: 2, terminated_by: 'max_iterations' },
    });
    expect(facts(document.run).filter((fact) => fact.type === 'warning')).toMatchObject([{ code: 'max_iterations' }]);
    const failed = await run(text('on_max_iterations: fail,'));
    expect(failed.steps['loop']).toMatchObject({ status: 'failed', error: { code: 'max_iterations' } });
  });

  it('L16 an error in the condition fails the loop', async () => {
    const { run } = containerEngine();
    const document = await run('steps: [{ id: loop, tool: echo, while: "nothing > 2", parameters: { value: 1 } }]');
    expect(document.steps['loop']).toMatchObject({ status: 'failed', error: { code: 'condition_error' } });
  });

  it('L23 a failed iteration ends the loop', async () => {
    const { run } = containerEngine();
    const document = await run(
      'steps: [{ id: loop, tool: fail, while: "true", parameters: { times: "{{ 1000 if index == 1 else 0 }}" } }]',
    );
    expect(document.steps['loop']).toMatchObject({
      status: 'failed',
      result: { iterations: 2, terminated_by: 'error', failed: 1 },
    });
  });
});

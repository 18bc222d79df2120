import { afterAll, describe, expect, it } from 'vitest';
import { pipelineText, removeFolders, testEngine } from './support/test-engine.ts';

afterAll(removeFolders);

const statuses = (steps: { readonly [id: string]: { readonly status: string } }): Record<string, string> =>
  Object.fromEntries(Object.entries(steps).map(([id, { status }]) => [id, status]));

describe('a run', () => {
  it('E2 gives the result document of a completed run', async () => {
    const { run, calls } = testEngine();
    const text = pipelineText(
      [
        '{ id: a, tool: echo, parameters: { value: { n: 2 } } }',
        '{ id: b, tool: echo, parameters: { value: "{{ a.n + 1 }}" } }',
      ],
      'outputs: { total: "{{ b }}", text: "b is {{ b }}" }\n',
    );
    const document = await run(text);
    expect(document).toMatchObject({
      status: 'completed',
      success: true,
      outputs: { total: 3, text: 'b is 3' },
      output_errors: {},
      order: ['a', 'b'],
      error: null,
    });
    expect(document.steps['b']).toMatchObject({
      status: 'completed',
      success: true,
      result: 3,
      attempts: 1,
      dependencies: ['a'],
      skip_reason: null,
      reused_from: null,
    });
    expect(calls).toEqual(['a', 'b']);
  });

  it('E11 ends failed with the first unhandled failure, and skips what did not start', async () => {
    const { run } = testEngine();
    const document = await run(
      pipelineText(['{ id: bad, tool: fail }', '{ id: after, tool: echo, needs: bad, parameters: { value: 1 } }']),
    );
    expect(document).toMatchObject({
      status: 'failed',
      success: false,
      error: { code: 'told_to', category: 'execution', step: 'bad', attempt: 1 },
    });
    expect(document.steps['bad']).toMatchObject({ status: 'failed', result: { failed: 1 } });
    expect(document.steps['after']).toMatchObject({ status: 'skipped', skip_reason: 'upstream_failed', result: null });
  });

  it('L16 skips a step whose condition is false, and fails one whose condition cannot be evaluated', async () => {
    const { run } = testEngine();
    const document = await run(
      pipelineText([
        '{ id: a, tool: echo, parameters: { value: { size: 1 } } }',
        '{ id: no, tool: echo, if: "a.size > 5", parameters: { value: 1 } }',
        '{ id: broken, tool: echo, if: "a.nothing > 5", on_failure: continue, parameters: { value: 1 } }',
        '{ id: end, tool: echo, needs: [no, broken], parameters: { value: "{{ no.status }} {{ broken.status }}" } }',
      ]),
    );
    expect(statuses(document.steps)).toEqual({ a: 'completed', no: 'skipped', broken: 'failed', end: 'completed' });
    expect(document.steps['end']?.result).toBe('skipped failed');
    expect(document.steps['broken']?.error).toMatchObject({
      code: 'condition_error',
      category: 'validation',
      attempt: 1,
    });
    expect(document.status).toBe('failed');
  });

  it('E7 a run that is over has every fact numbered without gaps, and ends with its last fact', async () => {
    const { run, facts } = testEngine();
    const { run: id } = await run(pipelineText(['{ id: a, tool: echo, parameters: { value: 1 } }']));
    const all = facts(id);
    expect(all.map((fact) => fact.n)).toEqual(all.map((_, at) => at + 1));
    expect(all.map((fact) => fact.type).filter((type) => type !== 'checkpoint.created')).toEqual([
      'run.created',
      'run.started',
      'step.started',
      'step.completed',
      'run.completed',
    ]);
  });
});

import { afterAll, describe, expect, it } from 'vitest';
import { pipelineText, removeFolders, testEngine } from './support/test-engine.ts';

afterAll(removeFolders);

describe('variables of a run', () => {
  it('E17 a change carries name, old and new value, step and attempt; an equal value is no change', async () => {
    const { run, facts } = testEngine();
    const document = await run(
      pipelineText([
        '{ id: one, tool: set, parameters: { variables: { v: { a: 1, b: 2 } } } }',
        '{ id: same, tool: set, needs: one, parameters: { variables: { v: { b: 2, a: 1 } } } }',
        '{ id: other, tool: set, needs: same, parameters: { variables: { v: 3 } } }',
        '{ id: read, tool: echo, needs: other, parameters: { value: "{{ variables.v }}" } }',
      ]),
    );
    const changes = facts(document.run).flatMap((fact) =>
      'consequences' in fact ? fact.consequences.filter((each) => each.type === 'variable.changed') : [],
    );
    expect(changes).toEqual([
      { type: 'variable.changed', name: 'v', old: null, value: { inline: { a: 1, b: 2 } }, step: 'one', attempt: 1 },
      {
        type: 'variable.changed',
        name: 'v',
        old: { inline: { a: 1, b: 2 } },
        value: { inline: 3 },
        step: 'other',
        attempt: 1,
      },
    ]);
    expect(document.steps['read']?.result).toBe(3);
  });

  it('E17 notes what each step read, where, and a hash of the value', async () => {
    const { run, engine } = testEngine({ env: { GREETING: 'hi', HIDDEN: 'x' } });
    const document = await run(
      pipelineText(
        [
          '{ id: a, tool: echo, parameters: { value: 1 } }',
          '{ id: b, tool: echo, if: "inputs.n > 0", parameters: { value: "{{ a }} {{ n }} {{ env.GREETING }} {{ a }}" } }',
        ],
        'inputs: { n: { type: integer, default: 1 } }\n',
      ),
    );
    const entry = engine.state(document.run).steps.get('b');
    expect(entry?.reads.map(({ kind, name, at }) => `${kind} ${name} ${at}`)).toEqual([
      'step a parameters.value',
      'input n parameters.value',
      'env GREETING parameters.value',
    ]);
    expect(entry?.condition).toMatchObject({
      value: true,
      reads: [expect.objectContaining({ kind: 'input', name: 'n', at: 'condition' })],
    });
    expect(new Set(entry?.reads.map((read) => read.hash)).size).toBeGreaterThan(1);
  });

  it('L11 execution and pipeline are in scope, fixed at the first start and kept by a resume', async () => {
    const { run, engine } = testEngine();
    const text = pipelineText([
      '{ id: a, tool: echo, parameters: { value: "{{ execution }}" } }',
      '{ id: b, tool: echo, needs: a, parameters: { value: "{{ [execution.started_at, pipeline.name] }}" } }',
    ]);
    const first = await run(text, { until: 'a' });
    const document = await (await engine.resume(first.run)).done;
    const fields = document.steps['a']?.result as { [name: string]: string };
    expect(fields).toMatchObject({
      id: first.run,
      started_at: document.started_at,
      timestamp: document.started_at,
      attempt: 1,
      date: document.started_at?.slice(0, 10),
    });
    expect(document.steps['b']?.result).toEqual([document.started_at, 'test']);
  });

  it('L17 a value is never rendered again', async () => {
    const { run } = testEngine();
    const document = await run(
      pipelineText(
        ['{ id: a, tool: echo, parameters: { value: "{{ text }} {{ [text] }}" } }'],
        'inputs: { text: { type: string } }\n',
      ),
      { inputs: { text: '{{ 1 + 1 }}' } },
    );
    expect(document.steps['a']?.result).toBe('{{ 1 + 1 }} ["{{ 1 + 1 }}"]');
  });
});

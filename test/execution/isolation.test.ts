import { afterAll, describe, expect, it } from 'vitest';
import { pipelineText, removeFolders, testEngine } from './support/test-engine.ts';

afterAll(removeFolders);

describe('many runs of one process', () => {
  it('E3 100 runs at once do not see the values of each other', async () => {
    const { engine, folder } = testEngine();
    const text = pipelineText(
      [
        '{ id: mine, tool: set, parameters: { variables: { v: "{{ inputs.n * 1000 }}" } } }',
        '{ id: wait, tool: sleep, needs: mine, parameters: { ms: "{{ inputs.n % 7 }}" } }',
        '{ id: read, tool: echo, needs: wait, parameters: { value: "{{ [inputs.n, variables.v, execution.id] }}" } }',
      ],
      'inputs: { n: { type: integer } }\noutputs: { all: "{{ read }}" }\n',
    );
    const handles = await Promise.all(
      Array.from({ length: 100 }, (_, n) => engine.start({ file: `${folder}/p.yaml`, text, inputs: { n } })),
    );
    const documents = await Promise.all(handles.map((handle) => handle.done));
    for (const [n, document] of documents.entries())
      expect(document.outputs['all']).toEqual([n, n * 1000, document.run]);
    expect(engine.running()).toEqual([]);
    expect(new Set(documents.map((document) => document.run)).size).toBe(100);
  });

  it('E3 a tool does not run inside the context of LangGraph', async () => {
    const { AsyncLocalStorageProviderSingleton } = await import('@langchain/core/singletons');
    const seen: unknown[] = [];
    const { run } = testEngine({
      tools: [
        {
          name: 'look',
          version: '1',
          description: '',
          defaultAction: 'run',
          actions: {
            run: {
              description: '',
              parameters: {},
              result: { type: 'any' },
              effects: 'none',
              run: async () => {
                seen.push(AsyncLocalStorageProviderSingleton.getRunnableConfig());
                return { success: true, result: null };
              },
            },
          },
        },
      ],
    });
    await run(pipelineText(['{ id: a, tool: look }', '{ id: b, tool: look, needs: a }']));
    expect(seen).toEqual([undefined, undefined]);
  });
});

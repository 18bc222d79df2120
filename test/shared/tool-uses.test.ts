import { expect, it } from 'vitest';
import { toolUses } from '../../shared/tool-uses.ts';
import { compilePipeline } from '../../electron/compiler/compile.ts';
import { builtinTools } from '../../electron/tools/registry.ts';

const FILE = `
name: Everywhere
steps:
  - id: each
    for_each: [1, 2]
    steps:
      - id: inner
        while: "{{ iteration < 1 }}"
        steps:
          - { id: shell, tool: terminal, parameters: { command: 'true' } }
  - id: risky
    tool: echo
    parameters: { value: 1 }
    on_error:
      - { tool: filesystem, action: delete, parameters: { path: x } }
error_handlers:
  - { tool: http, action: get, parameters: { url: 'http://127.0.0.1/' } }
`;

it('M20 names every tool that a run can use: in loops of loops, and in handlers', () => {
  const { pipeline, diagnostics } = compilePipeline({ text: FILE, file: 'everywhere.yaml', tools: builtinTools });
  expect(diagnostics.filter(({ severity }) => severity === 'error')).toEqual([]);
  const used = pipeline === null ? [] : toolUses(pipeline).map(({ tool, action }) => `${tool}.${action}`);
  expect(used.sort()).toEqual(['echo.echo', 'filesystem.delete', 'http.get', 'terminal.execute']);
});

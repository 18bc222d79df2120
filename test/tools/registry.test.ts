import { describe, expect, it } from 'vitest';
import type { ValueSpec } from '../../shared/value-spec.ts';
import { builtinTools, findAction, findTool } from '../../electron/tools/registry.ts';

const RESERVED = ['result', 'status', 'success', 'error', 'attempts', 'duration_ms', 'meta'];
const actions = builtinTools.flatMap((tool) =>
  Object.entries(tool.actions).map(([name, action]) => ({ tool, name, action, title: `${tool.name}.${name}` })),
);

describe('declarations of the built-in tools', () => {
  it.each(actions)('L12 $title uses no name of the step itself at the top of its result', ({ action }) => {
    const names = Object.keys(action.result.properties ?? {});
    expect(names.filter((name) => RESERVED.includes(name))).toEqual([]);
  });

  it.each(actions)('L12 $title declares every name of an object that it returns', ({ action }) => {
    if (action.result.type === 'object') expect(action.result.properties).toBeDefined();
  });

  it.each(actions)('E14 $title declares its effects and describes itself and its parameters', ({ action }) => {
    expect(['none', 'local', 'external']).toContain(action.effects);
    expect(action.description).toMatch(/\.$/);
    for (const spec of Object.values(action.parameters)) expect(spec.description).toMatch(/\S/);
  });

  it.each(actions)(
    '$title has no required parameter with a default, and defaults that fit their enum',
    ({ action }) => {
      for (const spec of Object.values(action.parameters)) {
        expect(spec.required === true && spec.default !== undefined).toBe(false);
        if (spec.enum !== undefined && spec.default !== undefined) expect(spec.enum).toContain(spec.default);
      }
    },
  );

  it('has no name or alias twice, neither of tools, nor of actions or parameters within one', () => {
    expectUnique(builtinTools.flatMap((tool) => [tool.name, ...(tool.aliases ?? [])]));
    for (const tool of builtinTools) expectUnique(namesOf(tool.actions));
    for (const { action } of actions) expectUnique(namesOf(action.parameters));
  });

  it('names a default action that exists', () => {
    for (const tool of builtinTools) {
      if (tool.defaultAction !== undefined) expect(Object.keys(tool.actions)).toContain(tool.defaultAction);
    }
  });

  it('holds only plain JSON in its specs, so that they can be published', () => {
    for (const { action } of actions) {
      const specs: { [name: string]: ValueSpec } = { ...action.parameters, result: action.result };
      expect(JSON.parse(JSON.stringify(specs))).toEqual(specs);
    }
  });
});

describe('looking up', () => {
  it('finds a tool by name and by alias', () => {
    expect(findTool(builtinTools, 'http')?.name).toBe('http');
    expect(findTool(builtinTools, 'http-client')?.name).toBe('http');
    expect(findTool(builtinTools, 'constructor')).toBeUndefined();
  });

  it('finds an action by name, by alias, and the default without a name', () => {
    const filesystem = findTool(builtinTools, 'filesystem')!;
    const terminal = findTool(builtinTools, 'terminal')!;
    expect(findAction(filesystem, 'remove')?.name).toBe('delete');
    expect(findAction(filesystem, undefined)).toBeUndefined();
    expect(findAction(terminal, undefined)?.name).toBe('execute');
    expect(findAction(terminal, 'toString')).toBeUndefined();
  });
});

function namesOf(table: { readonly [name: string]: { readonly aliases?: readonly string[] } }): string[] {
  return Object.entries(table).flatMap(([name, { aliases }]) => [name, ...(aliases ?? [])]);
}

function expectUnique(names: readonly string[]): void {
  expect(names).toEqual([...new Set(names)]);
}

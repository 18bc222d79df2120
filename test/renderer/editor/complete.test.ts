import { describe, expect, it } from 'vitest';
import { suggest } from '../../../renderer/editor/complete.ts';
import { yamlPlace } from '../../../renderer/editor/yaml-place.ts';
import { FakeClient } from '../helpers/fake-client.ts';
import { emptyScenario } from '../helpers/scenarios.ts';

const known = {
  steps: ['fetch', 'clean'],
  inputs: ['city'],
  variables: ['total'],
  schema: await new FakeClient(emptyScenario()).request('language:schema', {}),
};
/** The cursor is at `|`. */
function at(text: string) {
  const offset = text.indexOf('|');
  return { text: text.replace('|', ''), offset };
}
function labels(marked: string): string[] {
  const { text, offset } = at(marked);
  return suggest(text, offset, known).suggestions.map((suggestion) => suggestion.label);
}

describe('where the cursor is', () => {
  it('M12 is told by indentation', () => {
    const { text, offset } = at('steps:\n  - id: a\n    parameters:\n      path: x\n      |');
    expect(yamlPlace(text, offset)).toMatchObject({ path: ['steps', '[]', 'parameters'], key: null });
  });

  it('M12 is told on the line of an item', () => {
    const { text, offset } = at('steps:\n  - id: a\n  - to|');
    expect(yamlPlace(text, offset)).toMatchObject({ path: ['steps', '[]'], typed: 'to', key: null });
  });

  it('M12 is told in lists that are not indented', () => {
    const { text, offset } = at('steps:\n- id: a\n  tool: |');
    expect(yamlPlace(text, offset)).toMatchObject({ path: ['steps', '[]'], key: 'tool' });
  });
});

describe('completion', () => {
  it('M12 offers the keys of the language at their places', () => {
    expect(labels('|')).toContain('steps');
    expect(labels('steps:\n  - id: a\n    |')).toContain('condition');
    expect(labels('steps:\n  - id: a\n    |')).not.toContain('outputs');
  });

  it('M12 offers the values that a key may have', () => {
    expect(labels('steps:\n  - tool: |')).toContain('python-executor');
  });

  it('M12 offers the steps of the file where a step is named', () => {
    expect(labels('steps:\n  - id: a\n    dependencies: [|]')).toEqual(['fetch', 'clean']);
    expect(labels('steps:\n  - id: a\n    dependencies:\n      - |')).toEqual(['fetch', 'clean']);
    expect(labels('steps:\n  - id: a\n    on_false: |')).toEqual(['fetch', 'clean']);
  });

  it('M12 offers names inside of templates', () => {
    expect(labels('steps:\n  - id: a\n    condition: "{{ |')).toEqual(
      expect.arrayContaining(['fetch', 'city', 'variables']),
    );
    expect(labels('x: "{{ variables.|')).toEqual(['total']);
    expect(labels('x: "{{ fetch.|')).toContain('result');
    expect(labels('x: "{{ a }} |')).not.toContain('fetch');
  });
});

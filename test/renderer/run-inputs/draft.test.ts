import { describe, expect, it } from 'vitest';
import type { RunSummary } from '../../../shared/api/answers.ts';
import type { InputSpec } from '../../../shared/pipeline.ts';
import { draftOf, fieldText, readDraft, readJsonDraft } from '../../../renderer/run-inputs/draft.ts';
import { earlierValues } from '../../../renderer/run-inputs/earlier-values.ts';

const span = { file: 'f', line: 1, column: 1, endLine: 1, endColumn: 2 };
const spec = (part: Partial<InputSpec> & { name: string }): InputSpec => ({ type: 'string', span, ...part });
const specs = [
  spec({ name: 'city' }),
  spec({ name: 'share', type: 'number', default: 0.9, minimum: 0, maximum: 1 }),
  spec({ name: 'tags', type: 'array', default: [] }),
  spec({ name: 'loud', type: 'boolean', default: false }),
];

describe('the form of inputs', () => {
  it('M11 begins with what was given last, else with the defaults', () => {
    expect(draftOf(specs, { share: 0.5 })).toEqual({ city: '', share: '0.5', tags: '[]', loud: 'false' });
  });

  it('M11 reads values with their types', () => {
    expect(readDraft(specs, { city: 'Ulm', share: '0.25', tags: '["a"]', loud: 'true' })).toEqual({
      values: { city: 'Ulm', share: 0.25, tags: ['a'], loud: true },
      problems: {},
    });
  });

  it('M11 tells every problem at its field', () => {
    const { problems } = readDraft(specs, { city: '', share: '2', tags: '{', loud: 'maybe' });
    expect(Object.keys(problems)).toEqual(['city', 'share', 'tags', 'loud']);
  });

  it('M11 keeps a text that looks like a number a text', () => {
    expect(readDraft([spec({ name: 'version' })], { version: '1.10' }).values).toEqual({ version: '1.10' });
  });

  it('leaves a cleared field to its default', () => {
    expect(readDraft(specs, { city: 'x', share: '', tags: '', loud: 'false' }).values).toEqual({
      city: 'x',
      loud: false,
    });
  });

  it('M11 reads the JSON view and says what is wrong with it', () => {
    expect(readJsonDraft('{"a":1}')).toEqual({ ok: true, values: { a: 1 } });
    expect(readJsonDraft('[1]').ok).toBe(false);
    expect(readJsonDraft('{').ok).toBe(false);
    expect([fieldText(undefined), fieldText('a'), fieldText([1, 2]), fieldText({ a: 1 })]).toEqual([
      '',
      'a',
      '[1,2]',
      '{\n  "a": 1\n}',
    ]);
  });

  it('M11 offers the values of earlier runs of the file, each set once', () => {
    const run = (id: string, share: number, file = 'p'): RunSummary =>
      ({
        run: id,
        createdAt: '2026-11-22T10:00:00.000Z',
        pipeline: { id: 'p', name: 'P', file },
        inputs: { share: { inline: share } },
      }) as unknown as RunSummary;
    const offered = earlierValues(specs, {
      runs: [run('1', 0.5), run('2', 0.5), run('3', 0.1, 'other')],
      path: 'p',
      now: 0,
    });
    expect(offered.map((entry) => entry.id)).toEqual(['defaults', '1']);
    expect(offered[1]?.label).toContain('share 0.5');
  });
});

import { describe, expect, it } from 'vitest';
import { FilteredLines, isEmptyFilter, matcherOf } from '../../../renderer/logs/log-filter.ts';
import type { LogLine } from '../../../renderer/logs/log-lines.ts';

const line = (text: string, step = 's', stream: LogLine['stream'] = 'stdout'): LogLine => ({
  at: 0,
  step,
  attempt: 1,
  stream,
  text,
});

describe('filtering a log', () => {
  it('M14 matches by text, stream and step', () => {
    const matches = matcherOf({ text: 'Row', stream: 'stderr', step: 'a' });
    expect(
      [line('a row', 'a', 'stderr'), line('a row', 'b', 'stderr'), line('a row', 'a'), line('none', 'a', 'stderr')].map(
        matches,
      ),
    ).toEqual([true, false, false, false]);
    expect(isEmptyFilter({ text: '', stream: 'all', step: null })).toBe(true);
  });

  it('M14 finds piece by piece what one pass would find', () => {
    const lines = Array.from({ length: 1000 }, (_, i) => line(i % 7 === 0 ? 'hit' : 'miss'));
    const filtered = new FilteredLines((entry) => entry.text === 'hit');
    while (filtered.scan(lines, 64)) continue;
    expect(filtered.found).toEqual(lines.flatMap((entry, i) => (entry.text === 'hit' ? [i] : [])));
  });

  it('looks again at lines that have moved', () => {
    const lines = ['hit', 'miss', 'hit'].map((text) => line(text));
    const filtered = new FilteredLines((entry) => entry.text === 'hit');
    filtered.scan(lines, 10);
    lines.splice(1, 0, line('hit'));
    filtered.rewind(1);
    filtered.scan(lines, 10);
    expect(filtered.found).toEqual([0, 1, 3]);
  });
});

import { describe, expect, it } from 'vitest';
import { placeOf } from '../../electron/execution/forks/continue-point.ts';

describe('places in a run', () => {
  const run = {
    run: '01r',
    n: 20,
    checkpoints: [
      { checkpoint: 'aab', seq: 5 },
      { checkpoint: 'aac', seq: 9 },
      { checkpoint: 'aacd', seq: 12 },
    ],
  };

  it('E13 finds a checkpoint by its id or a unique beginning of it', () => {
    expect(placeOf(run, { checkpoint: 'aab' })).toEqual({ seq: 5, checkpoint: 'aab' });
    expect(placeOf(run, { checkpoint: 'aac' })).toEqual({ seq: 9, checkpoint: 'aac' });
    expect(placeOf(run, { checkpoint: 'aacd' })).toEqual({ seq: 12, checkpoint: 'aacd' });
  });

  it('E13 finds a fact by its number, from 1 to the last', () => {
    expect(placeOf(run, { seq: 1 })).toEqual({ seq: 1 });
    expect(placeOf(run, { seq: 20 })).toEqual({ seq: 20 });
  });

  it.each([
    [{ checkpoint: 'aa' }, 'ambiguous_checkpoint'],
    [{ checkpoint: 'zz' }, 'unknown_checkpoint'],
    [{ seq: 21 }, 'unknown_fact'],
    [{ seq: 0 }, 'unknown_fact'],
    [{ seq: 1.5 }, 'unknown_fact'],
  ])('E13 refuses %o as %s', (at, code) => {
    expect(() => placeOf(run, at)).toThrow(expect.objectContaining({ kind: 'invalid_input', code }));
  });
});

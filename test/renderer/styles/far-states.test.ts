import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { LOOK_WORDS } from '../../../shared/state/look.ts';

const css = readFileSync(path.join(process.cwd(), 'renderer/styles/canvas.css'), 'utf8').replace(/\s+/g, ' ');
const looks = Object.keys(LOOK_WORDS);

/** The looks that one rule of blocks seen from afar is for, by a declaration in it. */
function drawnWith(declaration: RegExp): string[] {
  const rules = [...css.matchAll(/([^{}]+)\{([^{}]*)\}/g)];
  const found = rules.filter(
    ([, selector = '', body = '']) =>
      selector.trim().startsWith('.canvas[data-level="dot"] .step') && declaration.test(body),
  );
  return found
    .flatMap(([, selector = '']) => [...selector.matchAll(/data-look="(\w+)"/g)].map(([, look = '']) => look))
    .sort();
}

describe('steps seen from afar', () => {
  it('M2 rings those that go on, wait for somebody or have failed, and no others', () => {
    const ringed = drawnWith(/box-shadow: 0 0 0 var\(--ring/);
    expect(ringed).toEqual(['failed', 'interrupted', 'paused', 'retrying', 'running', 'waiting']);
    expect(ringed.every((look) => looks.includes(look))).toBe(true);
  });

  it('M2 leaves hollow what was skipped, reused or handled, apart from what has not begun, is done or has failed', () => {
    expect(drawnWith(/border: var\(--hollow/)).toEqual(['handled', 'reused', 'skipped']);
  });
});

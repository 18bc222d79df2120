import { describe, expect, it } from 'vitest';
import { SHORTCUTS, shortcutFor } from '../../../renderer/palette/shortcuts.ts';
import { formatKeys } from '../../../renderer/ui/kbd.tsx';
import { makeParts } from '../helpers/make-parts.ts';
import { busyDay, ordersRun, RUN_A } from '../helpers/scenarios.ts';

const press = (key: string, part: { mod?: boolean; typing?: boolean } = {}) =>
  shortcutFor({ key, mod: false, alt: false, typing: false, ...part })?.id ?? null;

describe('keys', () => {
  it('M17 has one meaning for each key', () => {
    const keys = SHORTCUTS.flatMap((shortcut) => (shortcut.keys === undefined ? [] : [shortcut.keys]));
    expect(new Set(keys).size).toBe(keys.length);
    expect(new Set(SHORTCUTS.map((shortcut) => shortcut.id)).size).toBe(SHORTCUTS.length);
  });

  it('M17 does what the table says', () => {
    expect([press('k', { mod: true }), press('/'), press('r'), press('['), press(']'), press('?')]).toEqual([
      'palette',
      'search',
      'rerun',
      'back',
      'on',
      'help',
    ]);
  });

  it('M17 leaves letters to fields', () => {
    expect(press('r', { typing: true })).toBeNull();
    expect(press('k', { typing: true, mod: true })).toBe('palette');
  });

  it('M17 steps through a run by key', async () => {
    const parts = makeParts(busyDay(ordersRun('failed')));
    await parts.studio.getState().openRun(RUN_A);
    const act = (key: string) => shortcutFor({ key, mod: false, alt: false, typing: false })?.act(parts);
    act('[');
    act('[');
    act(']');
    expect(parts.run.getState().playhead).toBe(parts.run.getState().known - 1);
    act('l');
    expect(parts.run.getState().playhead).toBeNull();
  });

  it('M1 leaves what is open by Escape, one after the other, wherever the focus is', async () => {
    const parts = makeParts(busyDay(ordersRun('failed')));
    await parts.studio.getState().openRun(RUN_A);
    const leave = shortcutFor({ key: 'Escape', mod: false, alt: false, typing: false });
    const { select, openSheet } = parts.studio.getState();
    select('load');
    openSheet({ kind: 'rerun', run: RUN_A, from: 'load', definition: 'snapshot' });
    leave?.act(parts);
    expect(parts.studio.getState()).toMatchObject({ sheet: null, selected: 'load' });
    leave?.act(parts);
    expect(parts.studio.getState().selected).toBeNull();
    expect(leave?.isAvailable?.(parts)).toBe(false);
  });

  it('M17 offers only what can be done', () => {
    const parts = makeParts(busyDay(ordersRun('failed')));
    const available = SHORTCUTS.filter((shortcut) => shortcut.isAvailable?.(parts) !== false).map(
      (shortcut) => shortcut.id,
    );
    expect(available).not.toContain('rerun');
    expect(available).toContain('open');
  });

  it('writes keys as the system does', () => {
    expect(formatKeys('mod+enter')).toMatch(/^(⌘↵|Ctrl ↵)$/);
  });
});

import { expect, it } from 'vitest';
import { needsSwitch } from '../../electron/desktop/without-display.ts';

it('is needed on Linux without a display only', () => {
  expect(needsSwitch(['--cli'], {}, 'linux')).toBe(true);
  expect(needsSwitch(['--cli'], { DISPLAY: '' }, 'linux')).toBe(true);
  for (const env of [{ DISPLAY: ':0' }, { WAYLAND_DISPLAY: 'wayland-0' }])
    expect(needsSwitch(['--cli'], env, 'linux')).toBe(false);
  for (const platform of ['darwin', 'win32']) expect(needsSwitch(['--cli'], {}, platform)).toBe(false);
});

it('is not given twice, so that the program starts itself once at most', () => {
  expect(needsSwitch(['--ozone-platform=headless', '--cli'], {}, 'linux')).toBe(false);
});

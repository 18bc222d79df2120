import type { Look } from '../../shared/state/look.ts';
import { LOOK_WORDS } from '../../shared/state/look.ts';
import type { Palette } from './shapes.ts';

/** The colours of the theme on the screen, as colours that any program reads: neither a file nor a bitmap knows variables. */
export function paletteOf(element: Element): Palette {
  const probe = document.createElement('span');
  const context = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
  element.append(probe);
  const read = (color: string) => {
    probe.style.color = color;
    return toRgb(getComputedStyle(probe).color, context);
  };
  const palette = {
    background: read('var(--bg)'),
    panel: read('var(--panel)'),
    line: read('var(--line-strong)'),
    text: read('var(--text)'),
    mute: read('var(--mute)'),
  };
  const looks = new Map(
    Object.keys(LOOK_WORDS).map((look) => {
      probe.dataset['look'] = look;
      return [look, read('var(--c)')];
    }),
  );
  probe.remove();
  return { ...palette, look: (look: Look) => looks.get(look) ?? palette.mute };
}

function toRgb(color: string, context: CanvasRenderingContext2D | null): string {
  if (context === null) return color;
  context.fillStyle = color;
  context.fillRect(0, 0, 1, 1);
  const [r = 0, g = 0, b = 0] = context.getImageData(0, 0, 1, 1).data;
  return `rgb(${r}, ${g}, ${b})`;
}

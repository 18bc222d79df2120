import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';

const css = readFileSync(path.join(process.cwd(), 'renderer/styles/tokens.css'), 'utf8');
const light = tokens(/:root \{([^}]*)\}/);
const dark = { ...light, ...tokens(/:root\[data-theme='dark'\] \{([^}]*)\}/) };

type Rgb = readonly [number, number, number];

function tokens(block: RegExp): { [name: string]: Rgb } {
  const body = block.exec(css)?.[1] ?? '';
  const found = [...body.matchAll(/--([\w-]+): oklch\(([\d.]+)% ([\d.]+) ([\d.]+)\);/g)];
  return Object.fromEntries(
    found.map(([, name = '', l, c, h]) => [name, toLinear(Number(l) / 100, Number(c), Number(h))]),
  );
}

/** OKLCH to linear sRGB, clipped as a screen clips it. */
function toLinear(lightness: number, chroma: number, hue: number): Rgb {
  const a = chroma * Math.cos((hue * Math.PI) / 180);
  const b = chroma * Math.sin((hue * Math.PI) / 180);
  const l = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const m = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const s = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3;
  const clip = (value: number) => Math.min(1, Math.max(0, value));
  return [
    clip(4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s),
    clip(-1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s),
    clip(-0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s),
  ];
}

function contrast(a: Rgb, b: Rgb): number {
  const luminance = ([r, g, blue]: Rgb) => 0.2126 * r + 0.7152 * g + 0.0722 * blue;
  const [x, y] = [luminance(a) + 0.05, luminance(b) + 0.05];
  return Math.max(x, y) / Math.min(x, y);
}

const GROUNDS = ['bg', 'panel', 'sunk', 'raised', 'hover', 'accent-bg'];
const STATES = ['run', 'wait', 'break', 'retry', 'ok', 'bad', 'cancel'];
/** Text on what it stands on. */
const TEXT: readonly (readonly [string, string])[] = [
  ...['text', 'mute'].flatMap((text) => GROUNDS.map((ground) => [text, ground] as const)),
  ...STATES.flatMap(
    (state) =>
      [
        [state, 'panel'],
        [state, 'bg'],
        [state, `${state}-bg`],
      ] as const,
  ),
  ...['accent', 'syntax-key', 'syntax-string', 'syntax-number', 'syntax-template'].flatMap((text) =>
    ['panel', 'sunk', 'raised'].map((ground) => [text, ground] as const),
  ),
  ...['skip', 'idle', 'stale'].flatMap(
    (text) =>
      [
        [text, 'panel'],
        [text, 'bg'],
      ] as const,
  ),
  ...['bad-bg', 'retry-bg', 'run-bg', 'wait-bg', 'ok-bg'].map((ground) => ['text', ground] as const),
  ...['bad-bg', 'retry-bg', 'run-bg'].map((ground) => ['mute', ground] as const),
  ['on-accent', 'accent'],
  ['accent', 'accent-bg'],
  ['accent', 'hover'],
  ['ok', 'hover'],
  ['bad', 'hover'],
];
/** Marks and lines that carry meaning. */
const MARKS: readonly (readonly [string, string])[] = ['faint', ...STATES, 'stale', 'accent'].flatMap((mark) => [
  [mark, 'panel'] as const,
  [mark, 'bg'] as const,
]);

describe.each([
  ['light', light],
  ['dark', dark],
])('the %s theme', (_name, theme) => {
  const of = ([front, ground]: readonly [string, string]) => {
    const [a, b] = [theme[front], theme[ground]];
    if (a === undefined || b === undefined) throw new Error(`no token ${a === undefined ? front : ground}`);
    return contrast(a, b);
  };

  it('M2 has text that can be read on everything it stands on (AA, 4.5)', () => {
    expect(TEXT.filter((pair) => of(pair) < 4.5).map((pair) => `${pair.join(' on ')} ${of(pair).toFixed(2)}`)).toEqual(
      [],
    );
  });

  it('M2 has marks that can be seen (3)', () => {
    expect(MARKS.filter((pair) => of(pair) < 3).map((pair) => `${pair.join(' on ')} ${of(pair).toFixed(2)}`)).toEqual(
      [],
    );
  });
});

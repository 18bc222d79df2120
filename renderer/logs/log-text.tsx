import { memo } from 'react';
import { SafeText } from '../ui/safe-text.tsx';
import type { AnsiSpan } from './ansi.ts';
import { parseAnsi } from './ansi.ts';

/** Eight colours that a terminal names, in both themes; bright ones are told apart by weight. */
const COLORS = [
  'var(--text)',
  'var(--bad)',
  'var(--ok)',
  'var(--retry)',
  'var(--run)',
  'var(--break)',
  'var(--syntax-number)',
  'var(--mute)',
] as const;

export const LogText = memo(function LogText({ text }: { text: string }) {
  return parseAnsi(text).map((span, index) => (
    <span key={index} style={styleOf(span)}>
      <SafeText>{span.text}</SafeText>
    </span>
  ));
});

function styleOf(span: AnsiSpan): React.CSSProperties | undefined {
  const { color, background, bold, dim, italic, underline } = span;
  if (
    color === undefined &&
    background === undefined &&
    bold !== true &&
    dim !== true &&
    italic !== true &&
    underline !== true
  )
    return undefined;
  return {
    ...(color === undefined ? {} : { color: colorOf(color) }),
    ...(background === undefined ? {} : { background: `color-mix(in oklab, ${colorOf(background)} 26%, transparent)` }),
    ...(bold === true || isBright(color) ? { fontWeight: 650 } : {}),
    ...(dim === true ? { color: 'var(--mute)' } : {}),
    ...(italic === true ? { fontStyle: 'italic' } : {}),
    ...(underline === true ? { textDecoration: 'underline' } : {}),
  };
}

/** A colour by number is one of the theme's; any other is pulled towards the text colour, so that it can be read. */
function colorOf(color: string): string {
  if (color.startsWith('#')) return `color-mix(in oklab, ${color} 60%, var(--text))`;
  return COLORS[Number(color) % 8] ?? 'var(--text)';
}

function isBright(color: string | undefined): boolean {
  return color !== undefined && !color.startsWith('#') && Number(color) >= 8;
}

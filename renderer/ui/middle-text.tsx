import { SafeText } from './safe-text.tsx';

const TAIL = 6;
/** So short that cutting it would save nothing. */
const WHOLE = 10;

interface MiddleTextProps {
  readonly children: string;
  /** What it stands in has a name of its own, and is drawn many times. */
  readonly unspoken?: boolean;
}

/** One line that gives way in its middle where there is no room for it, so that both ends of an id stay legible. */
export function MiddleText({ children: text, unspoken = false }: MiddleTextProps) {
  const letters = [...text];
  if (letters.length <= WHOLE) return <SafeText>{text}</SafeText>;
  return (
    <span className="relative flex min-w-0">
      {/* Two boxes side by side are read as two words. */}
      {!unspoken && (
        <span className="sr-only">
          <SafeText>{text}</SafeText>
        </span>
      )}
      <span aria-hidden className="truncate whitespace-pre">
        <SafeText>{letters.slice(0, -TAIL).join('')}</SafeText>
      </span>
      <span aria-hidden className="whitespace-pre">
        <SafeText>{letters.slice(-TAIL).join('')}</SafeText>
      </span>
    </span>
  );
}

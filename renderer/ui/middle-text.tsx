import { SafeText } from './safe-text.tsx';

const TAIL = 6;
/** So short that cutting it would save nothing. */
const WHOLE = 10;

/** One line that gives way in its middle where there is no room for it, so that both ends of an id stay legible. */
export function MiddleText({ children: text }: { children: string }) {
  const letters = [...text];
  if (letters.length <= WHOLE) return <SafeText>{text}</SafeText>;
  return (
    <span className="flex min-w-0">
      <span className="truncate whitespace-pre">
        <SafeText>{letters.slice(0, -TAIL).join('')}</SafeText>
      </span>
      <span className="whitespace-pre">
        <SafeText>{letters.slice(-TAIL).join('')}</SafeText>
      </span>
    </span>
  );
}

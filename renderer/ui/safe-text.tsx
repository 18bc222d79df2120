import { splitMarks } from '../../shared/text/marks.ts';

/** Text from outside, with the marks in it that would otherwise hide or reorder it. Never markup. */
export function SafeText({ children }: { children: string }) {
  const parts = splitMarks(children);
  if (parts.length === 1 && typeof parts[0] === 'string') return parts[0];
  return parts.map((part, index) =>
    typeof part === 'string' ? (
      part
    ) : (
      <span key={index} className="mx-px rounded-sm bg-retry-bg px-0.5 font-mono text-[0.85em] text-retry">
        {part.mark}
      </span>
    ),
  );
}

import { TriangleAlert } from 'lucide-react';
import { Button } from './button.tsx';
import { SafeText } from './safe-text.tsx';

/** Something that was kept cannot be read and holds runs up: which file it is, and the way out. */
export function Unreadable({ title, problem, onForget }: { title: string; problem: string; onForget: () => void }) {
  return (
    <div role="alert" className="flex flex-col items-start gap-2 rounded-md bg-retry-bg p-2.5 text-12">
      <p className="flex items-center gap-2 font-semibold">
        <TriangleAlert size={13} aria-hidden className="shrink-0 text-retry" />
        {title}
      </p>
      <p className="selectable text-11 break-words [overflow-wrap:anywhere]">
        <SafeText>{problem}</SafeText>
      </p>
      <Button small onClick={onForget}>
        Forget it
      </Button>
    </div>
  );
}

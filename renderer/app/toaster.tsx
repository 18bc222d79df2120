import { CircleAlert, X } from 'lucide-react';
import { useEffect } from 'react';
import { useStudio } from '../state/parts.tsx';
import type { Notice } from '../state/studio-types.ts';
import { Button, IconButton } from '../ui/button.tsx';
import { SafeText } from '../ui/safe-text.tsx';

/** Long enough to read it and to reach Undo; errors stay until they are dismissed. */
const STAY_MS = 8000;

/** Over the lower edge of the middle: there it covers no button of a sheet, of the inspector or of a row. */
export function Toaster() {
  const notices = useStudio((studio) => studio.notices);
  const spoken = useStudio((studio) => studio.spoken);
  return (
    <>
      <div role="status" aria-live="polite" className="sr-only">
        {spoken}
      </div>
      <section aria-label="Notices">
        <ol className="pointer-events-none absolute inset-x-0 bottom-4 z-40 mx-auto flex w-[min(368px,calc(100%-24px))] flex-col gap-2">
          {notices.map((notice) => (
            <Toast key={notice.id} notice={notice} />
          ))}
        </ol>
      </section>
    </>
  );
}

function Toast({ notice }: { notice: Notice }) {
  const dismiss = useStudio((studio) => studio.dismiss);
  const { id, tone, title, detail, action } = notice;
  useEffect(() => {
    if (tone === 'error') return;
    const timer = setTimeout(() => dismiss(id), STAY_MS);
    return () => clearTimeout(timer);
  }, [id, tone, dismiss]);
  return (
    <li className="pointer-events-auto">
      <div
        role={tone === 'error' ? 'alert' : 'status'}
        className="animate-appear flex items-start gap-2 rounded-md border border-line bg-raised py-1.5 pr-1.5 pl-3 shadow-float"
      >
        {tone === 'error' && <CircleAlert size={15} aria-hidden className="mt-1.5 shrink-0 text-bad" />}
        <div className="min-w-0 flex-1 py-1 text-12">
          <p className="font-medium break-words">
            <SafeText>{title}</SafeText>
          </p>
          {detail !== null && (
            <p className="selectable mt-0.5 line-clamp-5 break-words text-mute">
              <SafeText>{detail}</SafeText>
            </p>
          )}
        </div>
        {action !== null && (
          <Button
            tone="quiet"
            className="text-accent!"
            onClick={() => {
              action.run();
              dismiss(id);
            }}
          >
            {action.label}
          </Button>
        )}
        <IconButton icon={X} label="Dismiss" onClick={() => dismiss(id)} />
      </div>
    </li>
  );
}

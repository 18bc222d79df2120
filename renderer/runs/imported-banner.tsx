import { PackageOpen } from 'lucide-react';
import { useNow } from '../state/clock.ts';
import { useStudio } from '../state/parts.tsx';
import { formatDay } from '../ui/format.ts';

/** Says of a run from a bundle why it can only be looked at. */
export function ImportedBanner() {
  const importedAt = useStudio((studio) => studio.openedRun?.summary.importedAt ?? null);
  const now = useNow(false);
  if (importedAt === null) return null;
  return (
    <div
      role="status"
      className="flex min-h-8 shrink-0 items-center gap-2.5 border-b border-line bg-panel py-1 pr-2 pl-3 text-12"
    >
      <PackageOpen size={15} strokeWidth={1.75} aria-hidden className="shrink-0 text-mute" />
      <p className="min-w-0 flex-1">
        <strong className="font-semibold">Imported, read only.</strong>{' '}
        <span className="text-mute">
          It came from a run bundle, {formatDay(importedAt, now).toLowerCase()}. To run it here, open its pipeline file.
        </span>
      </p>
    </div>
  );
}

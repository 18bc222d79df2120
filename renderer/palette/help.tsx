import { useStudio } from '../state/parts.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { SectionTitle } from '../ui/empty.tsx';
import { formatKeys } from '../ui/kbd.tsx';
import { LOCAL_KEYS, SHORTCUTS } from './shortcuts.ts';

const GROUPS = ['Run', 'Time', 'File', 'View'] as const;

/** All keys, from the table that they are read from. */
export function Help() {
  const setOverlay = useStudio((studio) => studio.setOverlay);
  return (
    <Dialog title="Keyboard" onClose={() => setOverlay(null)} className="w-[min(680px,calc(100vw-48px))]!">
      <div className="grid gap-x-10 gap-y-6 overflow-y-auto p-4 sm:grid-cols-2">
        {GROUPS.map((group) => (
          <section key={group}>
            <SectionTitle>{group}</SectionTitle>
            <Keys
              rows={SHORTCUTS.flatMap(({ keys, title, group: own }) =>
                own === group && keys !== undefined ? [{ keys: formatKeys(keys), title }] : [],
              )}
            />
          </section>
        ))}
        <section className="sm:col-span-2">
          <SectionTitle>Where the focus is</SectionTitle>
          <Keys rows={LOCAL_KEYS} />
        </section>
      </div>
    </Dialog>
  );
}

function Keys({ rows }: { rows: readonly { readonly keys: string; readonly title: string }[] }) {
  return (
    <dl className="flex flex-col">
      {rows.map(({ keys, title }) => (
        <div key={title} className="flex h-6 items-center gap-3 text-12">
          <dt className="flex-1">{title}</dt>
          <dd className="m-0 text-11 whitespace-pre text-mute">{keys}</dd>
        </div>
      ))}
    </dl>
  );
}

import { useStudio } from '../state/parts.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { SectionTitle } from '../ui/empty.tsx';
import { formatKeys } from '../ui/kbd.tsx';
import { LOCAL_KEYS, SHORTCUTS, type Shortcut } from './shortcuts.ts';

const COLUMNS = [['Run', 'Time', 'File'], ['View']] as const;

/** All keys, from the table that they are read from. */
export function Help() {
  const setOverlay = useStudio((studio) => studio.setOverlay);
  return (
    <Dialog title="Keyboard" onClose={() => setOverlay(null)} className="w-[min(760px,calc(100vw-48px))]!">
      <div
        role="region"
        aria-label="Keys"
        tabIndex={0}
        className="grid gap-x-10 gap-y-6 overflow-y-auto p-4 sm:grid-cols-2"
      >
        {COLUMNS.map((groups, column) => (
          <div key={groups[0]} className="flex flex-col gap-5">
            {groups.map((group) => (
              <section key={group}>
                <SectionTitle>{group}</SectionTitle>
                <Keys rows={keysOf(group)} />
              </section>
            ))}
            {column === 0 && (
              <section>
                <SectionTitle>Where the focus is</SectionTitle>
                <Keys rows={LOCAL_KEYS} />
              </section>
            )}
          </div>
        ))}
      </div>
    </Dialog>
  );
}

function keysOf(group: Shortcut['group']) {
  return SHORTCUTS.flatMap(({ keys, title, group: own }) =>
    own === group && keys !== undefined ? [{ keys: formatKeys(keys), title }] : [],
  );
}

function Keys({ rows }: { rows: readonly { readonly keys: string; readonly title: string }[] }) {
  return (
    <dl className="flex flex-col">
      {rows.map(({ keys, title }) => (
        <div key={title} className="flex min-h-6 items-center gap-3 py-0.5 text-12">
          <dt className="min-w-0 flex-1">{title}</dt>
          <dd className="m-0 shrink-0 text-11 whitespace-pre text-mute">{keys}</dd>
        </div>
      ))}
    </dl>
  );
}

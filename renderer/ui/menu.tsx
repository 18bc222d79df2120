import { ChevronRight, type LucideIcon } from 'lucide-react';
import { ContextMenu, DropdownMenu } from 'radix-ui';
import type { ReactNode } from 'react';
import { cx } from './cx.ts';
import { Kbd } from './kbd.tsx';

export type MenuEntry =
  | {
      readonly type: 'item';
      readonly label: string;
      readonly detail?: string;
      /** A second line under the label. */
      readonly about?: string;
      readonly icon?: LucideIcon;
      readonly keys?: string;
      readonly disabled?: boolean;
      readonly danger?: boolean;
      readonly run: () => void;
    }
  | {
      readonly type: 'menu';
      readonly label: string;
      readonly icon?: LucideIcon;
      readonly disabled?: boolean;
      readonly entries: readonly MenuEntry[];
    }
  | { readonly type: 'choice'; readonly label: string; readonly chosen: boolean; readonly run: () => void }
  | { readonly type: 'heading'; readonly label: string }
  | { readonly type: 'line' };

const CONTENT =
  'animate-appear z-50 min-w-52 max-w-96 rounded-md border border-line bg-raised p-1 text-12 text-text shadow-float outline-none max-h-(--radix-dropdown-menu-content-available-height) overflow-y-auto';
const ITEM =
  'flex h-7 items-center gap-2 rounded-sm px-2 outline-none data-[highlighted]:bg-hover data-[disabled]:opacity-45';

export function Menu({
  trigger,
  entries,
  align = 'start',
}: {
  trigger: ReactNode;
  entries: readonly MenuEntry[];
  align?: 'start' | 'end';
}) {
  return (
    <DropdownMenu.Root modal={false}>
      <DropdownMenu.Trigger asChild>{trigger}</DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content className={CONTENT} align={align} sideOffset={4} collisionPadding={8}>
          <Entries entries={entries} parts={DropdownMenu} />
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}

/** A menu at the pointer, over whatever it is given. */
export function RightClickMenu({ entries, children }: { entries: () => readonly MenuEntry[]; children: ReactNode }) {
  return (
    <ContextMenu.Root modal={false}>
      <ContextMenu.Trigger asChild>{children}</ContextMenu.Trigger>
      <ContextMenu.Portal>
        <ContextMenu.Content className={CONTENT} collisionPadding={8}>
          <LateEntries entries={entries} />
        </ContextMenu.Content>
      </ContextMenu.Portal>
    </ContextMenu.Root>
  );
}

/** Made when the menu opens, not with every change under it. */
function LateEntries({ entries }: { entries: () => readonly MenuEntry[] }) {
  return <Entries entries={entries()} parts={ContextMenu} />;
}

function Entries({
  entries,
  parts,
}: {
  entries: readonly MenuEntry[];
  parts: typeof DropdownMenu | typeof ContextMenu;
}) {
  return entries.map((entry, index) => <Entry key={index} entry={entry} parts={parts} />);
}

function Entry({ entry, parts }: { entry: MenuEntry; parts: typeof DropdownMenu | typeof ContextMenu }) {
  switch (entry.type) {
    case 'line':
      return <parts.Separator className="my-1 h-px bg-line" />;
    case 'heading':
      return <parts.Label className="px-2 pt-1.5 pb-1 text-11 font-semibold text-mute">{entry.label}</parts.Label>;
    case 'choice':
      return (
        <parts.CheckboxItem checked={entry.chosen} onSelect={entry.run} className={ITEM}>
          <span className="w-3.5">{entry.chosen && '✓'}</span>
          {entry.label}
        </parts.CheckboxItem>
      );
    case 'menu':
      return (
        <parts.Sub>
          <parts.SubTrigger disabled={entry.disabled ?? false} className={cx(ITEM, 'data-[state=open]:bg-hover')}>
            {entry.icon !== undefined && <entry.icon size={14} strokeWidth={1.7} aria-hidden className="text-mute" />}
            <span className="min-w-0 flex-1 truncate">{entry.label}</span>
            <ChevronRight size={13} aria-hidden className="text-mute" />
          </parts.SubTrigger>
          <parts.Portal>
            <parts.SubContent className={CONTENT} sideOffset={4} collisionPadding={8}>
              <Entries entries={entry.entries} parts={parts} />
            </parts.SubContent>
          </parts.Portal>
        </parts.Sub>
      );
    case 'item': {
      const Icon = entry.icon;
      return (
        <parts.Item
          onSelect={entry.run}
          disabled={entry.disabled ?? false}
          className={cx(
            ITEM,
            entry.about !== undefined && 'h-auto! items-start py-1.5',
            entry.danger === true && 'text-bad',
          )}
        >
          {Icon !== undefined && (
            <Icon size={14} strokeWidth={1.7} aria-hidden className={cx(entry.danger !== true && 'text-mute')} />
          )}
          <span className="min-w-0 flex-1 truncate">
            {entry.label}
            {entry.about !== undefined && <span className="block truncate text-11 text-mute">{entry.about}</span>}
          </span>
          {entry.detail !== undefined && <span className="truncate text-11 text-mute">{entry.detail}</span>}
          {entry.keys !== undefined && <Kbd keys={entry.keys} />}
        </parts.Item>
      );
    }
    default:
      return null;
  }
}

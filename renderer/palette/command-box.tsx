import { Command } from 'cmdk';
import type { ReactNode } from 'react';
import { useState } from 'react';
import { useStudio } from '../state/parts.tsx';
import { Dialog } from '../ui/dialog.tsx';

/** A dialog with a field on top and what matches below it. */
export function CommandBox({
  title,
  placeholder,
  empty,
  children,
}: {
  title: string;
  placeholder: string;
  empty: string;
  children: (query: string) => ReactNode;
}) {
  const setOverlay = useStudio((studio) => studio.setOverlay);
  const [query, setQuery] = useState('');
  return (
    <Dialog title={title} bare onClose={() => setOverlay(null)}>
      <Command label={title} loop className="flex min-h-0 flex-col">
        <Command.Input
          value={query}
          onValueChange={setQuery}
          placeholder={placeholder}
          className="h-11 shrink-0 border-b border-line bg-transparent px-4 text-15 outline-none focus-visible:outline-none"
        />
        <Command.List className="min-h-0 overflow-y-auto p-1.5">
          <Command.Empty className="px-3 py-6 text-center text-12 text-mute">{empty}</Command.Empty>
          {children(query)}
        </Command.List>
      </Command>
    </Dialog>
  );
}

export const ITEM_CLASS = 'flex min-h-8 items-center gap-2.5 rounded-sm px-2.5 text-13 data-[selected=true]:bg-hover';
export const GROUP_CLASS =
  '[&_[cmdk-group-heading]]:px-2.5 [&_[cmdk-group-heading]]:pt-2 [&_[cmdk-group-heading]]:pb-1 [&_[cmdk-group-heading]]:text-11 [&_[cmdk-group-heading]]:font-semibold [&_[cmdk-group-heading]]:text-mute';

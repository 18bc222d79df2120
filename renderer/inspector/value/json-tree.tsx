import { useVirtualizer } from '@tanstack/react-virtual';
import { ChevronRight, Copy, Link2 } from 'lucide-react';
import { memo, useMemo, useRef, useState } from 'react';
import type { Json } from '../../../shared/json.ts';
import { IconButton } from '../../ui/button.tsx';
import { cx } from '../../ui/cx.ts';
import { formatCount } from '../../ui/format.ts';
import { SafeText } from '../../ui/safe-text.tsx';
import type { TreeRow } from './flatten.ts';
import { flatten, searchTree } from './flatten.ts';
import { preview } from './preview.ts';

const PAGE = 200;
const ROW = 22;

interface JsonTreeProps {
  readonly value: Json;
  readonly search: string;
  readonly label: string;
  /** What paths begin with when they are copied: the step's id. */
  readonly root: string;
  /** Shows a long text in full. */
  readonly onOpenText: (text: string) => void;
}

/** A value as a tree of which only what is on the screen is drawn. */
export function JsonTree({ value, search, label, root, onOpenText }: JsonTreeProps) {
  const scroller = useRef<HTMLDivElement>(null);
  const [toggled, setToggled] = useState<ReadonlyMap<string, boolean>>(new Map());
  const [shown, setShown] = useState<ReadonlyMap<string, number>>(new Map());
  const found = useMemo(() => (search === '' ? null : searchTree(value, search)), [value, search]);
  const rows = useMemo(() => {
    const isOpen = (path: string, depth: number) =>
      toggled.get(path) ?? (found === null ? depth < 1 : found.open.has(path));
    const limit = (path: string) => (found?.open.has(path) === true ? Infinity : (shown.get(path) ?? PAGE));
    return flatten(value, { isOpen, shown: limit });
  }, [value, toggled, shown, found]);
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW,
    overscan: 16,
  });
  const act = (row: TreeRow) => {
    if (row.more !== undefined) setShown(new Map(shown).set(row.path.slice(0, -1), row.more.from + PAGE * 5));
    else if (row.size !== null) setToggled(new Map(toggled).set(row.path, !row.open));
    else if (typeof row.value === 'string') onOpenText(row.value);
  };
  return (
    <>
      {found !== null && (
        <p className="num pb-1 text-11 text-mute">
          {found.hits.size === 0 ? 'Nothing found' : `${formatCount(found.hits.size)} found`}
        </p>
      )}
      <div ref={scroller} className="min-h-0 flex-1 overflow-auto">
        <ul role="tree" aria-label={label} className="relative" style={{ height: virtual.getTotalSize() }}>
          {virtual.getVirtualItems().map((item) => {
            const row = rows[item.index];
            return row === undefined ? null : (
              <Row
                key={item.key}
                row={row}
                top={item.start}
                hit={found?.hits.has(row.path) ?? false}
                root={root}
                onAct={act}
              />
            );
          })}
        </ul>
      </div>
    </>
  );
}

const Row = memo(function Row({
  row,
  top,
  hit,
  root,
  onAct,
}: {
  row: TreeRow;
  top: number;
  hit: boolean;
  root: string;
  onAct: (row: TreeRow) => void;
}) {
  const { depth, key, value, size, open, more, path } = row;
  const expandable = size !== null && size > 0;
  return (
    <li
      role="treeitem"
      aria-level={depth + 1}
      aria-selected={hit}
      aria-expanded={expandable ? open : undefined}
      className={cx(
        'group absolute inset-x-0 flex h-[22px] items-center font-mono text-[11.5px] hover:bg-hover',
        hit && 'bg-accent-bg',
      )}
      style={{ top, paddingLeft: depth * 14 }}
    >
      <button type="button" onClick={() => onAct(row)} className="flex h-full min-w-0 flex-1 items-center text-left">
        <ChevronRight
          size={12}
          aria-hidden
          className={cx(
            'mx-0.5 shrink-0 text-mute transition-transform',
            open && 'rotate-90',
            !expandable && 'invisible',
          )}
        />
        {more === undefined ? (
          <>
            {key !== null && (
              <span className="max-w-[60%] shrink-0 truncate pr-1.5 text-mute" title={key}>
                <SafeText>{key}</SafeText>
              </span>
            )}
            <Value value={value} open={open} />
          </>
        ) : (
          <span className="text-accent">
            {formatCount(more.from)} of {formatCount(more.total)} shown, show more
          </span>
        )}
      </button>
      {more === undefined && (
        <span className="absolute right-0 flex bg-hover opacity-0 group-focus-within:opacity-100 group-hover:opacity-100">
          <IconButton
            icon={Link2}
            label="Copy the path"
            size={12}
            className="size-[22px]!"
            onClick={() => void navigator.clipboard.writeText(templatePath(root, path))}
          />
          <IconButton
            icon={Copy}
            label="Copy the value"
            size={12}
            className="size-[22px]!"
            onClick={() =>
              void navigator.clipboard.writeText(typeof value === 'string' ? value : JSON.stringify(value, null, 2))
            }
          />
        </span>
      )}
    </li>
  );
});

function templatePath(root: string, path: string): string {
  if (path === '') return root;
  return path.startsWith('[') ? `${root}${path}` : `${root}.${path}`;
}

function Value({ value, open }: { value: Json; open: boolean }) {
  if (value !== null && typeof value === 'object')
    return <span className="truncate text-mute">{open ? shape(value) : preview(value)}</span>;
  const tone = typeof value === 'string' ? 'text-(--syntax-string)' : 'text-(--syntax-number)';
  return (
    <span className={cx('truncate', tone)}>
      <SafeText>{preview(value)}</SafeText>
    </span>
  );
}

function shape(value: Json): string {
  if (Array.isArray(value)) return `[${formatCount(value.length)}]`;
  return `{${Object.keys(value ?? {}).length}}`;
}

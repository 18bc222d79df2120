import { Tabs as Radix } from 'radix-ui';
import { type ReactNode, useEffect, useRef } from 'react';
import { cx } from './cx.ts';

export interface Tab<T extends string> {
  readonly id: T;
  readonly label: string;
  /** A number or mark behind the word. */
  readonly badge?: ReactNode;
}

/** More than these would not fit side by side in a pane of the usual width. */
const MANY = 8;

/** A row of tabs; what they show is up to the caller, inside `TabBody`. */
export function Tabs<T extends string>({
  tabs,
  value,
  onChange,
  label,
  children,
  className,
  dense = false,
}: {
  tabs: readonly Tab<T>[];
  value: T;
  onChange: (value: T) => void;
  label: string;
  children?: ReactNode;
  className?: string;
  dense?: boolean;
}) {
  const tight = dense && tabs.length > MANY;
  const list = useRef<HTMLDivElement>(null);
  useEffect(() => keepInSight(list.current), [value]);
  return (
    <div className={cx('@container flex h-[34px] shrink-0 items-center gap-0.5 px-2', className)}>
      <Radix.Root
        value={value}
        onValueChange={(next) => pick(tabs, next, onChange)}
        className="min-w-0"
        activationMode="manual"
      >
        <Radix.List
          ref={list}
          aria-label={label}
          className={cx('no-bar relative flex items-center overflow-x-auto p-0.5', !dense && 'gap-0.5')}
        >
          {tabs.map((tab) => (
            <Radix.Trigger
              key={tab.id}
              value={tab.id}
              // What a tab shows lies elsewhere, without the id that would be named here.
              aria-controls={undefined}
              onMouseDown={(event) => event.preventDefault()}
              onClick={() => onChange(tab.id)}
              className={cx(
                'inline-flex h-[26px] shrink-0 items-center gap-1.5 rounded-md text-12 font-medium text-mute transition-colors hover:text-text data-[state=active]:bg-hover data-[state=active]:text-text',
                dense
                  ? 'px-1.5 @max-[410px]:px-1 @max-[380px]:px-[3px] @max-[410px]:text-11'
                  : 'px-2.5 @max-[520px]:px-1.5 @max-[430px]:px-1 @max-[430px]:text-11',
                tight && '@max-[440px]:px-[3px]! @max-[440px]:text-11',
              )}
            >
              {tab.label}
              {tab.badge}
            </Radix.Trigger>
          ))}
        </Radix.List>
      </Radix.Root>
      {children}
    </div>
  );
}

/** In a row that is too narrow for all of its tabs the chosen one is always there, also when the pane gets narrower. */
function keepInSight(list: HTMLElement | null): (() => void) | undefined {
  if (list === null) return undefined;
  const show = () => {
    const chosen = list.querySelector<HTMLElement>('[data-state=active]');
    if (chosen === null) return;
    const beyond = chosen.offsetLeft + chosen.offsetWidth - list.clientWidth;
    if (beyond > list.scrollLeft) list.scrollLeft = beyond;
    else if (chosen.offsetLeft < list.scrollLeft) list.scrollLeft = chosen.offsetLeft;
  };
  show();
  const observer = new ResizeObserver(show);
  observer.observe(list);
  return () => observer.disconnect();
}

function pick<T extends string>(tabs: readonly Tab<T>[], next: string, onChange: (value: T) => void): void {
  const tab = tabs.find((candidate) => candidate.id === next);
  if (tab !== undefined) onChange(tab.id);
}

import { Tabs as Radix } from 'radix-ui';
import type { ReactNode } from 'react';
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
  return (
    <div className={cx('@container flex h-[34px] shrink-0 items-center gap-0.5 px-2', className)}>
      <Radix.Root
        value={value}
        onValueChange={(next) => pick(tabs, next, onChange)}
        className="min-w-0"
        activationMode="manual"
      >
        <Radix.List
          aria-label={label}
          className={cx('no-bar flex items-center overflow-x-auto p-0.5', !dense && 'gap-0.5')}
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
                dense ? 'px-1.5 @max-[410px]:px-1 @max-[380px]:px-[3px] @max-[410px]:text-11' : 'px-2.5',
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

function pick<T extends string>(tabs: readonly Tab<T>[], next: string, onChange: (value: T) => void): void {
  const tab = tabs.find((candidate) => candidate.id === next);
  if (tab !== undefined) onChange(tab.id);
}

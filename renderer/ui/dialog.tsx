import { X } from 'lucide-react';
import { Dialog as Radix, VisuallyHidden } from 'radix-ui';
import type { ReactNode } from 'react';
import { IconButton } from './button.tsx';
import { cx } from './cx.ts';
import { useReturnFocus } from './use-return-focus.ts';

interface DialogProps {
  readonly title: string;
  readonly onClose: () => void;
  readonly children: ReactNode;
  /** The title is read out but not drawn. */
  readonly bare?: boolean;
  readonly className?: string;
}

export function Dialog({ title, onClose, children, bare = false, className }: DialogProps) {
  const returnFocus = useReturnFocus();
  return (
    <Radix.Root open onOpenChange={(open) => !open && onClose()}>
      <Radix.Portal>
        <Radix.Overlay className="fixed inset-0 z-40 bg-(--scrim)" />
        <Radix.Content
          aria-describedby={undefined}
          // A field takes the focus by itself; without one the dialog does, not its close button.
          onOpenAutoFocus={(event) =>
            !bare && (event.preventDefault(), event.target instanceof HTMLElement && event.target.focus())
          }
          onCloseAutoFocus={returnFocus}
          className={cx(
            'animate-appear fixed top-[12vh] left-1/2 z-50 flex max-h-[76vh] w-[min(560px,calc(100vw-48px))] -translate-x-1/2 flex-col overflow-hidden rounded-md border border-line bg-raised text-text shadow-float outline-none',
            className,
          )}
        >
          {bare ? (
            <VisuallyHidden.Root>
              <Radix.Title>{title}</Radix.Title>
            </VisuallyHidden.Root>
          ) : (
            <header className="flex h-10 shrink-0 items-center gap-2 border-b border-line pr-2 pl-4">
              <Radix.Title className="min-w-0 flex-1 truncate text-13 font-semibold">{title}</Radix.Title>
              <Radix.Close asChild>
                <IconButton icon={X} label="Close" keys="escape" />
              </Radix.Close>
            </header>
          )}
          {children}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}

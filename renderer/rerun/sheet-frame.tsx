import { X } from 'lucide-react';
import type { FormEvent, ReactNode } from 'react';
import { useEffect, useRef } from 'react';
import { useStudio } from '../state/parts.tsx';
import { Button, IconButton } from '../ui/button.tsx';

interface SheetFrameProps {
  readonly title: ReactNode;
  /** What pressing the button does, in one sentence. */
  readonly promise: ReactNode;
  readonly confirm: string;
  readonly disabled?: boolean;
  readonly onConfirm: () => void;
  readonly children: ReactNode;
}

export function SheetFrame({ title, promise, confirm, disabled = false, onConfirm, children }: SheetFrameProps) {
  const close = useStudio((studio) => studio.closeSheet);
  const pending = useStudio((studio) => studio.pending !== null);
  const form = useRef<HTMLFormElement>(null);
  useEffect(() => {
    const before = document.activeElement;
    const fields = form.current?.querySelectorAll<HTMLElement>('input, select, textarea, button[type=submit]') ?? [];
    // A field in a part that is folded up cannot take the focus, and Escape would go elsewhere.
    [...fields].find((field) => field.closest('details:not([open])') === null)?.focus({ preventScroll: true });
    return () => {
      if (before instanceof HTMLElement && before.isConnected) before.focus({ preventScroll: true });
    };
  }, []);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!disabled && !pending) onConfirm();
  };
  return (
    <form
      ref={form}
      aria-label={confirm}
      onSubmit={submit}
      onKeyDown={(event) => {
        if (event.key === 'Escape') {
          // The window's own Escape would leave the step behind the form as well.
          event.preventDefault();
          close();
        }
        if (event.key === 'Enter' && (event.metaKey || event.ctrlKey)) submit(event);
      }}
      className="flex h-full min-h-0 flex-col bg-panel"
    >
      <div className="flex h-[34px] shrink-0 items-center gap-2 border-b border-line pr-1.5 pl-3">
        <h2 className="min-w-0 flex-1 truncate text-13 font-semibold">{title}</h2>
        <IconButton icon={X} label="Close" keys="escape" size={14} onClick={close} />
      </div>
      <div className="flex min-h-0 flex-1 flex-col gap-5 overflow-y-auto p-3">{children}</div>
      <div className="flex shrink-0 flex-col gap-2 border-t border-line p-3">
        <p className="text-11 text-mute">{promise}</p>
        <div className="flex gap-1.5">
          <Button type="submit" tone="primary" disabled={disabled || pending} keys="mod+enter">
            {confirm}
          </Button>
          <Button onClick={close}>Cancel</Button>
        </div>
      </div>
    </form>
  );
}

import type { LucideIcon } from 'lucide-react';
import type { ButtonHTMLAttributes, ReactNode, Ref } from 'react';
import { cx } from './cx.ts';
import { Kbd } from './kbd.tsx';
import { Tip } from './tip.tsx';

export type ButtonTone = 'primary' | 'plain' | 'quiet' | 'danger';

const TONES: Readonly<Record<ButtonTone, string>> = {
  primary: 'bg-accent text-on-accent border-transparent enabled:hover:brightness-110 enabled:active:brightness-95',
  plain: 'bg-panel border-line-strong enabled:hover:bg-hover enabled:active:bg-line',
  quiet: 'border-transparent text-mute enabled:hover:bg-hover enabled:hover:text-text enabled:active:bg-line',
  danger: 'bg-panel border-line-strong text-bad enabled:hover:bg-bad-bg enabled:active:bg-bad-bg',
};

interface ButtonProps extends ButtonHTMLAttributes<HTMLButtonElement> {
  readonly tone?: ButtonTone;
  readonly icon?: LucideIcon;
  readonly keys?: string;
  readonly small?: boolean;
  readonly ref?: Ref<HTMLButtonElement>;
}

export function Button({ tone = 'plain', icon: Icon, keys, small = false, children, className, ...rest }: ButtonProps) {
  return (
    <button
      type="button"
      className={cx(
        'inline-flex shrink-0 items-center gap-1.5 rounded-md border font-medium whitespace-nowrap transition-colors disabled:opacity-50',
        small ? 'h-6 px-2 text-11' : 'h-[26px] px-2.5 text-12',
        TONES[tone],
        className,
      )}
      {...rest}
    >
      {Icon !== undefined && <Icon size={small ? 12 : 14} strokeWidth={1.8} aria-hidden className="-ml-0.5" />}
      {children}
      {keys !== undefined && <Kbd keys={keys} faint={tone === 'primary'} />}
    </button>
  );
}

interface IconButtonProps extends ButtonHTMLAttributes<HTMLButtonElement> {
  readonly icon: LucideIcon;
  readonly label: string;
  readonly keys?: string;
  readonly pressed?: boolean;
  readonly size?: number;
  readonly ref?: Ref<HTMLButtonElement>;
}

/** A button without words: its name is in the tooltip and for screen readers. */
export function IconButton({ icon: Icon, label, keys, pressed, size = 15, className, ...rest }: IconButtonProps) {
  return (
    <Tip label={label} {...(keys === undefined ? {} : { keys })}>
      <button
        type="button"
        aria-label={label}
        aria-pressed={pressed}
        className={cx(
          'inline-flex size-[26px] shrink-0 items-center justify-center rounded-md transition-colors enabled:hover:bg-hover enabled:hover:text-text enabled:active:bg-line disabled:opacity-40',
          pressed === true ? 'bg-hover text-text' : 'text-mute',
          className,
        )}
        {...rest}
      >
        <Icon size={size} strokeWidth={1.7} aria-hidden />
      </button>
    </Tip>
  );
}

/** A word in running text that leads somewhere. */
export function LinkButton({
  children,
  className,
  ...rest
}: ButtonHTMLAttributes<HTMLButtonElement> & { children: ReactNode }) {
  return (
    <button
      type="button"
      className={cx('text-left text-accent underline-offset-2 hover:underline', className)}
      {...rest}
    >
      {children}
    </button>
  );
}

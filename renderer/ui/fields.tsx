import { Search, X } from 'lucide-react';
import type { InputHTMLAttributes, ReactNode, Ref, SelectHTMLAttributes, TextareaHTMLAttributes } from 'react';
import { cx } from './cx.ts';

const BOX =
  'w-full rounded-md border border-line-strong bg-panel px-2 text-12 text-text transition-colors hover:border-faint focus-visible:border-accent aria-[invalid=true]:border-bad';

export function TextInput({
  className,
  ref,
  ...rest
}: InputHTMLAttributes<HTMLInputElement> & { ref?: Ref<HTMLInputElement> | undefined }) {
  return <input ref={ref} spellCheck={false} autoComplete="off" className={cx(BOX, 'h-7', className)} {...rest} />;
}

export function TextArea({ className, ...rest }: TextareaHTMLAttributes<HTMLTextAreaElement>) {
  return (
    <textarea
      spellCheck={false}
      className={cx(BOX, 'resize-y py-1.5 font-mono leading-relaxed', className)}
      {...rest}
    />
  );
}

export function Select({ className, children, ...rest }: SelectHTMLAttributes<HTMLSelectElement>) {
  return (
    <select className={cx(BOX, 'h-7 pr-1', className)} {...rest}>
      {children}
    </select>
  );
}

export function SearchInput({
  value,
  onChange,
  label,
  placeholder = label,
  className,
  ref,
}: {
  value: string;
  onChange: (value: string) => void;
  label: string;
  /** Where there is no room for the whole label. */
  placeholder?: string;
  className?: string;
  ref?: Ref<HTMLInputElement>;
}) {
  return (
    <span className={cx('relative inline-flex items-center', className)}>
      <Search size={13} strokeWidth={1.8} aria-hidden className="pointer-events-none absolute left-2 text-mute" />
      <TextInput
        ref={ref}
        value={value}
        onChange={(event) => onChange(event.target.value)}
        onKeyDown={(event) => event.key === 'Escape' && value !== '' && (event.stopPropagation(), onChange(''))}
        placeholder={placeholder}
        aria-label={label}
        className="h-[26px] pr-6 pl-7"
      />
      {value !== '' && (
        <button
          type="button"
          aria-label="Clear"
          onClick={() => onChange('')}
          className="absolute right-1.5 text-mute hover:text-text"
        >
          <X size={13} aria-hidden />
        </button>
      )}
    </span>
  );
}

export function CheckBox({
  checked,
  onChange,
  children,
  id,
}: {
  checked: boolean;
  onChange: (checked: boolean) => void;
  children: ReactNode;
  id?: string;
}) {
  return (
    <label className="inline-flex items-center gap-2 text-12">
      <input
        id={id}
        type="checkbox"
        checked={checked}
        onChange={(event) => onChange(event.target.checked)}
        className="size-3.5 accent-(--accent)"
      />
      {children}
    </label>
  );
}

/** Few choices side by side. */
export function Segmented<T extends string>({
  value,
  onChange,
  options,
  label,
}: {
  value: T;
  onChange: (value: T) => void;
  options: readonly { id: T; label: string; disabled?: boolean }[];
  label: string;
}) {
  return (
    <div
      role="radiogroup"
      aria-label={label}
      className="inline-flex rounded-md bg-sunk p-0.5 ring-1 ring-line ring-inset"
    >
      {options.map((option) => (
        <button
          key={option.id}
          type="button"
          role="radio"
          aria-checked={option.id === value}
          disabled={option.disabled}
          onClick={() => onChange(option.id)}
          className={cx(
            'h-6 rounded-sm px-2.5 text-12 font-medium transition-colors disabled:opacity-40',
            option.id === value ? 'bg-panel text-text shadow-card ring-1 ring-line' : 'text-mute hover:text-text',
          )}
        >
          {option.label}
        </button>
      ))}
    </div>
  );
}

import { Popover } from 'radix-ui';
import { useState } from 'react';
import type { InspectedParameter } from '../../shared/api/answers.ts';
import { useGraph, useRun, useStudio } from '../state/parts.tsx';
import { entryAt } from '../state/place.ts';
import { LinkButton } from '../ui/button.tsx';
import { SafeText } from '../ui/safe-text.tsx';
import { cutTemplate } from './parameters.ts';
import { preview } from './value/preview.ts';

type Expression = InspectedParameter['expressions'][number];

/** A template of the file; each expression in it tells its value and where that came from. */
export function TemplateText({ source, expressions }: { source: string; expressions: readonly Expression[] }) {
  return (
    <pre className="overflow-x-auto rounded-md bg-sunk px-2.5 py-1.5 font-mono text-[11.5px] leading-[19px] whitespace-pre-wrap break-words">
      {cutTemplate(source, expressions).map((part, index) =>
        'expression' in part ? (
          <ExpressionText key={index} text={part.text} expression={part.expression} />
        ) : (
          <SafeText key={index}>{part.text}</SafeText>
        ),
      )}
    </pre>
  );
}

/** Opens on hover and on focus, stays open when it was clicked. */
function ExpressionText({ text, expression }: { text: string; expression: Expression }) {
  const [open, setOpen] = useState(false);
  return (
    <Popover.Root open={open} onOpenChange={setOpen}>
      <Popover.Trigger asChild>
        <button
          type="button"
          onMouseEnter={() => setOpen(true)}
          className="rounded-sm bg-accent-bg px-1 text-(--syntax-template) hover:brightness-95 select-text"
        >
          <SafeText>{text}</SafeText>
        </button>
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Content
          side="top"
          align="start"
          sideOffset={4}
          collisionPadding={8}
          onOpenAutoFocus={(event) => event.preventDefault()}
          onMouseLeave={() => setOpen(false)}
          className="animate-appear z-50 flex max-w-96 flex-col gap-1.5 rounded-md border border-line bg-raised px-3 py-2 text-12 shadow-float"
        >
          <span className="selectable font-mono text-11 break-all">
            <SafeText>{preview(expression.value)}</SafeText>
          </span>
          {expression.reads.map((read) => (
            <Origin key={read} read={read} />
          ))}
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  );
}

/** Where a name that was read came from: a step, an input, or the step that set a variable. */
function Origin({ read }: { read: string }) {
  const [root = '', name = ''] = read.split('.');
  const select = useStudio((studio) => studio.select);
  const step = useGraph((view) => view.graph?.nodeById.get(root === 'steps' ? name : root)?.id);
  const attempt = useRun((view) => (step === undefined ? undefined : entryAt(view.shown, step)?.attempt));
  const writer = useRun((view) => (root === 'variables' ? view.shown.variables.get(name)?.at(-1)?.step : undefined));
  const isInput = useRun((view) =>
    Object.hasOwn(view.shown.inputs, root === 'inputs' || root === 'parameters' ? name : root),
  );
  const from = step ?? writer;
  return (
    <span className="flex gap-1.5 text-11 text-mute">
      <span className="font-mono">
        <SafeText>{read}</SafeText>
      </span>
      {from !== undefined ? (
        <>
          from <LinkButton onClick={() => select(from, { reveal: true })}>{from}</LinkButton>
          {attempt !== undefined && attempt > 1 && <span>attempt {attempt}</span>}
        </>
      ) : (
        isInput && <span>an input</span>
      )}
    </span>
  );
}

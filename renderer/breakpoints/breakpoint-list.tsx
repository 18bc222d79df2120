import { Pencil, Plus, X } from 'lucide-react';
import type { KeptBreakpoint } from '../../shared/breakpoint.ts';
import { describeBreakpoint } from '../../shared/breakpoint.ts';
import { stepAtPath } from '../../shared/find-step.ts';
import { useStudio } from '../state/parts.tsx';
import { shownPipeline } from '../state/use-graph-of-open.ts';
import { IconButton, LinkButton } from '../ui/button.tsx';
import { SectionTitle } from '../ui/empty.tsx';
import { SafeText } from '../ui/safe-text.tsx';
import { Unreadable } from '../ui/unreadable.tsx';

const ANY_ERROR: KeptBreakpoint = { step: '*', when: 'error', enabled: true };

/** All breakpoints of the pipeline on the screen: on and off, changed, removed. */
export function BreakpointList() {
  const kept = useStudio((studio) => studio.breakpoints);
  const problem = useStudio((studio) => studio.breakpointsProblem);
  const mend = useStudio((studio) => studio.mendBreakpoints);
  const put = useStudio((studio) => studio.putBreakpoint);
  const hasAnyError = kept.some(({ step, when }) => step === '*' && when === 'error');
  return (
    <section aria-label="Breakpoints">
      <SectionTitle
        aside={
          !hasAnyError &&
          problem === null && (
            <LinkButton className="inline-flex items-center gap-1 text-11" onClick={() => void put(ANY_ERROR)}>
              <Plus size={11} aria-hidden /> Any error
            </LinkButton>
          )
        }
      >
        Breakpoints
      </SectionTitle>
      {problem !== null ? (
        <Unreadable title="A breakpoint cannot be read" problem={problem} onForget={() => void mend()} />
      ) : kept.length === 0 ? (
        <p className="text-12 text-mute">None. Select a step and press B, or use the right button on it.</p>
      ) : (
        <ul className="flex flex-col">
          {kept.map((each) => (
            <Row key={`${each.when} ${each.step}`} breakpoint={each} />
          ))}
        </ul>
      )}
    </section>
  );
}

function Row({ breakpoint }: { breakpoint: KeptBreakpoint }) {
  const { step, enabled } = breakpoint;
  const pipeline = useStudio(shownPipeline);
  const put = useStudio((studio) => studio.putBreakpoint);
  const report = useStudio((studio) => studio.report);
  const remove = useStudio((studio) => studio.removeBreakpoint);
  const edit = useStudio((studio) => studio.openBreakpointForm);
  const select = useStudio((studio) => studio.select);
  const isGone = step !== '*' && pipeline !== null && stepAtPath(pipeline, step) === undefined;
  const isSelectable = step !== '*' && !isGone && !step.includes('.');
  const text = describeBreakpoint(breakpoint);
  const turn = async () => {
    const problem = await put({ ...breakpoint, enabled: !enabled });
    if (problem !== null) report('Changing the breakpoint', new Error(problem));
  };
  return (
    <li className="flex min-h-7 items-center gap-2 text-12">
      <input
        type="checkbox"
        aria-label={`Stop ${text}`}
        checked={enabled}
        disabled={isGone}
        onChange={() => void turn()}
        className="size-3.5 shrink-0 accent-(--break)"
      />
      <span className={enabled && !isGone ? 'min-w-0 flex-1 break-words' : 'min-w-0 flex-1 break-words text-mute'}>
        {isSelectable ? (
          <LinkButton onClick={() => select(step, { reveal: true })}>
            <SafeText>{text}</SafeText>
          </LinkButton>
        ) : (
          <SafeText>{text}</SafeText>
        )}
        {isGone && ' · there is no such step now'}
      </span>
      {!isGone && (
        <IconButton
          icon={Pencil}
          size={13}
          label={`Change the breakpoint ${text}`}
          onClick={() => edit({ step, editing: breakpoint })}
        />
      )}
      <IconButton icon={X} size={13} label={`Remove the breakpoint ${text}`} onClick={() => void remove(breakpoint)} />
    </li>
  );
}

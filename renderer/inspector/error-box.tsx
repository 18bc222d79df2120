import type { ErrorRecord } from '../../shared/facts.ts';
import { ShowInYaml } from '../editor/show-in-yaml.tsx';
import { useStudio } from '../state/parts.tsx';
import { Button } from '../ui/button.tsx';
import { SafeText } from '../ui/safe-text.tsx';

interface ErrorBoxProps {
  readonly error: ErrorRecord;
  readonly short?: boolean;
  /** Where it began, if that is not where it is told. */
  readonly span?: ErrorRecord['span'];
}

/** An error: the message first, then how to mend it, then where it is; the stack folded. */
export function ErrorBox({ error, short = false, span = error.span }: ErrorBoxProps) {
  const setInspector = useStudio((studio) => studio.setInspector);
  return (
    <section className="flex flex-col gap-2.5">
      <div className="selectable rounded-md bg-bad-bg px-2.5 py-2 text-12 break-words text-bad">
        <p className="whitespace-pre-wrap">
          <SafeText>{error.message}</SafeText>
        </p>
        {error.hint !== undefined && (
          <p className="mt-1.5 whitespace-pre-wrap text-text">
            <SafeText>{error.hint}</SafeText>
          </p>
        )}
      </div>
      <div className="flex flex-wrap items-center gap-1.5">
        {span !== undefined && <ShowInYaml span={span} small />}
        {short && (
          <Button small tone="quiet" onClick={() => setInspector('error')}>
            More about it
          </Button>
        )}
        <span className="text-11 text-mute">
          {[error.category, error.code, retryAdvice(error)].filter((part) => part !== null).join(' · ')}
        </span>
      </div>
    </section>
  );
}

/** What the same attempt again would come to; null: nobody can say (a program that failed mostly fails again). */
function retryAdvice({ category, retryable }: ErrorRecord): string | null {
  if (!retryable) return 'a retry does not help';
  return category === 'execution' ? null : 'a retry may help';
}

import { useStudio } from '../state/parts.tsx';
import { LinkButton } from '../ui/button.tsx';
import { SafeText } from '../ui/safe-text.tsx';

const MOST = 12;

/** Steps by name, each leading to itself. */
export function StepLinks({ steps }: { steps: readonly string[] }) {
  const select = useStudio((studio) => studio.select);
  return (
    <span className="flex flex-wrap gap-x-2.5 gap-y-0.5">
      {steps.slice(0, MOST).map((step) => (
        <LinkButton
          key={step}
          className="min-w-0 font-mono text-11 wrap-anywhere"
          onClick={() => select(step, { reveal: true })}
        >
          <SafeText>{step}</SafeText>
        </LinkButton>
      ))}
      {steps.length > MOST && <span className="text-mute">and {steps.length - MOST} more</span>}
    </span>
  );
}

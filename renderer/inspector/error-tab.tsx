import { useStep } from '../state/step-view.ts';
import { Empty, SectionTitle } from '../ui/empty.tsx';
import { SafeText } from '../ui/safe-text.tsx';
import { AttemptList } from './attempt-list.tsx';
import { ErrorBox } from './error-box.tsx';
import { TabBody } from './facts-list.tsx';

export function ErrorTab({ step }: { step: string }) {
  const state = useStep(step);
  const error = state?.error;
  if (state === undefined || error === undefined) return <Empty title="No error" />;
  const details = error.details === undefined ? null : JSON.stringify(error.details, null, 2);
  return (
    <TabBody>
      <ErrorBox error={error} />
      {error.cause !== undefined && (
        <section>
          <SectionTitle>Cause</SectionTitle>
          <p className="selectable text-12 break-words">
            <SafeText>{error.cause}</SafeText>
          </p>
        </section>
      )}
      {details !== null && (
        <section>
          <SectionTitle>Details</SectionTitle>
          <pre className="max-h-60 overflow-auto rounded-md bg-sunk px-2.5 py-2 font-mono text-11">
            <SafeText>{details}</SafeText>
          </pre>
        </section>
      )}
      <section>
        <SectionTitle>Attempts</SectionTitle>
        <AttemptList state={state} step={step} told={state.attempts.length === 1 ? error.message : null} />
      </section>
      {error.stack !== undefined && (
        <details>
          <summary className="text-11 font-semibold text-mute">Stack</summary>
          <pre className="mt-1.5 max-h-72 overflow-auto rounded-md bg-sunk px-2.5 py-2 font-mono text-11 leading-relaxed">
            <SafeText>{error.stack}</SafeText>
          </pre>
        </details>
      )}
    </TabBody>
  );
}

import { isActive, lookOfStep } from '../../shared/state/look.ts';
import { useStep } from '../state/step-view.ts';
import { Empty } from '../ui/empty.tsx';
import { ResultDifferences } from './result-differences.tsx';
import { ValueView } from './value/value-view.tsx';

export function ResultTab({ step }: { step: string }) {
  const state = useStep(step);
  const look = lookOfStep(state);
  if (state?.result === undefined) {
    if (isActive(look)) return <Empty title="Not yet">The result appears here when the step has completed.</Empty>;
    return (
      <Empty title="No result">
        {look === 'skipped'
          ? 'The step was skipped.'
          : look === 'failed'
            ? 'The step failed before it had one.'
            : 'The step has not run.'}
      </Empty>
    );
  }
  return (
    <div className="flex h-full min-h-0 flex-col gap-2 p-3">
      <ResultDifferences step={step} state={state} result={state.result} />
      <div className="min-h-0 flex-1">
        <ValueView stored={state.result} name={`Result of ${step}`} root={step} />
      </div>
    </div>
  );
}

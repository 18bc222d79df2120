import type { Body } from '../../shared/pipeline.ts';
import { showMarks } from '../../shared/text/marks.ts';
import { FROM_START } from '../state/actions.ts';
import { Select } from '../ui/fields.tsx';
import { MiddleText } from '../ui/middle-text.tsx';

/** The steps to name in the request. Null: those that anything has changed about, and none beside them. */
export function stepsFrom(from: string | null, pipeline: Pick<Body, 'order'>): string[] {
  if (from === null) return [];
  return from === FROM_START ? [...pipeline.order] : [from];
}

export function RerunTitle({ from }: { from: string | null }) {
  if (from === null) return 'Rerun what has changed';
  if (from === FROM_START) return 'Rerun every step';
  return (
    <span className="flex" title={from}>
      <span className="shrink-0 whitespace-pre">Rerun from </span>
      <MiddleText>{from}</MiddleText>
    </span>
  );
}

interface FromStepProps {
  readonly from: string | null;
  readonly steps: readonly string[];
  readonly onChange: (from: string | null) => void;
}

export function FromStep({ from, steps, onChange }: FromStepProps) {
  return (
    <label className="flex flex-col gap-1 text-12">
      <span className="text-11 font-semibold text-mute">From step</span>
      <Select value={from ?? ''} onChange={(event) => onChange(event.target.value === '' ? null : event.target.value)}>
        <option value="">wherever something has changed</option>
        <option value={FROM_START}>the start: every step</option>
        {steps.map((step) => (
          <option key={step} value={step}>
            {showMarks(step)}
          </option>
        ))}
      </Select>
    </label>
  );
}

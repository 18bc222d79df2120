import type { SourceText } from '../../../shared/source.ts';
import { locate } from '../../../shared/source.ts';
import type { TemplateProblem } from '../../templates/errors.ts';
import type { Report } from '../report.ts';
import type { StepEntry } from '../steps/step-tree.ts';
import type { LocalNames } from './scope.ts';

/** A text of the file that is evaluated. */
export interface TemplateSite {
  readonly source: SourceText;
  readonly kind: 'template' | 'condition';
  readonly path: string;
  /** The step that evaluates it; null: an output of the run. */
  readonly step: StepEntry | null;
  readonly local: LocalNames;
}

/** What a template reads that has to be there before. */
export interface StepRead {
  readonly target: StepEntry;
  readonly site: TemplateSite;
  readonly start: number;
  readonly end: number;
}
export interface VariableRead {
  /** Null: all of them. */
  readonly name: string | null;
  readonly guarded: boolean;
  readonly site: TemplateSite;
  readonly start: number;
  readonly end: number;
}
export interface Reads {
  readonly steps: readonly StepRead[];
  readonly variables: readonly VariableRead[];
}

export function reportProblem(site: TemplateSite, problem: TemplateProblem, report: Report): void {
  const { code, message, hint, start, end } = problem;
  report.error(code, { span: locate(site.source, start, end), path: site.path }, { message, hint });
}

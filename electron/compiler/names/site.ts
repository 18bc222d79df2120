import type { SourceText, Span } from '../../../shared/source.ts';
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
  /** The step that evaluates it; null: an output of the run, or a handler of the file. */
  readonly step: StepEntry | null;
  /** The level whose steps are seen: that of the step, or the body of the loop that it is. */
  readonly level: StepEntry | null;
  /** When a loop evaluates it, if it sees the body: `while` also before the first iteration, the others after each. */
  readonly sees?: 'body_before' | 'body_after';
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

export const NO_READS: Reads = { steps: [], variables: [] };

export function joinReads(reads: readonly Reads[]): Reads {
  const [only] = reads;
  if (only !== undefined && reads.length === 1) return only;
  return { steps: reads.flatMap(({ steps }) => steps), variables: reads.flatMap(({ variables }) => variables) };
}

export function placeOfRead({ site, start, end }: StepRead | VariableRead): { span: Span; path: string } {
  return { span: locate(site.source, start, end), path: site.path };
}

export function reportProblem(site: TemplateSite, problem: TemplateProblem, report: Report): void {
  const { code, message, hint, start, end } = problem;
  report.error(code, { span: locate(site.source, start, end), path: site.path }, { message, hint });
}

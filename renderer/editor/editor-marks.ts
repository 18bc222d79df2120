import type { Diagnostic as LintDiagnostic } from '@codemirror/lint';
import { RangeSet, StateEffect, StateField, type Text } from '@codemirror/state';
import { Decoration, EditorView, GutterMarker, gutter } from '@codemirror/view';
import type { Diagnostic } from '../../shared/diagnostics.ts';
import type { Span } from '../../shared/source.ts';
import type { Look } from '../../shared/state/look.ts';
import { LOOK_WORDS } from '../../shared/state/look.ts';
import type { BreakMark } from '../breakpoints/places.ts';
import { atIncludingLines } from './included-problems.ts';

/** A step in the text and what it is in the open run. */
export interface StepMark {
  readonly step: string;
  readonly span: Span;
  readonly look: Look | null;
  readonly breakpoint: BreakMark;
}

export const setStepMarks = StateEffect.define<readonly StepMark[]>();
export const setChosenStep = StateEffect.define<string | null>();

interface Marked {
  readonly marks: readonly StepMark[];
  readonly chosen: string | null;
}

const marked = StateField.define<Marked>({
  create: () => ({ marks: [], chosen: null }),
  update(value, transaction) {
    let next = value;
    for (const effect of transaction.effects) {
      if (effect.is(setStepMarks)) next = { ...next, marks: effect.value };
      if (effect.is(setChosenStep)) next = { ...next, chosen: effect.value };
    }
    return next;
  },
});

class LookMarker extends GutterMarker {
  readonly look: Look | null;
  readonly breakpoint: BreakMark;

  constructor({ look, breakpoint }: Pick<StepMark, 'look' | 'breakpoint'>) {
    super();
    this.look = look === 'pending' ? null : look;
    this.breakpoint = breakpoint;
  }

  override eq(other: LookMarker): boolean {
    return other.look === this.look && other.breakpoint === this.breakpoint;
  }

  override toDOM(): Node {
    const dot = document.createElement('span');
    const words = [
      ...(this.look === null ? [] : [LOOK_WORDS[this.look]]),
      ...(this.breakpoint === null ? [] : [this.breakpoint === 'on' ? 'breakpoint' : 'breakpoint, off']),
    ];
    dot.title = words.join(' · ');
    if (this.look !== null) dot.dataset['look'] = this.look;
    const fill = this.look !== null ? 'var(--c)' : this.breakpoint === 'on' ? 'var(--break)' : 'transparent';
    const ring = this.breakpoint === null ? '' : ';border-radius:50%;outline:2px solid var(--break);outline-offset:1px';
    dot.style.cssText = `width:8px;height:8px;border-radius:2px;background:${fill}${ring}`;
    return dot;
  }
}

const chosenLine = Decoration.line({ class: 'cm-chosen-step' });

/** The gutter with run states, and the lines of the selected step; a click on the mark selects its step. */
export function stepMarks(onSelect: (step: string) => void) {
  return [
    marked,
    gutter({
      class: 'cm-run-state',
      markers: (view) => {
        const { marks } = view.state.field(marked);
        const placed = marks.flatMap((mark) =>
          ((mark.look === null || mark.look === 'pending') && mark.breakpoint === null) ||
          mark.span.line > view.state.doc.lines
            ? []
            : [new LookMarker(mark).range(view.state.doc.line(mark.span.line).from)],
        );
        return RangeSet.of(placed, true);
      },
      domEventHandlers: {
        mousedown(view, line) {
          const number = view.state.doc.lineAt(line.from).number;
          const mark = view.state.field(marked).marks.find(({ span }) => span.line === number);
          if (mark !== undefined) onSelect(mark.step);
          return mark !== undefined;
        },
      },
    }),
    EditorView.decorations.compute([marked, 'doc'], (state) => {
      const { marks, chosen } = state.field(marked);
      const mark = marks.find(({ step }) => step === chosen);
      if (mark === undefined) return Decoration.none;
      const last = Math.min(state.doc.lines, lastLine(mark.span));
      const lines = Array.from({ length: Math.max(0, last - mark.span.line + 1) }, (_, i) =>
        chosenLine.range(state.doc.line(mark.span.line + i).from),
      );
      return Decoration.set(lines);
    }),
  ];
}

/** A span that ends at the beginning of a line does not hold that line. */
export function lastLine(span: Span): number {
  return span.endColumn <= 1 ? Math.max(span.line, span.endLine - 1) : span.endLine;
}

/** The step that a line belongs to. */
export function stepAtLine(marks: readonly StepMark[], line: number): string | null {
  return marks.find(({ span }) => line >= span.line && line <= lastLine(span))?.step ?? null;
}

/** Diagnostics of the compiler at their places in the editor's text, which may have moved on since. */
export function lintDiagnostics(diagnostics: readonly Diagnostic[], doc: Text): LintDiagnostic[] {
  const own = diagnostics.filter(({ includedAt }) => includedAt === undefined);
  return [...own, ...atIncludingLines(diagnostics)].map(({ span, severity, message, hint }) => {
    const from = offsetOf(doc, span.line, span.column);
    const to = Math.max(from, offsetOf(doc, span.endLine, span.endColumn));
    const end = to === from ? Math.min(doc.length, from + 1) : to;
    return {
      from,
      to: Math.min(end, doc.lineAt(from).to === from ? end : Math.max(from + 1, Math.min(end, doc.lineAt(from).to))),
      severity,
      message: hint === undefined ? message : `${message}\n${hint}`,
    };
  });
}

export function offsetOf(doc: Text, line: number, column: number): number {
  const at = doc.line(Math.min(Math.max(1, line), doc.lines));
  return Math.min(at.to, at.from + Math.max(0, column - 1));
}

import { setDiagnostics } from '@codemirror/lint';
import { EditorView } from '@codemirror/view';
import type { RefObject } from 'react';
import { useEffect, useRef } from 'react';
import type { JsonObject } from '../../shared/json.ts';
import { markAt } from '../breakpoints/places.ts';
import { useGraph, useParts, useRun, useStudio } from '../state/parts.tsx';
import { lookIn } from '../state/run/look-in.ts';
import { createEditor, fromStore, showPlace } from './create-editor.ts';
import type { StepMark } from './editor-marks.ts';
import { lintDiagnostics, setChosenStep, setStepMarks, stepAtLine } from './editor-marks.ts';

/** Keeps a CodeMirror at what the store says, and the store at what is typed. */
export function useEditor(parent: RefObject<HTMLDivElement | null>): void {
  const { studio, client } = useParts();
  const editor = useRef<EditorView | null>(null);
  const schema = useRef<JsonObject | null>(null);
  const marks = useStepMarks();
  const latestMarks = useLatest(marks);
  const path = useStudio((state) => state.file?.path ?? null);
  const text = useStudio((state) => state.file?.draft ?? state.openedRun?.text ?? '');
  const readOnly = path === null;
  useEffect(() => {
    client.request('language:schema', {}).then(
      (answer) => (schema.current = answer),
      // An older host has none: names of the file are completed all the same.
      () => (schema.current = null),
    );
  }, [client]);
  useEffect(() => {
    if (parent.current === null) return;
    const { getState } = studio;
    const view = createEditor(parent.current, {
      text: getState().file?.draft ?? getState().openedRun?.text ?? '',
      readOnly,
      hooks: {
        onEdit: (draft) => getState().edit(draft),
        onSave: () => void getState().save(),
        onSelectStep: (step) => getState().select(step, { reveal: true }),
        onLine: (line) => {
          const step = stepAtLine(latestMarks.current, line);
          if (step !== null && step !== getState().selected) getState().select(step);
        },
        known: () => ({ ...knownNames(getState().file?.opened ?? null), schema: schema.current }),
      },
    });
    editor.current = view;
    return () => {
      editor.current = null;
      view.destroy();
    };
  }, [parent, studio, path, readOnly, latestMarks]);
  useEffect(() => {
    const view = editor.current;
    if (view === null || view.state.doc.toString() === text) return;
    view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: text }, annotations: fromStore.of(true) });
  }, [text]);
  useMarks(editor, marks);
  useDiagnostics(editor);
  useGoTo(editor);
}

/** The newest value, for those who ask later. */
function useLatest<T>(value: T): RefObject<T> {
  const latest = useRef(value);
  useEffect(() => {
    latest.current = value;
  });
  return latest;
}

function knownNames(
  opened: {
    pipeline: { steps: readonly { id: string; sets: readonly string[] }[]; inputs: readonly { name: string }[] } | null;
    outline: readonly { id: string }[];
  } | null,
) {
  const steps = opened?.pipeline?.steps ?? [];
  return {
    steps: (opened?.outline ?? []).map((step) => step.id),
    inputs: (opened?.pipeline?.inputs ?? []).map((input) => input.name),
    variables: [...new Set(steps.flatMap((step) => step.sets))],
  };
}

/** Steps of the text in the editor with their states in the open run; the text may be newer than what ran. */
function useStepMarks(): readonly StepMark[] {
  const outline = useStudio((state) => state.file?.opened.outline);
  const fromRun = useGraph((view) => view.graph?.nodes);
  const known = outline ?? fromRun ?? [];
  const looks = useRun((view) =>
    view.run === null ? '' : known.map((step) => lookIn(view, { id: step.id, dependencies: [] })).join(' '),
  );
  const breakpoints = useStudio((state) => state.breakpoints);
  const words = looks === '' ? [] : looks.split(' ');
  return known.map((step, index) => ({
    step: step.id,
    span: step.span,
    look: (words[index] as StepMark['look'] | undefined) ?? null,
    breakpoint: markAt(breakpoints, step.id),
  }));
}

function useMarks(editor: RefObject<EditorView | null>, marks: readonly StepMark[]): void {
  const selected = useStudio((state) => state.selected);
  const path = useStudio((state) => state.file?.path);
  const key = marks
    .map((mark) => `${mark.step}:${mark.span.line}:${mark.look ?? ''}:${mark.breakpoint ?? ''}`)
    .join(' ');
  const latest = useLatest(marks);
  useEffect(() => {
    editor.current?.dispatch({ effects: [setStepMarks.of(latest.current), setChosenStep.of(selected)] });
  }, [editor, key, selected, path, latest]);
  useEffect(() => {
    const view = editor.current;
    const mark = latest.current.find(({ step }) => step === selected);
    if (view === null || mark === undefined || view.hasFocus || mark.span.line > view.state.doc.lines) return;
    view.dispatch({
      effects: EditorView.scrollIntoView(view.state.doc.line(mark.span.line).from, { y: 'start', yMargin: 38 }),
    });
  }, [editor, selected, path, latest]);
}

function useDiagnostics(editor: RefObject<EditorView | null>): void {
  const diagnostics = useStudio((state) => state.file?.opened.diagnostics);
  const path = useStudio((state) => state.file?.path);
  useEffect(() => {
    const view = editor.current;
    // Those of an included file stand in its own lines.
    const own = (diagnostics ?? []).filter(({ span }) => span.file === path);
    if (view !== null) view.dispatch(setDiagnostics(view.state, lintDiagnostics(own, view.state.doc)));
  }, [editor, diagnostics, path]);
}

function useGoTo(editor: RefObject<EditorView | null>): void {
  const goTo = useStudio((state) => state.goTo);
  useEffect(() => {
    const view = editor.current;
    if (view !== null && goTo !== null) showPlace(view, goTo);
  }, [editor, goTo]);
}

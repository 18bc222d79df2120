import type { CompletionContext, CompletionResult } from '@codemirror/autocomplete';
import { autocompletion, closeBrackets, closeBracketsKeymap, completionKeymap } from '@codemirror/autocomplete';
import { defaultKeymap, history, historyKeymap, indentWithTab } from '@codemirror/commands';
import { yaml } from '@codemirror/lang-yaml';
import { bracketMatching, foldGutter, foldKeymap, indentOnInput } from '@codemirror/language';
import { lintKeymap } from '@codemirror/lint';
import { highlightSelectionMatches, searchKeymap } from '@codemirror/search';
import { Annotation, EditorState } from '@codemirror/state';
import {
  drawSelection,
  EditorView,
  highlightActiveLine,
  highlightActiveLineGutter,
  highlightSpecialChars,
  keymap,
  lineNumbers,
} from '@codemirror/view';
import type { JsonObject } from '../../shared/json.ts';
import type { KnownNames } from './complete.ts';
import { suggest } from './complete.ts';
import { offsetOf, stepMarks } from './editor-marks.ts';
import { editorTheme, searchWords } from './editor-theme.ts';

/** Of the window (Run, the inspector), wherever the focus is: the editor's own meaning of them would change the file unseen. */
const OF_THE_WINDOW: ReadonlySet<string> = new Set(['Mod-Enter', 'Mod-i']);
const editorKeys = defaultKeymap.filter(({ key }) => key === undefined || !OF_THE_WINDOW.has(key));

/** Marks changes that come from the store, so that they are not taken for the person's. */
export const fromStore = Annotation.define<boolean>();

export interface EditorHooks {
  readonly onEdit: (text: string) => void;
  readonly onSave: () => void;
  readonly onSelectStep: (step: string) => void;
  /** The cursor was put on another line. */
  readonly onLine: (line: number) => void;
  readonly known: () => KnownNames & { readonly schema: JsonObject | null };
}

export function createEditor(
  parent: HTMLElement,
  options: { readonly text: string; readonly readOnly: boolean; readonly hooks: EditorHooks },
): EditorView {
  const { text, readOnly, hooks } = options;
  const listener = EditorView.updateListener.of((update) => {
    const ours = update.transactions.some((transaction) => transaction.annotation(fromStore) === true);
    if (update.docChanged && !ours) hooks.onEdit(update.state.doc.toString());
    if (update.selectionSet && !ours && !update.docChanged)
      hooks.onLine(update.state.doc.lineAt(update.state.selection.main.head).number);
  });
  const state = EditorState.create({
    doc: text,
    extensions: [
      stepMarks(hooks.onSelectStep),
      lineNumbers(),
      highlightActiveLineGutter(),
      highlightSpecialChars(),
      history(),
      foldGutter(),
      drawSelection(),
      EditorState.tabSize.of(2),
      EditorState.readOnly.of(readOnly),
      EditorView.contentAttributes.of({ 'aria-label': 'Pipeline file', tabindex: '0' }),
      searchWords,
      indentOnInput(),
      bracketMatching(),
      closeBrackets(),
      autocompletion({ override: [(context) => complete(context, hooks.known())], icons: false }),
      highlightActiveLine(),
      highlightSelectionMatches(),
      yaml(),
      editorTheme,
      keymap.of([
        { key: 'Mod-s', run: () => (hooks.onSave(), true), preventDefault: true },
        ...closeBracketsKeymap,
        ...editorKeys,
        ...searchKeymap,
        ...historyKeymap,
        ...foldKeymap,
        ...completionKeymap,
        ...lintKeymap,
        indentWithTab,
      ]),
      listener,
    ],
  });
  return new EditorView({ state, parent });
}

/** The text of another file, to be read. */
export function createViewer(parent: HTMLElement, text: string): EditorView {
  const state = EditorState.create({
    doc: text,
    extensions: [
      lineNumbers(),
      highlightActiveLineGutter(),
      highlightSpecialChars(),
      foldGutter(),
      drawSelection(),
      EditorState.tabSize.of(2),
      EditorState.readOnly.of(true),
      EditorView.contentAttributes.of({ 'aria-label': 'Included file', tabindex: '0' }),
      searchWords,
      highlightActiveLine(),
      yaml(),
      editorTheme,
      keymap.of([...editorKeys, ...searchKeymap, ...foldKeymap]),
    ],
  });
  return new EditorView({ state, parent });
}

/** Puts the cursor at a place and brings it into view; not as a person's own doing. */
export function showPlace(
  view: EditorView,
  { line, column }: { readonly line: number; readonly column: number },
): void {
  const at = offsetOf(view.state.doc, line, column);
  view.dispatch({
    selection: { anchor: at },
    effects: EditorView.scrollIntoView(at, { y: 'center' }),
    annotations: fromStore.of(true),
  });
  view.focus();
}

function complete(context: CompletionContext, known: ReturnType<EditorHooks['known']>): CompletionResult | null {
  const { from, suggestions } = suggest(context.state.doc.toString(), context.pos, known);
  if (
    suggestions.length === 0 ||
    (!context.explicit && from === context.pos && context.matchBefore(/[.{\s]$/) === null)
  )
    return null;
  if (!context.explicit && from === context.pos && context.matchBefore(/\.$/) === null) return null;
  return {
    from,
    options: suggestions.map(({ label, kind, detail, insert }) => ({
      label,
      type: kind,
      detail: detail ?? kind,
      ...(insert === undefined ? {} : { apply: insert }),
    })),
    validFor: /^[\w-]*$/,
  };
}

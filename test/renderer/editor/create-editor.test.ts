import type { EditorView } from '@codemirror/view';
import { afterEach, expect, it } from 'vitest';
import { createEditor } from '../../../renderer/editor/create-editor.ts';

const views: EditorView[] = [];
afterEach(() => {
  for (const view of views.splice(0)) view.destroy();
});

function openEditor(): EditorView {
  const nothing = () => undefined;
  const known = () => ({ steps: [], inputs: [], variables: [], schema: null });
  const view = createEditor(document.body, {
    text: 'name: a\nsteps: []\n',
    readOnly: false,
    hooks: { onEdit: nothing, onSave: nothing, onSelectStep: nothing, onLine: nothing, known },
  });
  views.push(view);
  return view;
}

function press(view: EditorView, key: string): KeyboardEvent {
  const event = new KeyboardEvent('keydown', { key, ctrlKey: true, bubbles: true, cancelable: true });
  view.contentDOM.dispatchEvent(event);
  return event;
}

it.each(['Enter', 'i', 'k', 'b', 'j', 'o'])('M17 leaves Ctrl %s to the window, and the file as it is', (key) => {
  const view = openEditor();
  const event = press(view, key);
  expect(event.defaultPrevented).toBe(false);
  expect(view.state.doc.toString()).toBe('name: a\nsteps: []\n');
});

it('M12 saves by Ctrl S', () => {
  expect(press(openEditor(), 's').defaultPrevented).toBe(true);
});

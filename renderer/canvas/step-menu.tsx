import {
  CircleDot,
  ClipboardCopy,
  Code,
  ListTree,
  Pin,
  PinOff,
  Play,
  RotateCcw,
  SlidersHorizontal,
} from 'lucide-react';
import type { ReactNode } from 'react';
import { useRef } from 'react';
import type { KeptBreakpoint } from '../../shared/breakpoint.ts';
import { breakpointsAt } from '../breakpoints/places.ts';
import { askAlone } from '../state/actions.ts';
import type { Parts } from '../state/parts.tsx';
import { useParts } from '../state/parts.tsx';
import { entryAt } from '../state/place.ts';
import { isPinnable } from '../state/slices/pins-slice.ts';
import type { BreakpointForm } from '../state/studio-types.ts';
import type { MenuEntry } from '../ui/menu.tsx';
import { RightClickMenu } from '../ui/menu.tsx';

/** The right button over a step, wherever steps are listed or drawn: anything inside with `data-step`. */
export function StepMenu({ children }: { children: ReactNode }) {
  const parts = useParts();
  const step = useRef<string | null>(null);
  const remember = (event: React.MouseEvent) => {
    const found = event.target instanceof Element ? event.target.closest('[data-step]') : null;
    step.current = found?.getAttribute('data-step') ?? null;
    if (step.current === null) event.preventDefault();
    else parts.studio.getState().select(step.current);
  };
  return (
    <RightClickMenu entries={() => entriesFor(parts, step.current)}>
      <div className="h-full min-h-0" onContextMenuCapture={remember}>
        {children}
      </div>
    </RightClickMenu>
  );
}

/** The one that is there, to be changed; of several a further one is set. */
function formFor(step: string, there: readonly KeptBreakpoint[]): BreakpointForm {
  const [only, ...others] = there;
  return only === undefined || others.length > 0 ? { step, editing: null } : { step: only.step, editing: only };
}

/** To run the step alone, and to pin what it gave. */
function aloneEntries(parts: Parts, step: string): MenuEntry[] {
  const { studio, graph, run } = parts;
  const { openedRun, pins, pin, unpin } = studio.getState();
  const known = graph.getState().graph?.nodeById.get(step) !== undefined;
  if (!isPinnable(step) || !known || openedRun?.summary.importedAt !== undefined) return [];
  const isCompleted = openedRun !== null && entryAt(run.getState().shown, step)?.status === 'completed';
  return [
    { type: 'item', label: 'Run this step alone…', icon: Play, run: () => askAlone(parts, step) },
    pins.has(step)
      ? { type: 'item', label: 'Unpin', icon: PinOff, run: () => void unpin(step) }
      : { type: 'item', label: 'Pin result', icon: Pin, disabled: !isCompleted, run: () => void pin(step) },
  ];
}

function entriesFor(parts: Parts, step: string | null): MenuEntry[] {
  if (step === null) return [];
  const { studio, graph } = parts;
  const state = studio.getState();
  const run = state.openedRun?.summary.run;
  const node = graph.getState().graph?.nodeById.get(step);
  const rerun: MenuEntry[] =
    run === undefined || state.openedRun?.summary.importedAt !== undefined
      ? []
      : [
          {
            type: 'item',
            label: 'Rerun from here…',
            icon: RotateCcw,
            keys: 'r',
            run: () => state.openSheet({ kind: 'rerun', run, from: step, definition: 'snapshot' }),
          },
        ];
  const there = breakpointsAt(state.breakpoints, step);
  return [
    ...rerun,
    ...aloneEntries(parts, step),
    ...(rerun.length > 0 || node !== undefined ? [{ type: 'line' as const }] : []),
    {
      type: 'item',
      label: there.length === 0 ? 'Set breakpoint' : 'Remove breakpoint',
      icon: CircleDot,
      keys: 'b',
      run: () => void state.toggleBreakpoint(step),
    },
    {
      type: 'item',
      label: 'Breakpoint…',
      icon: SlidersHorizontal,
      // the focus goes back to the step first
      run: () => setTimeout(() => state.openBreakpointForm(formFor(step, there)), 0),
    },
    { type: 'line' },
    {
      type: 'item',
      label: 'Show in YAML',
      icon: Code,
      disabled: node === undefined,
      run: () => node !== undefined && state.showLine(node.span),
    },
    {
      type: 'item',
      label: 'Show its logs',
      icon: ListTree,
      disabled: run === undefined,
      run: () => state.select(step, { tab: 'logs' }),
    },
    { type: 'item', label: 'Copy the id', icon: ClipboardCopy, run: () => void navigator.clipboard.writeText(step) },
  ];
}

import type { ReactNode } from 'react';
import { useEffect, useRef } from 'react';
import { Panel, usePanelRef } from 'react-resizable-panels';
import { useParts, useStudio } from '../state/parts.tsx';

type PaneId = 'sidebar' | 'inspector' | 'dock';

/** However large a pane was made in a large window, in a small one it leaves room for the graph. */
const LARGEST_SHARE: Readonly<Record<PaneId, number>> = { sidebar: 0.3, inspector: 0.45, dock: 0.55 };

/** A pane follows a change of the window at once; what it becomes within this time is not the person's doing. */
const SETTLING_MS = 500;

interface SizedPanelProps {
  readonly id: PaneId;
  /** In CSS pixels, as are the others. */
  readonly usual: number;
  readonly min: number;
  readonly max: number;
  readonly children: ReactNode;
}

/** A pane whose size is kept in pixels, as the person made it: what a narrow window does to it is not remembered. */
export function SizedPanel({ id, usual, min, max, children }: SizedPanelProps) {
  const { studio } = useParts();
  const kept = useStudio((state) => state.settings.panes[id]);
  const setPane = useStudio((state) => state.setPane);
  const panel = usePanelRef();
  const windowChangedAt = useRef(Number.NEGATIVE_INFINITY);
  useEffect(() => {
    const fit = () => {
      windowChangedAt.current = performance.now();
      const wanted = fitted(id, studio.getState().settings.panes[id] ?? usual);
      // The group measures itself first; it would bring back what it had.
      requestAnimationFrame(() => panel.current?.resize(wanted));
    };
    window.addEventListener('resize', fit);
    return () => window.removeEventListener('resize', fit);
  }, [id, usual, panel, studio]);
  return (
    <Panel
      id={id}
      panelRef={panel}
      defaultSize={fitted(id, kept ?? usual)}
      minSize={min}
      maxSize={max}
      groupResizeBehavior="preserve-pixel-size"
      onResize={(size, _id, before) => {
        const isWindow = performance.now() - windowChangedAt.current < SETTLING_MS;
        if (before !== undefined && before.inPixels !== size.inPixels && !isWindow && isByHand())
          setPane(id, size.inPixels);
      }}
    >
      {children}
    </Panel>
  );
}

export function fitted(id: PaneId, wanted: number): number {
  const room = id === 'dock' ? window.innerHeight : window.innerWidth;
  return Math.round(Math.min(wanted, room * LARGEST_SHARE[id]));
}

/** A separator is being dragged, or moved by keys. */
function isByHand(): boolean {
  return (
    document.querySelector('[data-separator="active"]') !== null ||
    document.activeElement?.hasAttribute('data-separator') === true
  );
}

import { Panel, useReactFlow } from '@xyflow/react';
import { ArrowDown, ArrowRight, Maximize, Minus, Plus } from 'lucide-react';
import { useGraph, useParts } from '../state/parts.tsx';
import { IconButton } from '../ui/button.tsx';

export function CanvasControls() {
  const flow = useReactFlow();
  const { studio } = useParts();
  const direction = useGraph((view) => view.direction);
  const refit = useGraph((view) => view.refit);
  const setMoved = useGraph((view) => view.setMoved);
  const zoom = (by: 'zoomIn' | 'zoomOut') => {
    setMoved();
    void flow[by]({ duration: 140 });
  };
  const turn = () => {
    const state = studio.getState();
    const path = state.openedRun?.summary.pipeline.file ?? state.file?.path;
    if (path !== undefined) state.setDirection(path, direction === 'right' ? 'down' : 'right');
  };
  return (
    <Panel position="bottom-left" className="m-3! flex rounded-md border border-line bg-panel p-0.5 shadow-card">
      <IconButton icon={Minus} label="Zoom out" onClick={() => zoom('zoomOut')} />
      <IconButton icon={Plus} label="Zoom in" onClick={() => zoom('zoomIn')} />
      <IconButton icon={Maximize} label="Fit the graph" keys="0" onClick={refit} size={14} />
      <IconButton
        icon={direction === 'right' ? ArrowDown : ArrowRight}
        label={direction === 'right' ? 'Lay out downwards' : 'Lay out to the right'}
        onClick={turn}
      />
    </Panel>
  );
}

import { Command } from 'cmdk';
import type { GraphNode } from '../../shared/graph/graph.ts';
import { LOOK_WORDS } from '../../shared/state/look.ts';
import { useGraph, useStudio } from '../state/parts.tsx';
import { useLook } from '../state/step-view.ts';
import { MiddleText } from '../ui/middle-text.tsx';
import { SafeText } from '../ui/safe-text.tsx';
import { StatusIcon } from '../ui/status-icon.tsx';
import { CommandBox, ITEM_CLASS } from './command-box.tsx';

/** The list is cut here; typing one more letter shortens it. */
const MOST = 100;

export function StepSearch() {
  const nodes = useGraph((view) => view.graph?.nodes);
  return (
    <CommandBox title="Find a step" placeholder="Find a step" empty="No step by that name.">
      {(query) => {
        const wanted = query.toLowerCase();
        const found = (nodes ?? []).filter(
          (node) => node.id.toLowerCase().includes(wanted) || node.what.toLowerCase().includes(wanted),
        );
        return found.slice(0, MOST).map((node) => <Found key={node.id} node={node} />);
      }}
    </CommandBox>
  );
}

function Found({ node }: { node: GraphNode }) {
  const look = useLook(node);
  const select = useStudio((studio) => studio.select);
  const setOverlay = useStudio((studio) => studio.setOverlay);
  const choose = () => {
    setOverlay(null);
    select(node.id, { reveal: true, tab: 'overview' });
  };
  return (
    <Command.Item value={`${node.id} ${node.what}`} onSelect={choose} className={ITEM_CLASS}>
      <StatusIcon look={look} size={14} />
      <span className="min-w-0 flex-1">
        <MiddleText>{node.id}</MiddleText>
      </span>
      <span className="font-mono text-11 text-mute">
        <SafeText>{node.what}</SafeText>
      </span>
      <span className="w-20 text-right text-11 text-mute">{LOOK_WORDS[look]}</span>
    </Command.Item>
  );
}

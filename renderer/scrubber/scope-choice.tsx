import { splitPath } from '../../shared/step-path.ts';
import { showMarks } from '../../shared/text/marks.ts';
import { useParts, useRun, useStudio } from '../state/parts.tsx';
import { crumbsOf } from '../state/place.ts';
import type { RunView } from '../state/run/run-store.ts';
import type { Studio } from '../state/studio-types.ts';
import { definitionOf } from '../state/use-graph-of-open.ts';
import { scopeShown } from '../table/bodies.ts';
import { Select } from '../ui/fields.tsx';

/** The innermost scope that is looked at: inside of the selected container, around the selected step, or the level shown. */
export function useFocusedScope(): string {
  const { studio } = useParts();
  const selected = useStudio((state) => state.selected);
  const level = useStudio((state) => state.scope);
  const inside = useStudio((state) =>
    selected === null ? null : (definitionOf(state, selected)?.container?.kind ?? null),
  );
  useStudio((state) => state.chosenIterations);
  return useRun((view) => focusedScope({ selected, level, inside, studio: studio.getState(), view }));
}

interface Focus {
  readonly selected: string | null;
  readonly level: string;
  readonly inside: 'for_each' | 'loop' | 'pipeline' | null;
  readonly studio: Pick<Studio, 'chosenIterations'>;
  readonly view: Pick<RunView, 'shown' | 'timeline'>;
}

function focusedScope({ selected, level, inside, studio, view }: Focus): string {
  if (selected === null) return level;
  const around = splitPath(selected).scope;
  if (inside === null) return around;
  const hasBegun = inside === 'pipeline' ? view.shown.scopes.has(selected) : view.shown.loops.has(selected);
  if (!hasBegun) return around;
  return scopeShown({ id: selected, container: inside }, view, studio.chosenIterations) ?? around;
}

interface ScopeChoiceProps {
  readonly focused: string;
  readonly scope: string;
  readonly onChange: (scope: string) => void;
}

/** Whose view of the values is shown: that of the run, or of one of the iterations and included pipelines that one is inside of. */
export function ScopeChoice({ focused, scope, onChange }: ScopeChoiceProps) {
  const scopes = crumbsOf(focused).map((crumb) => crumb.scope);
  if (scopes.length < 2) return null;
  return (
    <label className="flex min-w-0 items-center gap-2 text-12">
      <span className="shrink-0 text-mute">Seen from</span>
      <Select
        value={scope}
        onChange={(event) => onChange(event.target.value)}
        className="h-[26px]! w-auto! max-w-56 min-w-0"
      >
        {scopes.map((each) => (
          <option key={each} value={each}>
            {each === '' ? 'the run' : showMarks(each)}
          </option>
        ))}
      </Select>
    </label>
  );
}

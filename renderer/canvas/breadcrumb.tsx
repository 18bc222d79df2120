import { ChevronLeft, ChevronRight } from 'lucide-react';
import { scopeOf, splitPath } from '../../shared/step-path.ts';
import { useStudio } from '../state/parts.tsx';
import { crumbsOf } from '../state/place.ts';
import { IconButton } from '../ui/button.tsx';
import { fileName } from '../ui/format.ts';
import { SafeText } from '../ui/safe-text.tsx';
import { useLoop } from './heat-strip.tsx';

/** Where one is inside of containers, and the way to the next iteration. */
export function Breadcrumb() {
  const scope = useStudio((studio) => studio.scope);
  const enter = useStudio((studio) => studio.enter);
  const file = useStudio((studio) => fileName(studio.openedRun?.summary.pipeline.file ?? studio.file?.path ?? ''));
  if (scope === '') return null;
  const crumbs = crumbsOf(scope);
  return (
    <nav
      aria-label="Levels"
      className="flex h-8 shrink-0 items-center gap-1 border-b border-line bg-panel px-2 text-12"
    >
      {crumbs.map((crumb, index) => (
        <span key={crumb.scope} className="flex items-center gap-1">
          {index > 0 && <ChevronRight size={12} aria-hidden className="text-mute" />}
          {index < crumbs.length - 1 ? (
            <button
              type="button"
              onClick={() => enter(crumb.scope)}
              className="rounded-sm px-1 text-accent hover:underline"
            >
              <SafeText>{crumb.container || file}</SafeText>
            </button>
          ) : (
            <span aria-current="page" className="px-1 font-semibold">
              <SafeText>{crumb.container}</SafeText>
            </span>
          )}
          {crumb.iteration !== null && (
            <Iteration scope={crumb.scope} iteration={crumb.iteration} last={index === crumbs.length - 1} />
          )}
        </span>
      ))}
    </nav>
  );
}

function Iteration({ scope, iteration, last }: { scope: string; iteration: number; last: boolean }) {
  const enter = useStudio((studio) => studio.enter);
  const { scope: outer, id } = splitPath(scope);
  const container = outer === '' ? id.slice(0, id.lastIndexOf('[')) : `${outer}.${id.slice(0, id.lastIndexOf('['))}`;
  const loop = useLoop(container);
  const known = loop?.iterations.size ?? 0;
  const total = loop?.total ?? null;
  return (
    <span className="num flex items-center text-mute">
      iteration [{iteration}]{total !== null && ` of ${total}`}
      {last && (
        <>
          <IconButton
            icon={ChevronLeft}
            label="The iteration before"
            size={13}
            disabled={iteration === 0}
            onClick={() => enter(scopeOf(container, iteration - 1))}
          />
          <IconButton
            icon={ChevronRight}
            label="The next iteration"
            size={13}
            disabled={iteration + 1 >= known}
            onClick={() => enter(scopeOf(container, iteration + 1))}
          />
        </>
      )}
    </span>
  );
}

import { useMemo, useState } from 'react';
import { pathText } from '../../shared/compare/json-difference.ts';
import type { ShownDifference, ShownValue } from '../../shared/compare/shown-difference.ts';
import { DifferenceLines } from '../rerun/difference-lines.tsx';
import type { DifferentLine } from '../rerun/line-difference.ts';
import { hunks, lineDifference } from '../rerun/line-difference.ts';
import { Button } from '../ui/button.tsx';
import { formatCount, plural } from '../ui/format.ts';
import { SafeText } from '../ui/safe-text.tsx';
import type { RunValue } from './use-differences.ts';
import { useDifferences } from './use-differences.ts';

const PAGE = 50;

interface Props {
  readonly before: RunValue;
  readonly after: RunValue;
  /** Of the value, for people who hear it. */
  readonly name: string;
  /** What the signs stand for, where that is not plain. */
  readonly legend?: string;
}

/** Where a value differs from another: place by place, before and after; texts line by line. */
export function ValueDifference({ before, after, name, legend }: Props) {
  const found = useDifferences(before, after);
  const [shown, setShown] = useState(PAGE);
  if (found === null) return <p className="text-12 text-mute">Comparing…</p>;
  if ('error' in found)
    return (
      <p className="text-12 text-bad">
        The values cannot be compared: <SafeText>{found.error}</SafeText>
      </p>
    );
  if (found.found.length === 0) return <p className="text-12 text-mute">No difference.</p>;
  const rest = found.found.length - shown;
  return (
    <div className="flex flex-col gap-2">
      <p className="text-11 text-mute">
        {found.isCut
          ? `More than ${formatCount(found.found.length)} differences`
          : plural(found.found.length, 'difference')}
        {legend === undefined ? '' : `: ${legend}`}
      </p>
      <ul aria-label={`Differences of ${name}`} className="flex flex-col gap-2">
        {found.found.slice(0, shown).map((difference) => (
          <Place key={JSON.stringify([difference.kind, difference.path])} difference={difference} />
        ))}
      </ul>
      {rest > 0 && (
        <Button small className="self-start" onClick={() => setShown(shown + PAGE)}>
          Show {Math.min(rest, PAGE)} more
        </Button>
      )}
    </div>
  );
}

function Place({ difference }: { difference: ShownDifference }) {
  const { path, before, after } = difference;
  const lines = useMemo(() => linesOf(before, after), [before, after]);
  const omitted = Math.max(before?.omitted ?? 0, after?.omitted ?? 0);
  const place = pathText(path);
  return (
    <li>
      {path.length > 0 && (
        <p className="selectable mb-0.5 font-mono text-11 break-all">
          <SafeText>{place}</SafeText>
        </p>
      )}
      <DifferenceLines lines={lines} label={`Before and after of ${place}`} />
      {omitted > 0 && (
        <p className="mt-0.5 text-11 text-mute">{formatCount(omitted)} more characters are not compared here</p>
      )}
    </li>
  );
}

/** Two texts line by line with what is around; everything else as it was and as it is. */
function linesOf(before: ShownValue | null, after: ShownValue | null): readonly (DifferentLine | null)[] {
  if (before?.isText === true && after?.isText === true && `${before.text}${after.text}`.includes('\n'))
    return hunks(lineDifference(before.text, after.text));
  const all = (value: ShownValue | null, kind: 'added' | 'removed'): DifferentLine[] =>
    value === null
      ? []
      : textOf(value)
          .split('\n')
          .map((text) => ({ kind, text }));
  return [...all(before, 'removed'), ...all(after, 'added')];
}

/** A text that could be taken for something else (`5`, nothing at all) keeps its quotes. */
function textOf({ text, isText }: ShownValue): string {
  return isText && (text === '' || /^(?:-?\d|true$|false$|null$|\s)|\s$/.test(text)) ? JSON.stringify(text) : text;
}

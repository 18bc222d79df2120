import { Code } from 'lucide-react';
import type { Span } from '../../shared/source.ts';
import { showMarks } from '../../shared/text/marks.ts';
import { useStudio } from '../state/parts.tsx';
import { isOwnFile } from '../state/slices/view-slice.ts';
import { Button, IconButton } from '../ui/button.tsx';
import { fileName } from '../ui/format.ts';
import { SafeText } from '../ui/safe-text.tsx';

interface ShowInYamlProps {
  readonly span: Span;
  readonly small?: boolean;
  /** By its icon alone, where other buttons need the room. */
  readonly short?: boolean;
}

/** Leads to a place in the open file, or in one that it includes, which is named. */
export function ShowInYaml({ span, small = false, short = false }: ShowInYamlProps) {
  const showLine = useStudio((studio) => studio.showLine);
  const isOwn = useStudio((studio) => isOwnFile(studio, span.file));
  if (short) {
    const file = isOwn ? '' : showMarks(fileName(span.file));
    return (
      <IconButton
        icon={Code}
        label={`Show in YAML ${file}:${span.line}`}
        size={14}
        className="border border-line-strong bg-panel text-text!"
        onClick={() => showLine(span)}
      />
    );
  }
  return (
    <Button small={small} onClick={() => showLine(span)}>
      Show in YAML{' '}
      <span className="font-mono text-11 text-mute">
        {!isOwn && <SafeText>{fileName(span.file)}</SafeText>}:{span.line}
      </span>
    </Button>
  );
}

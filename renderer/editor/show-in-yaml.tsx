import { Code } from 'lucide-react';
import type { Span } from '../../shared/source.ts';
import { useStudio } from '../state/parts.tsx';
import { isOwnFile } from '../state/slices/view-slice.ts';
import { Button } from '../ui/button.tsx';
import { fileName } from '../ui/format.ts';
import { SafeText } from '../ui/safe-text.tsx';

/** Leads to a place in the open file, or in one that it includes, which is named. */
export function ShowInYaml({ span, small = false, marked = false }: { span: Span; small?: boolean; marked?: boolean }) {
  const showLine = useStudio((studio) => studio.showLine);
  const isOwn = useStudio((studio) => isOwnFile(studio, span.file));
  return (
    <Button small={small} {...(marked ? { icon: Code } : {})} onClick={() => showLine(span)}>
      Show in YAML{' '}
      <span className="font-mono text-11 text-mute">
        {!isOwn && <SafeText>{fileName(span.file)}</SafeText>}:{span.line}
      </span>
    </Button>
  );
}

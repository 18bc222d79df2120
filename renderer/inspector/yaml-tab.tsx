import { useMemo } from 'react';
import type { Span } from '../../shared/source.ts';
import { useSourceText } from '../editor/source-text.ts';
import { useGraph, useStudio } from '../state/parts.tsx';
import { isOwnFile } from '../state/slices/view-slice.ts';
import { Button } from '../ui/button.tsx';
import { Empty } from '../ui/empty.tsx';
import { fileName } from '../ui/format.ts';
import { SafeText } from '../ui/safe-text.tsx';

/** The lines of the step, as they ran. Edited is in the pane below, where the whole file is. */
export function YamlTab({ step }: { step: string }) {
  const span = useGraph((view) => view.graph?.nodeById.get(step)?.span);
  return span === undefined ? <Empty title="Not in the file" /> : <StepLines step={step} span={span} />;
}

function StepLines({ step, span }: { step: string; span: Span }) {
  const source = useSourceText(span.file);
  const isIncluded = useStudio((studio) => !isOwnFile(studio, span.file));
  const isEditable = useStudio((studio) => studio.file !== null);
  const text = 'problem' in source ? '' : (source.text ?? '');
  const showLine = useStudio((studio) => studio.showLine);
  const lines = useMemo(
    () =>
      text.split('\n').slice(span.line - 1, Math.max(span.line, span.endColumn <= 1 ? span.endLine - 1 : span.endLine)),
    [text, span],
  );
  if ('problem' in source)
    return (
      <Empty title="The file cannot be read">
        <SafeText>{source.problem}</SafeText>
      </Empty>
    );
  return (
    <div className="flex h-full min-h-0 flex-col gap-2 p-3">
      <pre
        tabIndex={0}
        aria-label={`Lines of ${step}`}
        className="min-h-0 overflow-auto rounded-md bg-sunk py-2 font-mono text-[11.5px] leading-[18px]"
      >
        {lines.map((line, index) => (
          <div key={index} className="flex">
            <span className="num w-10 shrink-0 pr-3 text-right text-mute select-none">{span.line + index}</span>
            <span className="pr-3">
              <SafeText>{line}</SafeText>
            </span>
          </div>
        ))}
      </pre>
      <div>
        <Button onClick={() => showLine(span)}>
          {isIncluded ? `Show in ${fileName(span.file)}` : isEditable ? 'Edit in the file' : 'Show the whole text'}
        </Button>
      </div>
    </div>
  );
}

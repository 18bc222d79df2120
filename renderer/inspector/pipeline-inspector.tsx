import { Play } from 'lucide-react';
import { BreakpointList } from '../breakpoints/breakpoint-list.tsx';
import { toolsOf } from '../rerun/tools-of.ts';
import { fieldText } from '../run-inputs/draft.ts';
import { startRun } from '../state/actions.ts';
import { useParts, useStudio } from '../state/parts.tsx';
import { Button } from '../ui/button.tsx';
import { SectionTitle } from '../ui/empty.tsx';
import { fileName, formatDuration, plural } from '../ui/format.ts';
import { SafeText } from '../ui/safe-text.tsx';
import { FactRow, Facts, TabBody } from './facts-list.tsx';

/** The pipeline itself, while no run is open and no step is selected. */
export function PipelineInspector() {
  const parts = useParts();
  const file = useStudio((studio) => studio.file);
  if (file === null) return null;
  const { pipeline, outline } = file.opened;
  return (
    <TabBody>
      <header>
        <h2 className="selectable text-15 font-semibold">
          <SafeText>{pipeline?.name ?? fileName(file.path)}</SafeText>
        </h2>
        {pipeline?.description !== undefined && (
          <p className="selectable mt-1 text-12 text-mute">
            <SafeText>{pipeline.description}</SafeText>
          </p>
        )}
        <Button
          tone="primary"
          icon={Play}
          keys="mod+enter"
          className="mt-3"
          disabled={pipeline === null}
          title={pipeline === null ? 'Mend the errors of the file first' : undefined}
          onClick={() => startRun(parts)}
        >
          {pipeline !== null && pipeline.inputs.length > 0 ? 'Run with inputs' : 'Run'}
        </Button>
      </header>
      <Facts>
        <FactRow name="Steps">{plural(pipeline?.steps.length ?? outline.length, 'step')}</FactRow>
        {pipeline?.version !== undefined && <FactRow name="Version">{pipeline.version}</FactRow>}
        {pipeline !== null && <FactRow name="At once">up to {pipeline.config.maxParallel}</FactRow>}
        {pipeline?.config.timeoutMs !== undefined && (
          <FactRow name="Timeout">{formatDuration(pipeline.config.timeoutMs)}</FactRow>
        )}
        <FactRow name="File">
          <span className="font-mono text-11 break-all">
            <SafeText>{file.path}</SafeText>
          </span>
        </FactRow>
      </Facts>
      <BreakpointList />
      {pipeline !== null && pipeline.inputs.length > 0 && (
        <section>
          <SectionTitle>Inputs</SectionTitle>
          <ul className="flex flex-col gap-2.5">
            {pipeline.inputs.map((input) => (
              <li key={input.name} className="text-12">
                <span className="font-mono text-11 font-medium">
                  <SafeText>{input.name}</SafeText>
                </span>{' '}
                <span className="text-11 text-mute">{input.type}</span>
                {input.default !== undefined && (
                  <span className="block truncate font-mono text-11 text-mute">
                    <SafeText>{fieldText(input.default)}</SafeText>
                  </span>
                )}
                {input.description !== undefined && (
                  <span className="block text-11 text-mute">
                    <SafeText>{input.description}</SafeText>
                  </span>
                )}
              </li>
            ))}
          </ul>
        </section>
      )}
      {pipeline !== null && (
        <section>
          <SectionTitle>Tools</SectionTitle>
          <ul className="flex flex-col gap-1 text-12">
            {toolsOf(pipeline).map(({ name, count }) => (
              <li key={name} className="flex items-baseline gap-2">
                <span className="font-mono text-11">
                  <SafeText>{name}</SafeText>
                </span>
                <span className="num text-11 text-mute">{count}</span>
              </li>
            ))}
          </ul>
        </section>
      )}
    </TabBody>
  );
}

import { useEffect, useMemo, useState } from 'react';
import type { InspectedParameter } from '../../shared/api/answers.ts';
import { declaredParameters } from '../../shared/declared-parameters.ts';
import type { Json } from '../../shared/json.ts';
import { useParts, useRun, useStudio } from '../state/parts.tsx';
import { errorBodyOf } from '../state/slices/error-body.ts';
import { useStep } from '../state/step-view.ts';
import { definitionOf } from '../state/use-graph-of-open.ts';
import { Empty, Loading, SectionTitle } from '../ui/empty.tsx';
import { formatCount } from '../ui/format.ts';
import { SafeText } from '../ui/safe-text.tsx';
import { TabBody } from './facts-list.tsx';
import { type ParameterView, renderedParameters } from './parameters.ts';
import { TemplateText } from './template-text.tsx';
import { preview } from './value/preview.ts';
import { ValueView } from './value/value-view.tsx';

/** The parameters as they were rendered, beside what the file says (monitor.md M5). */
export function InputTab({ step }: { step: string }) {
  const definition = useStudio((studio) => definitionOf(studio, step));
  const state = useStep(step);
  const inspected = useInspected(step, state?.attempt ?? 0);
  const [whole, setWhole] = useState(false);
  const parameters = useMemo(
    () => (definition === undefined ? undefined : declaredParameters(definition)),
    [definition],
  );
  if (parameters === undefined)
    return <Empty title="Not known">The file has errors, so the parameters of this step are not known.</Empty>;
  if (parameters.length === 0) return <Empty title="No parameters">This step takes none.</Empty>;
  if (inspected.state === 'loading') return <Loading lines={6} />;
  const rows = renderedParameters(parameters, {
    stored: state?.parameters ?? null,
    inspected: inspected.state === 'ready' ? inspected.value : [],
  });
  const stored = state?.parameters ?? null;
  return (
    <TabBody>
      <section className="flex flex-col gap-3.5">
        <SectionTitle
          aside={
            stored !== null && (
              <button type="button" className="text-11 text-accent hover:underline" onClick={() => setWhole(!whole)}>
                {whole ? 'Beside the file' : 'As a tree'}
              </button>
            )
          }
        >
          {stored === null ? 'Parameters, as the file has them' : 'Parameters, as they were rendered'}
        </SectionTitle>
        {inspected.state === 'error' && (
          <p className="text-11 text-bad">Values of expressions could not be read: {inspected.message}</p>
        )}
        {whole && stored !== null ? (
          <div className="h-[60vh]">
            <ValueView stored={stored} name={`Parameters of ${step}`} root={step} />
          </div>
        ) : (
          rows.map((row) => <Parameter key={row.name} row={row} />)
        )}
      </section>
    </TabBody>
  );
}

function Parameter({ row }: { row: ParameterView }) {
  return (
    <div className="flex flex-col gap-1">
      <span className="font-mono text-11 font-medium text-(--syntax-key)">
        <SafeText>{row.name}</SafeText>
      </span>
      {row.templates.map((template) => (
        <div key={template.name} className="flex flex-col gap-1">
          {template.name !== row.name && (
            <span className="font-mono text-11 text-mute">
              <SafeText>{template.name.slice(row.name.length).replace(/^\./, '')}</SafeText>
            </span>
          )}
          <TemplateText source={template.source} expressions={template.expressions} />
        </div>
      ))}
      {row.value !== undefined && <Rendered value={row.value} arrow={row.templates.length > 0} />}
    </div>
  );
}

/** Of a text of many lines so much is shown here; all of it is in the tree. */
const SHOWN = 4000;

function Rendered({ value, arrow }: { value: Json; arrow: boolean }) {
  if (typeof value === 'string' && value.trimEnd().includes('\n'))
    return (
      <pre
        tabIndex={0}
        className="selectable m-0 max-h-52 overflow-auto rounded-md bg-sunk px-2.5 py-1.5 font-mono text-11 whitespace-pre"
      >
        <SafeText>{value.slice(0, SHOWN)}</SafeText>
        {value.length > SHOWN && <span className="text-mute"> … {formatCount(value.length)} characters</span>}
      </pre>
    );
  return (
    <p className="selectable flex gap-1.5 font-mono text-11 break-all">
      {arrow && <span className="font-sans text-mute">→</span>}
      <span className="line-clamp-3 min-w-0" title={preview(value)}>
        <SafeText>{preview(value)}</SafeText>
      </span>
    </p>
  );
}

type Inspected =
  | { readonly state: 'loading' }
  | { readonly state: 'ready'; readonly value: readonly InspectedParameter[] }
  | { readonly state: 'error'; readonly message: string };

const NOTHING: Inspected = { state: 'ready', value: [] };

/** What each expression of the step was worth; asked again for every attempt. */
function useInspected(step: string, attempt: number): Inspected {
  const { client } = useParts();
  const run = useRun((view) => view.run);
  const [answer, setAnswer] = useState<{ key: string; value: Inspected } | null>(null);
  const key = `${run ?? ''} ${step} ${attempt}`;
  useEffect(() => {
    if (run === null || attempt === 0) return;
    let late = false;
    client.request('steps:inspect', { run, step, attempt }).then(
      (value) => !late && setAnswer({ key, value: { state: 'ready', value } }),
      (error: unknown) => !late && setAnswer({ key, value: { state: 'error', message: errorBodyOf(error).message } }),
    );
    return () => {
      late = true;
    };
  }, [client, run, step, attempt, key]);
  if (run === null || attempt === 0) return NOTHING;
  return answer?.key === key ? answer.value : { state: 'loading' };
}

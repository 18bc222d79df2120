import { ShieldQuestion } from 'lucide-react';
import { useMemo, useState } from 'react';
import type { JsonObject } from '../../shared/json.ts';
import type { Effects, InputSpec } from '../../shared/pipeline.ts';
import { PinnedSteps } from '../pins/pinned-steps.tsx';
import { draftOf, readDraft } from '../run-inputs/draft.ts';
import type { EarlierValues } from '../run-inputs/earlier-values.ts';
import { earlierValues } from '../run-inputs/earlier-values.ts';
import { InputForm } from '../run-inputs/input-form.tsx';
import { useNow } from '../state/clock.ts';
import { useStudio } from '../state/parts.tsx';
import type { OpenFile } from '../state/studio-types.ts';
import { Empty } from '../ui/empty.tsx';
import { CheckBox, Select } from '../ui/fields.tsx';
import { fileName, folderName, plural } from '../ui/format.ts';
import { SafeText } from '../ui/safe-text.tsx';
import { SheetFrame } from './sheet-frame.tsx';
import { toolsOf } from './tools-of.ts';

export function StartSheet() {
  const file = useStudio((studio) => studio.file);
  if (file === null || file.opened.pipeline === null)
    return <Empty title="The file has errors">Mend them first; they are listed under Problems.</Empty>;
  return <StartForm key={file.path} file={file} />;
}

const NO_INPUTS: readonly InputSpec[] = [];

function StartForm({ file }: { file: OpenFile }) {
  const specs = file.opened.pipeline?.inputs ?? NO_INPUTS;
  const runs = useStudio((studio) => studio.runs);
  const last = useStudio((studio) => studio.settings.lastInputs[file.path]);
  const [draft, setDraft] = useState(() => draftOf(specs, last ?? {}));
  const today = useNow(false);
  const [strict, setStrict] = useState(false);
  const [trusts, setTrusts] = useState(false);
  const [ignoresPins, setIgnoresPins] = useState(false);
  const earlier = useMemo(
    () => earlierValues(specs, { runs: runs ?? [], path: file.path, now: today }),
    [specs, runs, file.path, today],
  );
  const { values, problems } = readDraft(specs, draft);
  const start = useStart(file);
  const confirm = () => {
    setStrict(true);
    if (Object.keys(problems).length === 0) void start(values, ignoresPins);
  };
  const asks = !file.opened.trusted;
  return (
    <SheetFrame
      title={
        <>
          Run <SafeText>{file.opened.pipeline?.name ?? fileName(file.path)}</SafeText>
        </>
      }
      promise={
        file.draft === file.savedText
          ? `Makes a new run of ${plural(file.opened.pipeline?.steps.length ?? 0, 'step')}.`
          : 'Makes a new run with the file as it stands in the editor, unsaved changes included.'
      }
      confirm="Run"
      disabled={asks && !trusts}
      onConfirm={confirm}
    >
      {asks && <TrustQuestion file={file} trusts={trusts} onTrust={setTrusts} />}
      {earlier.length > 1 && <EarlierChoice earlier={earlier} onChoose={(given) => setDraft(draftOf(specs, given))} />}
      <PinnedSteps ignored={ignoresPins} onIgnore={setIgnoresPins} instead="Run them all the same" />
      <InputForm specs={specs} draft={draft} onChange={setDraft} strict={strict} />
    </SheetFrame>
  );
}

function useStart(file: OpenFile): (values: JsonObject, ignorePins: boolean) => Promise<void> {
  const trust = useStudio((studio) => studio.trust);
  const execute = useStudio((studio) => studio.execute);
  const remember = useStudio((studio) => studio.rememberInputs);
  const report = useStudio((studio) => studio.report);
  return async (inputs, ignorePins) => {
    try {
      if (!file.opened.trusted) await trust();
      remember(file.path, inputs);
      await execute({
        kind: 'start',
        path: file.path,
        text: file.draft,
        inputs,
        ...(ignorePins ? { ignorePins } : {}),
      });
    } catch (error) {
      report('Starting the run', error);
    }
  };
}

function EarlierChoice({
  earlier,
  onChoose,
}: {
  earlier: readonly EarlierValues[];
  onChoose: (values: JsonObject) => void;
}) {
  return (
    <label className="flex items-center gap-2 text-12">
      <span className="shrink-0 text-mute">Values from</span>
      <Select
        aria-label="Values from an earlier run"
        defaultValue=""
        onChange={(event) => {
          const chosen = earlier.find(({ id }) => id === event.target.value);
          if (chosen !== undefined) onChoose(chosen.values);
        }}
      >
        <option value="" disabled>
          an earlier run…
        </option>
        {earlier.map(({ id, label }) => (
          <option key={id} value={id}>
            {label}
          </option>
        ))}
      </Select>
    </label>
  );
}

/** A pipeline file is a program: the first run from a folder asks, and says what it will use. */
export function TrustQuestion({
  file,
  trusts,
  onTrust,
}: {
  file: OpenFile;
  trusts: boolean;
  onTrust: (trusts: boolean) => void;
}) {
  const tools = toolsOf(file.opened.pipeline);
  return (
    <section className="rounded-md bg-retry-bg p-3">
      <h3 className="flex items-center gap-2 text-12 font-semibold">
        <ShieldQuestion size={15} aria-hidden className="text-retry" />
        First run from this folder
      </h3>
      <p className="mt-1.5 text-12">A pipeline is a program. This one can do what these tools can:</p>
      <ul className="mt-1.5 flex flex-col gap-0.5 text-12">
        {tools.map(({ name, count, effects }) => (
          <li key={name} className="flex items-baseline gap-2">
            <span className="font-mono text-11">{name}</span>
            <span className="text-11 text-mute">
              {plural(count, 'step')}
              {reachOf(name, effects)}
            </span>
          </li>
        ))}
      </ul>
      <div className="mt-2.5">
        <CheckBox checked={trusts} onChange={onTrust}>
          I trust the files in “<SafeText>{folderName(file.path)}</SafeText>”
        </CheckBox>
      </div>
    </section>
  );
}

/** These run what the file says as a program of the person's own: nothing bounds what that does. */
const RUN_PROGRAMS: ReadonlySet<string> = new Set(['terminal', 'python-executor', 'javascript-executor']);

function reachOf(tool: string, effects: Effects): string {
  if (RUN_PROGRAMS.has(tool)) return ' · runs programs with your rights';
  if (effects === 'none') return '';
  return effects === 'local' ? ' · changes files' : ' · reaches outside this machine';
}

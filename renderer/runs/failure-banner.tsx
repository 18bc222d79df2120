import { failurePlace } from '../containers/failure-in.ts';
import { ShowInYaml } from '../editor/show-in-yaml.tsx';
import { askRerun, resumeRun } from '../state/actions.ts';
import { useParts, useRun, useStudio } from '../state/parts.tsx';
import { Button } from '../ui/button.tsx';
import { Menu } from '../ui/menu.tsx';
import { SafeText } from '../ui/safe-text.tsx';
import { StatusIcon } from '../ui/status-icon.tsx';
import { failureReport } from './failure-report.ts';

/** What failed and what can be done about it, in sight without a hover (monitor.md M10). */
export function FailureBanner() {
  const parts = useParts();
  const error = useRun((view) => (view.shown.status === 'failed' ? view.shown.error : null));
  const select = useStudio((studio) => studio.select);
  const selected = useStudio((studio) => studio.selected);
  // Inside of loops and included pipelines, where it began is what one wants to see.
  const origin = useRun((view) => (error === null ? null : failurePlace(view.shown, error).step));
  const readOnly = useStudio((studio) => studio.openedRun?.summary.importedAt !== undefined);
  const hasFile = useStudio((studio) => studio.file !== null);
  if (error === null) return null;
  const { step, message } = error;
  const { span } = failurePlace(parts.run.getState().shown, error);
  const copy = () => {
    void navigator.clipboard.writeText(failureReport(parts.run.getState().shown, error));
    parts.studio.getState().notify({ title: 'Report copied' });
  };
  return (
    <div
      role="alert"
      className="flex min-h-10 shrink-0 flex-wrap items-center gap-x-2.5 gap-y-1.5 border-b border-bad/30 bg-bad-bg py-1.5 pr-2 pl-3 text-12"
    >
      <StatusIcon look="failed" />
      <p className="selectable line-clamp-3 min-w-0 grow basis-64 wrap-anywhere" title={message}>
        {step !== undefined && (
          <strong className="font-semibold">
            <SafeText>{step}</SafeText> failed:{' '}
          </strong>
        )}
        <SafeText>{message}</SafeText>
      </p>
      {origin !== null && selected !== origin && (
        <Button onClick={() => select(origin, { reveal: true, tab: 'error' })}>Show step</Button>
      )}
      {span !== undefined && <ShowInYaml span={span} />}
      {readOnly ? (
        <Button onClick={copy}>Copy report</Button>
      ) : (
        <Menu
          align="end"
          trigger={<Button>Go on…</Button>}
          entries={[
            { type: 'item', label: 'Resume as it was', detail: 'same run', run: () => resumeRun(parts) },
            {
              type: 'item',
              label: 'Go on with the file as it is now…',
              detail: hasFile ? 'new run' : 'it cannot be opened',
              disabled: !hasFile,
              run: () => askRerun(parts, { definition: 'file' }),
            },
            {
              type: 'item',
              label: 'Rerun from here…',
              detail: 'new run',
              run: () => askRerun(parts, origin === null ? {} : { from: origin }),
            },
            { type: 'line' },
            { type: 'item', label: 'Copy report', run: copy },
          ]}
        />
      )}
    </div>
  );
}

import { CircleAlert } from 'lucide-react';
import { ShowInYaml } from '../editor/show-in-yaml.tsx';
import { useStudio } from '../state/parts.tsx';
import { Button } from '../ui/button.tsx';
import { plural } from '../ui/format.ts';
import { SafeText } from '../ui/safe-text.tsx';

/** The open file has errors: the graph shows what is known of it. */
export function InvalidBanner() {
  const diagnostics = useStudio((studio) =>
    studio.openedRun === null && studio.file?.opened.pipeline === null ? studio.file.opened.diagnostics : null,
  );
  const setDock = useStudio((studio) => studio.setDock);
  const errors = (diagnostics ?? []).filter((diagnostic) => diagnostic.severity === 'error');
  const first = errors[0];
  if (first === undefined) return null;
  return (
    <div
      role="alert"
      className="flex min-h-10 shrink-0 items-center gap-2.5 border-b border-bad/30 bg-bad-bg py-1.5 pr-2 pl-3 text-12"
    >
      <CircleAlert size={15} aria-hidden className="shrink-0 text-bad" />
      <p className="selectable line-clamp-2 min-w-0 flex-1">
        <strong className="font-semibold">{plural(errors.length, 'error')}: </strong>
        <SafeText>{first.message}</SafeText>
      </p>
      <Button onClick={() => setDock('problems')}>Show problems</Button>
      <ShowInYaml span={first.span} />
    </div>
  );
}

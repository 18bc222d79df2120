import { CircleAlert, Info, TriangleAlert } from 'lucide-react';
import { sortDiagnostics } from '../../shared/diagnostics.ts';
import { useStudio } from '../state/parts.tsx';
import { Empty } from '../ui/empty.tsx';
import { fileName } from '../ui/format.ts';
import { SafeText } from '../ui/safe-text.tsx';

const MOST = 500;

const LOOKS = {
  error: [CircleAlert, 'text-bad'],
  warning: [TriangleAlert, 'text-retry'],
  hint: [Info, 'text-mute'],
} as const;

/** Everything that the compiler says about the file, each with its place. */
export function Problems() {
  const diagnostics = useStudio((studio) => studio.file?.opened.diagnostics);
  const path = useStudio((studio) => studio.file?.path);
  const showLine = useStudio((studio) => studio.showLine);
  if (diagnostics === undefined || diagnostics.length === 0)
    return <Empty title="No problems">Errors and warnings of the file are listed here as you type.</Empty>;
  const sorted = sortDiagnostics(diagnostics);
  return (
    <ul className="h-full overflow-y-auto py-1">
      {sorted.slice(0, MOST).map((diagnostic, index) => {
        const { severity, span } = diagnostic;
        const [Icon, tone] = LOOKS[severity];
        return (
          <li key={index}>
            <button
              type="button"
              onClick={() => showLine(span)}
              className="flex w-full items-start gap-2.5 px-3 py-1.5 text-left text-12 hover:bg-hover"
            >
              <Icon size={14} aria-label={severity} className={`mt-0.5 shrink-0 ${tone}`} />
              <span className="min-w-0 flex-1">
                <SafeText>{diagnostic.message}</SafeText>
                {diagnostic.hint !== undefined && (
                  <span className="block text-mute">
                    <SafeText>{diagnostic.hint}</SafeText>
                  </span>
                )}
              </span>
              <span className="num font-mono text-11 text-mute">
                {span.file !== path && <SafeText>{`${fileName(span.file)}:`}</SafeText>}
                {span.line}:{span.column}
              </span>
            </button>
          </li>
        );
      })}
      {sorted.length > MOST && (
        <li className="px-3 py-2 text-12 text-mute">{sorted.length - MOST} more; mend these first.</li>
      )}
    </ul>
  );
}

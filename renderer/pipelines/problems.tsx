import { CircleAlert, TriangleAlert } from 'lucide-react';
import { sortDiagnostics } from '../../shared/diagnostics.ts';
import { useStudio } from '../state/parts.tsx';
import { Empty } from '../ui/empty.tsx';
import { fileName } from '../ui/format.ts';
import { SafeText } from '../ui/safe-text.tsx';

const MOST = 500;

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
        const Icon = diagnostic.severity === 'error' ? CircleAlert : TriangleAlert;
        return (
          <li key={index}>
            <button
              type="button"
              onClick={() => showLine(diagnostic.span)}
              className="flex w-full items-start gap-2.5 px-3 py-1.5 text-left text-12 hover:bg-hover"
            >
              <Icon
                size={14}
                aria-label={diagnostic.severity}
                className={diagnostic.severity === 'error' ? 'mt-0.5 shrink-0 text-bad' : 'mt-0.5 shrink-0 text-retry'}
              />
              <span className="min-w-0 flex-1">
                <SafeText>{diagnostic.message}</SafeText>
                {diagnostic.hint !== undefined && (
                  <span className="block text-mute">
                    <SafeText>{diagnostic.hint}</SafeText>
                  </span>
                )}
              </span>
              <span className="num font-mono text-11 text-mute">
                {diagnostic.span.file !== path && <SafeText>{`${fileName(diagnostic.span.file)}:`}</SafeText>}
                {diagnostic.span.line}:{diagnostic.span.column}
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

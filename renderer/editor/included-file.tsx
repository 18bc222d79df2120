import { ArrowLeft, FileCode } from 'lucide-react';
import { useEffect, useRef } from 'react';
import { useParts, useStudio } from '../state/parts.tsx';
import { Button } from '../ui/button.tsx';
import { Empty, Loading } from '../ui/empty.tsx';
import { fileName } from '../ui/format.ts';
import { SafeText } from '../ui/safe-text.tsx';
import { createViewer, showPlace } from './create-editor.ts';
import { useSourceText } from './source-text.ts';

/** A file that the open one includes: to be read here, to be edited as a pipeline of its own. */
export function IncludedFile({ file }: { file: string }) {
  const source = useSourceText(file);
  return (
    <div className="flex h-full min-h-0 flex-col">
      <IncludedBar file={file} />
      {'problem' in source ? (
        <Empty title="The file cannot be read">
          <SafeText>{source.problem}</SafeText>
        </Empty>
      ) : source.text === null ? (
        <Loading lines={5} />
      ) : (
        <Viewer key={file} text={source.text} />
      )}
    </div>
  );
}

function IncludedBar({ file }: { file: string }) {
  const { studio } = useParts();
  const hasRun = useStudio((state) => state.openedRun !== null);
  const own = useStudio((state) => state.file?.path ?? state.openedRun?.summary.pipeline.file ?? '');
  const openAlone = () => {
    const state = studio.getState();
    state.closeRun();
    void state.openFile(file);
  };
  return (
    <div className="flex min-h-8 shrink-0 items-center gap-2 border-b border-line px-3 py-0.5 text-12 text-mute">
      <Button small icon={ArrowLeft} onClick={() => studio.getState().leaveIncluded()}>
        <SafeText>{fileName(own)}</SafeText>
      </Button>
      <span className="min-w-0 flex-1 truncate" title={file}>
        <b className="font-semibold text-text">
          <SafeText>{fileName(file)}</SafeText>
        </b>
        , which it includes{hasRun && ', as it ran'}
      </span>
      <Button small icon={FileCode} onClick={openAlone}>
        Open to edit
      </Button>
    </div>
  );
}

function Viewer({ text }: { text: string }) {
  const box = useRef<HTMLDivElement>(null);
  const goTo = useStudio((studio) => studio.goTo);
  const view = useRef<ReturnType<typeof createViewer> | null>(null);
  useEffect(() => {
    if (box.current === null) return;
    const made = createViewer(box.current, text);
    view.current = made;
    return () => {
      view.current = null;
      made.destroy();
    };
  }, [text]);
  useEffect(() => {
    if (view.current !== null && goTo !== null) showPlace(view.current, goTo);
  }, [goTo, text]);
  return <div ref={box} data-editor className="min-h-0 flex-1 overflow-hidden" />;
}

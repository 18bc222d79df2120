import { watch } from 'chokidar';
import type { OpenedPipeline } from '../../shared/api/answers.ts';
import { StepglassError } from '../../shared/errors.ts';
import { type PipelineFiles, pipelinePath } from './areas/pipelines.ts';
import type { Stream, StreamSignals } from './transport/wire.ts';

/** An editor that writes in pieces is waited for this long. */
const SETTLE_MS = 80;

/**
 * Tells what a file on disk holds now, and each time that it has another text: so nothing that happened between a
 * window's opening of the file and its listening is missed. A file that is deleted is not news: the window keeps
 * what it has, and hears of it when it is there again.
 */
export async function watchPipeline(
  files: PipelineFiles,
  named: string,
  { notify, fail }: StreamSignals,
): Promise<Stream<OpenedPipeline>> {
  const file = pipelinePath(named);
  let known: string | null = null;
  let news: OpenedPipeline | null = null;
  let counter = 0;
  const read = async (): Promise<void> => {
    const turn = ++counter;
    const text = await textOrNull(files, file);
    if (text === null || text === known) return;
    const opened = await files.compile(file, text);
    if (turn !== counter) return;
    known = text;
    news = opened;
    notify();
  };
  const watcher = watch(file, {
    ignoreInitial: true,
    awaitWriteFinish: { stabilityThreshold: SETTLE_MS, pollInterval: 20 },
  });
  const onChange = (): void => {
    read().catch(fail);
  };
  watcher.on('add', onChange).on('change', onChange).on('error', fail);
  await new Promise<void>((resolve) => watcher.once('ready', resolve));
  await read();
  return {
    take: () => {
      const taken = news;
      news = null;
      return taken;
    },
    close: () => {
      counter += 1;
      watcher.close().catch(fail);
    },
  };
}

async function textOrNull(files: PipelineFiles, file: string): Promise<string | null> {
  try {
    return await files.readText(file);
  } catch (error) {
    if (error instanceof StepglassError && error.code === 'file_not_found') return null;
    throw error;
  }
}

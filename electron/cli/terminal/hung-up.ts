import { isatty } from 'node:tty';

const STANDARD = [0, 1, 2];

/** Whether a terminal that the process began on is gone since (its window was closed). Never on Windows. */
export function watchTerminal({ platform }: Pick<NodeJS.Process, 'platform'>): () => boolean {
  const terminals = platform === 'win32' ? [] : STANDARD.filter((fd) => isatty(fd));
  return () => terminals.some((fd) => !isatty(fd));
}

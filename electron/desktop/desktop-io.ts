import { type CliIo, createNodeIo } from '../cli/io.ts';
import { findBuiltFiles } from '../host/built-files.ts';
import type { Electron } from './electron.ts';
import { createRunScript } from './run-script.ts';

/** Bytes of a script's output that its result keeps; the log keeps all. */
const MAX_OUTPUT_BYTES = 1024 * 1024;

/** The process as the engine and the command line see it, with Electron's way to run a script. Electron must be ready. */
export function desktopIo({ utilityProcess }: Electron): CliIo {
  const io = createNodeIo(process);
  const { scriptHost } = findBuiltFiles(import.meta.url);
  if (scriptHost === null) return io;
  const fork = utilityProcess.fork.bind(utilityProcess);
  return {
    ...io,
    runScript: createRunScript({ fork, scriptHost, env: process.env, maxOutputBytes: MAX_OUTPUT_BYTES, now: Date.now }),
  };
}

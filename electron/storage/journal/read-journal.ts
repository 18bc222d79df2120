import type { Fact } from '../../../shared/facts.ts';
import { storageFailure } from '../files/failure.ts';
import type { FileLayer } from '../files/file-layer.ts';
import { nodeFileLayer } from '../files/file-layer.ts';
import { JournalParser } from './journal-lines.ts';

export interface JournalContents {
  /** The good lines, in order of `n`, from 1 without gaps. */
  readonly facts: readonly Fact[];
  /** Something behind the good lines that had not reached the disk when the process or the machine died. */
  readonly torn: { readonly offset: number; readonly warning: string } | null;
  /** The length of the file, the torn tail included. */
  readonly sizeBytes: number;
}

/** Read at once, a slice of this size takes well under 50 ms to parse. */
const SLICE_BYTES = 1 << 20;

/**
 * Reads a whole journal at once; changes nothing. An empty file has no facts.
 * Throws `storage_failure`: `missing`, `journal_damaged` (a bad line that had reached the disk, or no good line in a
 * file that has bytes), `newer_format`, `io_failed`.
 */
export function readJournal(path: string, files: FileLayer = nodeFileLayer): JournalContents {
  const parser = new JournalParser(path);
  const bytes = readBytes(path, files);
  parser.feed(bytes);
  return finish(parser, path, bytes.length);
}

/** As `readJournal`, but gives way to the event loop after each slice of 1 MiB. */
export async function readJournalInParts(path: string, files: FileLayer = nodeFileLayer): Promise<JournalContents> {
  const parser = new JournalParser(path);
  const bytes = readBytes(path, files);
  for (let at = 0; at < bytes.length; at += SLICE_BYTES) {
    parser.feed(bytes.subarray(at, at + SLICE_BYTES));
    await new Promise((resolve) => setImmediate(resolve));
  }
  return finish(parser, path, bytes.length);
}

function readBytes(path: string, files: FileLayer): Buffer {
  try {
    return files.readFile(path);
  } catch (error) {
    throw storageFailure('read the journal', path, error);
  }
}

function finish(parser: JournalParser, path: string, sizeBytes: number): JournalContents {
  parser.finish();
  const facts = parser.take();
  const offset = parser.goodBytes;
  if (!parser.hasTail) return { facts, torn: null, sizeBytes };
  const warning = `${path} ended in the middle of being written: it is cut at byte ${offset}, after fact ${facts.length}. Nothing that had been reported as done is lost`;
  return { facts, torn: { offset, warning }, sizeBytes };
}

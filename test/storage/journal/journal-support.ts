import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { FileLayer } from '../../../electron/storage/files/file-layer.ts';
import { Journal } from '../../../electron/storage/journal/journal.ts';
import { readJournal } from '../../../electron/storage/journal/read-journal.ts';
import { files, now, tempFolder, warning } from '../support.ts';

export const DURABLE = { durable: true };
export const WRITTEN = { durable: false };

export function emptyJournal(): string {
  const path = join(tempFolder(), 'journal.jsonl');
  writeFileSync(path, '');
  return path;
}

/** A journal of `count` facts that are all on the disk. */
export async function journalOf(count: number, path = emptyJournal()): Promise<string> {
  const journal = Journal.open(path, { files, now });
  for (let at = 1; at <= count; at += 1) await journal.append(warning(`fact ${at}`), DURABLE).written;
  await journal.close();
  return path;
}

export function open(path: string, layer: FileLayer = files): Journal {
  return Journal.open(path, { files: layer, now });
}

export const numbers = (path: string): readonly number[] => readJournal(path).facts.map((fact) => fact.n);

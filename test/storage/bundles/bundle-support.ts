import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { FactBody, StoredValue } from '../../../shared/facts.ts';
import { applyFact } from '../../../shared/state/apply-fact.ts';
import { emptyRunState } from '../../../shared/state/run-state.ts';
import { TAR_END, tarHeader, tarPadding } from '../../../electron/storage/bundles/tar.ts';
import { DataFolder } from '../../../electron/storage/data-folder.ts';
import type { FileLayer } from '../../../electron/storage/files/file-layer.ts';
import { Journal } from '../../../electron/storage/journal/journal.ts';
import { encodeJournalLine } from '../../../electron/storage/journal/journal-lines.ts';
import type { RunFolder } from '../../../electron/storage/run-folder.ts';
import { files, now, tempFolder } from '../support.ts';

export const RUN = '01hzzzzzzzzzzzzzzzzzzzzzza';

export function openData(layer: FileLayer = files): DataFolder {
  return new DataFolder(join(tempFolder(), 'data'), { files: layer, now });
}

export const createdFact = (run = RUN): FactBody => ({
  type: 'run.created',
  run,
  pipeline: { id: 'p', name: 'Pipeline', file: '/home/ann/p.yaml', hash: 'h' },
  inputs: { n: { inline: 1 } },
  workdir: '/home/ann',
  steps: ['a'],
  maxParallel: 4,
  edits: [],
});

/** A run that has everything that a run can have: definition, a large value, a log, checkpoints, a lock, its cache. */
export async function makeRun(data: DataFolder, run = RUN): Promise<{ folder: RunFolder; large: StoredValue }> {
  const folder = await data.create(run);
  await folder.writeDefinition([{ path: '/home/ann/p.yaml', text: 'name: Pipeline\nsteps: []\n' }]);
  const large = await folder.blobs.put('x'.repeat(10_000));
  const log = folder.logs.open(0, 1);
  log.write('stdout', 'hello\n');
  log.close();
  const journal = Journal.open(folder.journalPath, { files, now });
  const state = emptyRunState();
  const facts: readonly FactBody[] = [
    createdFact(run),
    { type: 'run.started' },
    { type: 'step.started', step: 'a', attempt: 1, parameters: null, reads: [] },
    { type: 'step.completed', step: 'a', attempt: 1, result: large, durationMs: 5, consequences: [] },
    { type: 'run.completed', outputs: {} },
  ];
  for (const body of facts) {
    const { fact, written } = journal.append(body, { durable: true });
    await written;
    applyFact(state, fact);
  }
  await journal.close();
  await folder.saveSummary(state);
  writeFileSync(folder.checkpointsPath, 'checkpoints');
  writeFileSync(join(folder.path, 'tmp', 'scratch'), 'scratch');
  return { folder, large };
}

interface Part {
  readonly name: string;
  readonly bytes: Buffer;
}

export function part(name: string, contents: string | Buffer): Part {
  return { name, bytes: Buffer.from(contents) };
}

/** The smallest run that can be imported. */
export function smallRun(): readonly Part[] {
  const text = 'name: P\n';
  const index = { format: 1, files: [{ path: 'p.yaml', stored: '0-p.yaml', sha256: sha256(Buffer.from(text)) }] };
  return [
    part('journal.jsonl', encodeJournalLine({ n: 1, at: new Date(now()).toISOString(), ...createdFact() }, 0)),
    part('definition/0-p.yaml', text),
    part('definition/index.json', JSON.stringify(index)),
  ];
}

export function manifestOf(parts: readonly Part[], change: object = {}): object {
  const entries = parts.map(({ name, bytes }) => ({ name, sizeBytes: bytes.length, sha256: sha256(bytes) }));
  return { format: 1, run: RUN, release: '0.0.0', exportedAt: new Date(now()).toISOString(), entries, ...change };
}

export function tarOf(parts: readonly Part[]): Buffer {
  const blocks = parts.flatMap(({ name, bytes }) => [
    tarHeader(name, bytes.length, 0),
    bytes,
    tarPadding(bytes.length),
  ]);
  return Buffer.concat([...blocks, TAR_END]);
}

/** The path of a bundle made by hand: whatever `parts`, under a manifest that may say something else. */
export function writeBundle(parts: readonly Part[], manifest: object = manifestOf(parts)): string {
  return writeFile(gzipSync(tarOf([part('manifest.json', JSON.stringify(manifest)), ...parts])));
}

export function writeFile(bytes: Buffer): string {
  const path = join(tempFolder(), 'b.stepglass');
  writeFileSync(path, bytes);
  return path;
}

function sha256(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}

import { basename } from 'node:path';
import { describeThrown } from '../../shared/errors.ts';
import { applyFact } from '../../shared/state/apply-fact.ts';
import { emptyRunState } from '../../shared/state/run-state.ts';
import type { RunSummary } from '../../shared/state/run-summary.ts';
import { summarizeRun } from '../../shared/state/run-summary.ts';
import { decodeCheckedLine } from './files/checked-line.ts';
import type { FileLayer } from './files/file-layer.ts';
import { emptyJournal } from './journal/empty-journal.ts';
import { readJournalInParts } from './journal/read-journal.ts';
import { readOwner } from './lock/lock.ts';
import { decodeSummary } from './run-cache.ts';
import type { RunFolder } from './run-folder.ts';

/** Most last lines fit; for a longer one the journal is read. */
const TAIL_BYTES = 16 * 1024;
const NEWLINE = 10;

interface Remembered {
  /** Size and time of the journal: what the summary was made from. */
  readonly state: string;
  readonly summary: RunSummary;
}

/** Summaries of runs, as cheap as can be: from memory, else from `run.json`, else from the journal. Changes nothing on disk. */
export class RunList {
  readonly #files: FileLayer;
  readonly #known = new Map<string, Remembered>();

  constructor(files: FileLayer) {
    this.#files = files;
  }

  /** One summary; never rejects for a run that is damaged, it says so instead. */
  async summarize(folder: RunFolder): Promise<RunSummary> {
    try {
      const summary = await this.#read(folder);
      if (summary.status !== 'running' && summary.status !== 'created') return summary;
      const owner = await readOwner(folder.path, this.#files);
      if (owner?.alive === true) return summary;
      return summary.n > 0
        ? { ...summary, status: 'interrupted' }
        : damagedRun(this.#cached(folder) ?? summary, this.#whyEmpty(folder));
    } catch (error) {
      return damagedRun(
        this.#cached(folder) ?? summarizeRun({ ...emptyRunState(), run: basename(folder.path) }),
        describeThrown(error),
      );
    }
  }

  #whyEmpty(folder: RunFolder): string {
    const { code, message } = emptyJournal(folder, this.#files);
    return code === 'run_never_began' ? 'the run was killed before it had begun' : message;
  }

  async #read(folder: RunFolder): Promise<RunSummary> {
    const { sizeBytes, modifiedMs } = this.#files.stat(folder.journalPath);
    const state = `${sizeBytes} ${modifiedMs}`;
    const known = this.#known.get(folder.run);
    if (known?.state === state) return known.summary;
    const cached = this.#cached(folder);
    const isCurrent = cached !== null && cached.n === this.#lastNumber(folder.journalPath, sizeBytes);
    const mark = folder.imported();
    const own = isCurrent ? cached : await this.#fold(folder);
    const summary = mark === null ? own : { ...own, importedAt: mark.importedAt };
    this.#known.set(folder.run, { state, summary });
    return summary;
  }

  #cached(folder: RunFolder): RunSummary | null {
    try {
      const summary = decodeSummary(this.#files.readFile(folder.summaryPath).toString('utf8'));
      return summary?.run === folder.run ? summary : null;
    } catch {
      // A cache that is missing or unreadable costs time only: the journal is read.
      return null;
    }
  }

  /** The number of the last line, if that line is whole and short; else null, and the journal itself has to say. */
  #lastNumber(path: string, sizeBytes: number): number | null {
    const tail = Buffer.alloc(Math.min(TAIL_BYTES, sizeBytes));
    const fd = this.#files.open(path, 'r');
    try {
      this.#files.read(fd, tail, sizeBytes - tail.length);
    } finally {
      this.#files.close(fd);
    }
    if (tail.at(-1) !== NEWLINE) return null;
    const start = tail.lastIndexOf(NEWLINE, tail.length - 2) + 1;
    const json = start === 0 && tail.length < sizeBytes ? null : decodeCheckedLine(tail.subarray(start, -1));
    return json === null ? null : Number(/^\{"n":(\d+),/.exec(json)?.[1]);
  }

  async #fold(folder: RunFolder): Promise<RunSummary> {
    const state = emptyRunState();
    const { facts } = await readJournalInParts(folder.journalPath, this.#files);
    for (const fact of facts) applyFact(state, fact);
    return { ...summarizeRun(state), run: folder.run };
  }
}

function damagedRun(summary: RunSummary, problem: string): RunSummary {
  return { ...summary, status: 'damaged', problem };
}

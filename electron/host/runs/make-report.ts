import type { Pipeline } from '../../../shared/pipeline.ts';
import { type LogExcerpt, reportHtml } from '../../../shared/report/report.ts';
import { everyStep } from '../../../shared/state/run-scopes.ts';
import type { RunState } from '../../../shared/state/run-state.ts';
import type { RunFolder } from '../../storage/run-folder.ts';
import { placeOf } from '../inspect/step-places.ts';

export interface ReportParts {
  readonly folder: RunFolder;
  readonly state: RunState;
  /** Null where this release cannot compile it any more. */
  readonly pipeline: Pipeline | null;
  /** The pipeline file as it ran. */
  readonly text: string;
  /** Milliseconds since 1970. */
  readonly now: number;
  /** The version of this program. */
  readonly release: string;
}

/** The end of a log tells why a step failed; all of it is in the run. */
const EXCERPT_BYTES = 8 * 1024;
const MOST_LOGS = 20;

/** The HTML report of a run (monitor.md M18), with what its folder holds. */
export function makeReport({ folder, state, pipeline, text, now, release }: ReportParts): string {
  return reportHtml({
    state,
    pipeline,
    text,
    release,
    read: (stored) => folder.blobs.get(stored),
    logs: pipeline === null ? [] : logsOfFailed(folder, state, pipeline),
    madeAt: new Date(now).toISOString(),
  });
}

function logsOfFailed(folder: RunFolder, state: RunState, pipeline: Pipeline): readonly LogExcerpt[] {
  const failed = [...everyStep(state)].filter(([, { status }]) => status === 'failed').slice(0, MOST_LOGS);
  return failed.flatMap(([step, { attempt }]): LogExcerpt[] => {
    const place = placeOf(pipeline, step);
    if (place === null || attempt === 0) return [];
    const excerpt = endOfLog(folder, place.logName, attempt);
    return excerpt.text === '' ? [] : [{ step, attempt, ...excerpt }];
  });
}

function endOfLog(folder: RunFolder, logName: string, attempt: number): { text: string; omittedBytes: number } {
  const { sizeBytes } = folder.logs.read(logName, attempt, { offset: 0, maxBytes: 0 });
  const omittedBytes = Math.max(0, sizeBytes - EXCERPT_BYTES);
  const { pieces } = folder.logs.read(logName, attempt, { offset: omittedBytes, maxBytes: EXCERPT_BYTES });
  // The first character may be cut in two; it is shown as a replacement, like any that is no UTF-8.
  return { text: Buffer.concat(pieces.map(({ bytes }) => bytes)).toString('utf8'), omittedBytes };
}

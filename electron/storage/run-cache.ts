import { z } from 'zod';
import type { RunSummary } from '../../shared/state/run-summary.ts';

/** 3: knows the step that runs alone, and pins. 2: knows which step failed, who is waited for, and the breakpoint. */
const RUN_CACHE_FORMAT = 3;
const cached = z.object({
  format: z.literal(RUN_CACHE_FORMAT),
  summary: z.looseObject({ run: z.string(), status: z.string(), n: z.number().int() }),
});

/** The text of `run.json`. */
export function encodeSummary(summary: RunSummary): string {
  return `${JSON.stringify({ format: RUN_CACHE_FORMAT, summary }, null, 1)}\n`;
}

/** What `run.json` says, or null if it is damaged or of another format: it is a cache, the journal is read instead. */
export function decodeSummary(text: string): RunSummary | null {
  try {
    const { summary } = cached.parse(JSON.parse(text));
    // Written by `encodeSummary` of the same format; the fields that decide whether it is current were checked.
    return summary as unknown as RunSummary;
  } catch {
    return null;
  }
}

import { z } from 'zod';
import type { Json } from '../json.ts';

/** What parameters of the studio API are parsed with, at the host's door. */

export const json: z.ZodType<Json> = z.json();
const values = z.record(z.string(), json);
export const run = z.string().min(1).max(64);
export const path = z.string().min(1).max(4096);
export const text = z.string().max(6 * 1024 * 1024);
export const step = z.string().min(1).max(512);
export const pieceLength = z
  .int()
  .min(1)
  .max(4 * 1024 * 1024);
export const blob = z.string().regex(/^[0-9a-f]{64}$/);
const stored = z.union([z.strictObject({ inline: json }), z.strictObject({ blob, sizeBytes: z.int().nonnegative() })]);
export const runValue = z.strictObject({ run, stored });
export const nothing = z.strictObject({});
export const when = z.enum(['before', 'after', 'error']);
const definition = z.union([z.literal('snapshot'), z.strictObject({ path, text: text.optional() })]);
const ignorePins = z.boolean().optional();
const edits = {
  inputs: values.optional(),
  variables: values.optional(),
  /** `STEP.name` → value. */
  parameters: values.optional(),
};
export const planRequest = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('start'),
    path,
    text: text.optional(),
    inputs: values,
    until: step.optional(),
    ignorePins,
  }),
  z.strictObject({
    kind: z.literal('resume'),
    run,
    variables: edits.variables,
    /** Of steps that have not run yet. */
    parameters: edits.parameters,
  }),
  z.strictObject({ kind: z.literal('rerun'), run, from: z.array(step).max(10_000), definition, ignorePins, ...edits }),
  z.strictObject({
    kind: z.literal('continue'),
    run,
    seq: z.int().nonnegative().optional(),
    checkpoint: z.string().max(128).optional(),
    ignorePins,
    ...edits,
  }),
  /** One step alone. `run`: whose inputs and results it gets; absent: the newest run of the file that has them. */
  z.strictObject({
    kind: z.literal('step'),
    step,
    definition,
    run: run.optional(),
    given: values.optional(),
    ignorePins,
    ...edits,
  }),
]);
export type PlanRequest = z.infer<typeof planRequest>;

import { z } from 'zod';
import type { KeptBreakpoint } from '../breakpoint.ts';
import type { ShownDifferences } from '../compare/shown-difference.ts';
import type { Fact, Signal } from '../facts.ts';
import type { JsonObject } from '../json.ts';
import type { PinSummary } from '../pins.ts';
import type { Plan } from '../plan.ts';
import type { ResultDocument } from '../result-document.ts';
import type {
  AppCommand,
  AppInfo,
  ImportedRun,
  InspectedParameter,
  KeptBreakpoints,
  LogChunk,
  OpenedPipeline,
  OpenedRun,
  PreviewedParameter,
  RunSummary,
  Settings,
} from './answers.ts';
import { blob, json, nothing, path, pieceLength, planRequest, run, runValue, step, text, when } from './parameters.ts';

/**
 * The one table of what a window may ask of its host. The preload bridge, the IPC handlers, the WebSocket host and the
 * renderer's client are all derived from it: a new call is a line here and one handler in `electron/host`.
 *
 * Parameters are parsed by their schema at the host's door (parameters.ts); answers are plain JSON of the type given by
 * `answers` (answers.ts).
 * Errors cross as `ErrorBody`.
 */

/** A type that is declared but needs no run-time check: answers come from our own host. */
function answers<T>(): { readonly __answer?: T } {
  return {};
}

export const requests = {
  'app:info': { parameters: nothing, ...answers<AppInfo>() },
  'app:showItem': { parameters: z.strictObject({ path }), ...answers<null>() },
  'app:openExternal': { parameters: z.strictObject({ url: z.url({ protocol: /^https$/ }) }), ...answers<null>() },
  'settings:get': { parameters: nothing, ...answers<Settings>() },
  'settings:set': { parameters: z.strictObject({ name: z.string().max(64), value: json }), ...answers<Settings>() },

  /** A native dialog; null when it was dismissed. The browser host answers `not_available`: it shows `files:list`. */
  'pipelines:pick': { parameters: nothing, ...answers<{ path: string } | null>() },
  'pipelines:open': { parameters: z.strictObject({ path }), ...answers<OpenedPipeline>() },
  /** The text of a pipeline file as it is now, or of one that a run is made of, as it ran. It does not count as opened. */
  'pipelines:text': { parameters: z.strictObject({ path, run: run.nullable() }), ...answers<{ text: string }>() },
  'pipelines:compile': { parameters: z.strictObject({ path, text }), ...answers<OpenedPipeline>() },
  /** Refused with `file_changed` when the file on disk is not the version that the edit is based on. */
  'pipelines:save': {
    parameters: z.strictObject({ path, text, baseVersion: z.string().nullable() }),
    ...answers<OpenedPipeline>(),
  },
  'pipelines:trust': { parameters: z.strictObject({ path }), ...answers<null>() },
  'pipelines:forget': { parameters: z.strictObject({ path }), ...answers<null>() },
  /** The JSON Schema of the pipeline language (language.md L3), for completion in the editor. */
  'language:schema': { parameters: nothing, ...answers<JsonObject>() },
  'files:list': {
    parameters: z.strictObject({ folder: path.nullable() }),
    ...answers<{
      folder: string;
      parent: string | null;
      entries: readonly { name: string; path: string; type: 'folder' | 'file' }[];
    }>(),
  },
  'files:pick': { parameters: z.strictObject({ title: z.string().max(200) }), ...answers<{ path: string } | null>() },

  'runs:list': {
    parameters: z.strictObject({ query: z.string().max(500).optional(), limit: z.int().min(1).max(10_000).optional() }),
    ...answers<readonly RunSummary[]>(),
  },
  'runs:open': { parameters: z.strictObject({ run }), ...answers<OpenedRun>() },
  /** Facts with number > `from`, at most `limit`, in order. */
  'runs:facts': {
    parameters: z.strictObject({ run, from: z.int().nonnegative(), limit: z.int().min(1).max(20_000) }),
    ...answers<readonly Fact[]>(),
  },
  'runs:plan': { parameters: planRequest, ...answers<Plan>() },
  /** Starts, resumes, reruns or continues; answers the run that now runs. Refused with `not_trusted` before anything runs. */
  'runs:execute': { parameters: planRequest, ...answers<{ run: string }>() },
  'runs:pause': { parameters: z.strictObject({ run }), ...answers<null>() },
  'runs:cancel': { parameters: z.strictObject({ run }), ...answers<null>() },
  /** A person's answer to a step that waits, by its path; on disk when it resolves. Goes on with a run that stood still for it. */
  'runs:answer': { parameters: z.strictObject({ run, step, answer: json }), ...answers<null>() },
  'runs:delete': { parameters: z.strictObject({ run }), ...answers<null>() },
  /** Takes a deleted run back out of the trash. */
  'runs:restore': { parameters: z.strictObject({ run }), ...answers<RunSummary>() },
  'runs:result': { parameters: z.strictObject({ run }), ...answers<ResultDocument>() },
  /** The run as one HTML file, to be read anywhere. */
  'runs:report': { parameters: z.strictObject({ run }), ...answers<{ html: string }>() },

  /** Those that are kept for a pipeline file, in the order in which they were set. */
  'breakpoints:list': { parameters: z.strictObject({ path }), ...answers<readonly KeptBreakpoint[]>() },
  /**
   * Keeps one, in the place of another one if that is named, and gives all. Checked against the run's definition, the
   * text, or the file: `unknown_step`, `invalid_condition`.
   */
  'breakpoints:put': {
    parameters: z.strictObject({
      path,
      text: text.optional(),
      run: run.optional(),
      breakpoint: z.strictObject({
        step,
        when,
        condition: z.string().min(1).max(10_000).exactOptional(),
        enabled: z.boolean(),
      }),
      replaces: z.strictObject({ step, when }).optional(),
    }),
    ...answers<readonly KeptBreakpoint[]>(),
  },
  'breakpoints:remove': {
    parameters: z.strictObject({ path, step, when }),
    ...answers<readonly KeptBreakpoint[]>(),
  },
  /** Forgets those of a file that cannot be read: they hold its runs up. Gives those that are left. */
  'breakpoints:mend': { parameters: z.strictObject({ path }), ...answers<readonly KeptBreakpoint[]>() },

  /** Makes a run bundle (one file with everything about a run), to be fetched with `bundles:read`. */
  'bundles:make': {
    parameters: z.strictObject({ run }),
    ...answers<{ bundle: string; name: string; sizeBytes: number }>(),
  },
  /** A piece of it; the one that reaches `sizeBytes` is the last, and the bundle is forgotten. */
  'bundles:read': {
    parameters: z.strictObject({ bundle: z.string().max(64), offset: z.int().nonnegative(), length: pieceLength }),
    ...answers<{ base64: string }>(),
  },
  /** Takes in the run of a bundle file. `isNew` false: it is here already. */
  'bundles:import': { parameters: z.strictObject({ path }), ...answers<ImportedRun>() },
  /** The same for a window that knows only the file's contents: pieces in order, null before the last. */
  'bundles:receive': {
    parameters: z.strictObject({
      upload: z.string().min(1).max(64),
      offset: z.int().nonnegative(),
      base64: z.string().max(6 * 1024 * 1024),
      isLast: z.boolean(),
    }),
    ...answers<ImportedRun | null>(),
  },
  /** The pins of a pipeline file, with what they are to this text of it (absent: to the file on disk). */
  'pins:list': { parameters: z.strictObject({ path, text: text.optional() }), ...answers<readonly PinSummary[]>() },
  /** Has new runs of the run's file take this result instead of running the step. */
  'pins:add': { parameters: z.strictObject({ run, step }), ...answers<PinSummary>() },
  'pins:remove': { parameters: z.strictObject({ path, step }), ...answers<null>() },
  /** Forgets those of a file that cannot be read: they hold its runs up. */
  'pins:mend': { parameters: z.strictObject({ path }), ...answers<null>() },

  /**
   * A piece of the JSON text of a stored value, or of what is in it at `part` (names and numbers of entries, from the
   * outside in; null where there is none): bytes `[offset, offset + length)` of its pretty-printed form.
   */
  'values:read': {
    parameters: z.strictObject({
      run,
      blob,
      part: z
        .array(z.union([z.string().max(1024), z.int().nonnegative()]))
        .max(64)
        .optional(),
      offset: z.int().nonnegative(),
      length: z
        .int()
        .min(1)
        .max(4 * 1024 * 1024),
    }),
    ...answers<{ text: string; totalBytes: number }>(),
  },
  /** Where two values of one run, or of two, differ. Long texts in the answer are cut and say so. */
  'values:compare': {
    parameters: z.strictObject({ before: runValue, after: runValue }),
    ...answers<ShownDifferences>(),
  },
  'steps:inspect': {
    parameters: z.strictObject({ run, step, attempt: z.int().positive().optional() }),
    ...answers<readonly InspectedParameter[]>(),
  },
  /** The parameters that a step would be given if it began now, for whoever edits them. Empty for containers. */
  'steps:preview': { parameters: z.strictObject({ run, step }), ...answers<readonly PreviewedParameter[]>() },
  /** How long the logs of these attempts are, in bytes, in the order asked; 0 where there is none. */
  'logs:sizes': {
    parameters: z.strictObject({
      run,
      attempts: z.array(z.strictObject({ step, attempt: z.int().positive() })).max(1000),
    }),
    ...answers<readonly number[]>(),
  },
  'logs:read': {
    parameters: z.strictObject({
      run,
      step,
      attempt: z.int().positive(),
      offset: z.int().nonnegative(),
      maxBytes: z
        .int()
        .min(1)
        .max(4 * 1024 * 1024),
    }),
    ...answers<LogChunk>(),
  },
} as const;

export const subscriptions = {
  /** Facts after number `from`, then live ones, in batches (at most 60 a second); signals are the latest of each kind. */
  run: {
    parameters: z.strictObject({ run, from: z.int().nonnegative() }),
    ...answers<{ facts: readonly Fact[]; signals: readonly Signal[] }>(),
  },
  /** Runs that were made, changed or deleted (then `summary` is null). */
  runs: { parameters: nothing, ...answers<readonly { run: string; summary: RunSummary | null }[]>() },
  /** The file changed on disk. */
  pipeline: { parameters: z.strictObject({ path }), ...answers<OpenedPipeline>() },
  /** The breakpoints that are kept for a pipeline file: now, and after every change. */
  breakpoints: { parameters: z.strictObject({ path }), ...answers<KeptBreakpoints>() },
  /** Menu entries, files handed over by the system, a notification that was clicked. */
  commands: { parameters: nothing, ...answers<AppCommand>() },
} as const;

export type RequestName = keyof typeof requests;
export type SubscriptionName = keyof typeof subscriptions;
export type RequestParameters<K extends RequestName> = z.infer<(typeof requests)[K]['parameters']>;
export type RequestAnswer<K extends RequestName> =
  | NonNullable<(typeof requests)[K]['__answer']>
  | (null extends (typeof requests)[K]['__answer'] ? null : never);
export type SubscriptionParameters<K extends SubscriptionName> = z.infer<(typeof subscriptions)[K]['parameters']>;
export type SubscriptionEvent<K extends SubscriptionName> = NonNullable<(typeof subscriptions)[K]['__answer']>;

/** What a window talks to, whatever the transport. */
export interface StudioClient {
  request<K extends RequestName>(name: K, parameters: RequestParameters<K>): Promise<RequestAnswer<K>>;
  /** Returns the way to end it. After a lost connection the transport subscribes again by itself. */
  subscribe<K extends SubscriptionName>(
    name: K,
    parameters: SubscriptionParameters<K>,
    listener: (event: SubscriptionEvent<K>) => void,
  ): () => void;
  /** Tells whether the host can be reached; called at once with the present state. */
  onConnection(listener: (state: 'connected' | 'reconnecting' | 'closed') => void): () => void;
}

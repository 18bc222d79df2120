import type { KeptBreakpoint } from '../breakpoint.ts';
import type { Diagnostic } from '../diagnostics.ts';
import type { StoredValue } from '../facts.ts';
import type { Json, JsonObject } from '../json.ts';
import type { Pipeline } from '../pipeline.ts';
import type { Span } from '../source.ts';

/** What answers and events of the studio API are made of: plain JSON. */

export interface Example {
  readonly path: string;
  readonly name: string;
  readonly description: string;
  /** `x-topic` of the file: the heading that it is listed under. */
  readonly topic: string;
}

export interface AppInfo {
  readonly version: string;
  readonly host: 'electron' | 'browser';
  readonly platform: string;
  readonly dataFolder: string;
  /** A file named on the command line, to be opened at start. */
  readonly openAtStart: string | null;
  /** In the order in which they are shown: those of one topic stand together. */
  readonly examples: readonly Example[];
  readonly recentFiles: readonly string[];
  readonly interrupted: readonly RunSummary[];
}

export interface OutlineStep {
  readonly id: string;
  readonly tool: string | null;
  readonly action: string | null;
  readonly dependencies: readonly string[];
  readonly span: Span;
}

export interface OpenedPipeline {
  /** Absolute. */
  readonly path: string;
  readonly text: string;
  /** sha256 of the text on disk: a save names the version it is based on. */
  readonly version: string;
  /** Null if the file has errors. */
  readonly pipeline: Pipeline | null;
  readonly diagnostics: readonly Diagnostic[];
  /** What is known of the graph even where the file has errors. */
  readonly outline: readonly OutlineStep[];
  /** False: the first run asks, and says which tools will be used. */
  readonly trusted: boolean;
}

export interface RunSummary {
  readonly run: string;
  readonly pipeline: { readonly id: string; readonly name: string; readonly file: string };
  readonly status:
    | 'created'
    | 'running'
    | 'paused'
    | 'waiting'
    | 'completed'
    | 'failed'
    | 'cancelled'
    | 'interrupted'
    | 'damaged';
  readonly createdAt: string;
  readonly startedAt: string | null;
  readonly endedAt: string | null;
  readonly settled: number;
  readonly total: number;
  readonly inputs: { readonly [name: string]: StoredValue };
  readonly parent: { readonly run: string; readonly step: string | null } | null;
  readonly error: { readonly step: string | null; readonly message: string } | null;
  /** How many steps, at any level, wait for a person. */
  readonly waiting: number;
  /** The step, by its path, at whose breakpoint the run stands. */
  readonly brokeAt: string | null;
  /** When it was imported from a run bundle: it is only looked at. Absent for a run of this machine. */
  readonly importedAt?: string;
  /** The step that the run was made to run alone. */
  readonly only: string | null;
  /** How many steps took their result from a pin. */
  readonly pinned: number;
}

export interface OpenedRun {
  readonly summary: RunSummary;
  /** The definition as it ran. */
  readonly pipeline: Pipeline;
  readonly text: string;
  /** Number of the newest fact now; facts come through `runs:facts` (pages) and `run` (live). */
  readonly lastFact: number;
}

/** A run that came in a bundle. */
export interface ImportedRun {
  readonly run: string;
  /** False: it was here already, and nothing was changed. */
  readonly isNew: boolean;
}

export interface InspectedParameter {
  readonly name: string;
  /** Where the template stands in the file; null for data. */
  readonly span: Span | null;
  readonly source: string | null;
  /** Character ranges of `source`, the value that each expression had, and the names it read. */
  readonly expressions: readonly {
    readonly start: number;
    readonly end: number;
    readonly value: Json;
    readonly reads: readonly string[];
  }[];
}

/** What a parameter would be if its step began now. */
export interface PreviewedParameter {
  readonly name: string;
  readonly value: Json;
  /** Why there is no value. */
  readonly problem: string | null;
}

export interface LogChunk {
  readonly records: readonly {
    readonly at: string;
    readonly stream: 'stdout' | 'stderr' | 'log';
    readonly text: string;
  }[];
  readonly nextOffset: number;
  readonly totalBytes: number;
}

export interface Settings {
  readonly theme: 'system' | 'light' | 'dark';
  readonly layoutDirection: { readonly [pipelinePath: string]: 'right' | 'down' };
  readonly panes: { readonly [pane: string]: number };
  readonly notifications: boolean;
  readonly lastInputs: { readonly [pipelinePath: string]: JsonObject };
}

/** `problem`: they cannot be read (message of the error); runs that go by them are refused until they can. */
export interface KeptBreakpoints {
  readonly kept: readonly KeptBreakpoint[];
  readonly problem: string | null;
}

export type AppCommand =
  | { readonly command: 'open'; readonly path: string | null }
  /** `theme`: the setting was changed in the menu; read the settings again. */
  | { readonly command: 'run' | 'pause' | 'cancel' | 'save' | 'palette' | 'theme' | 'shortcuts' }
  | { readonly command: 'showRun'; readonly run: string; readonly step: string | null };

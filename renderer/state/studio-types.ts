import type { StateCreator, StoreApi } from 'zustand';
import type { AppInfo, OpenedPipeline, OpenedRun, RunSummary, Settings } from '../../shared/api/answers.ts';
import type { PlanRequest } from '../../shared/api/parameters.ts';
import type { StudioClient } from '../../shared/api/studio-api.ts';
import type { Breakpoint, KeptBreakpoint } from '../../shared/breakpoint.ts';
import type { ErrorBody } from '../../shared/errors.ts';
import type { Direction } from '../../shared/graph/layout.ts';
import type { JsonObject } from '../../shared/json.ts';
import type { PinSummary } from '../../shared/pins.ts';
import type { Plan } from '../../shared/plan.ts';
import type { Span } from '../../shared/source.ts';
import type { RunView } from './run/run-store.ts';

export type Connection = 'connected' | 'reconnecting' | 'closed';
export type Theme = Settings['theme'];

export interface AppSlice {
  /** Null until the host has answered. */
  readonly info: AppInfo | null;
  readonly settings: Settings;
  readonly connection: Connection;
  /** Why the app could not start. */
  readonly bootError: ErrorBody | null;
  boot(): Promise<void>;
  /** The settings were changed elsewhere. */
  readSettings(): Promise<void>;
  setTheme(theme: Theme): void;
  setPane(pane: string, size: number): void;
  setDirection(path: string, direction: Direction): void;
  leaveInterrupted(): void;
}

/** The pipeline file that is open, with what the person has typed into it. */
export interface OpenFile {
  readonly path: string;
  /** What is in the editor. */
  readonly draft: string;
  /** What is on disk, as far as we know, and its version. */
  readonly savedText: string;
  readonly savedVersion: string;
  /** The compiled draft; may lag behind it by a moment. */
  readonly opened: OpenedPipeline;
  readonly compiling: boolean;
  /** The file changed on disk while there were unsaved edits: what is there now. */
  readonly outside: OpenedPipeline | null;
}

/** Unsaved edits of a file, and what they were made to. */
export type KeptDraft = Pick<OpenFile, 'draft' | 'savedText' | 'savedVersion'>;

export interface FileSlice {
  readonly file: OpenFile | null;
  /** Why the file of the open run cannot be opened; null: it is open, or nobody has tried. */
  readonly fileProblem: string | null;
  /** By path: what was typed into files that have been left since. */
  readonly drafts: ReadonlyMap<string, KeptDraft>;
  readonly opening: string | null;
  /** Files opened in this window or before, newest first. */
  readonly recent: readonly string[];
  pickFile(): Promise<void>;
  /** A pipeline file, or a run bundle. `ofRun`: the file of the open run, which stays open without it. */
  openFile(path: string, options?: { readonly ofRun?: boolean }): Promise<void>;
  /** Closes the file; unsaved edits are there again when it is opened the next time. */
  leaveFile(): void;
  forgetFile(path: string): Promise<void>;
  edit(draft: string): void;
  save(): Promise<boolean>;
  /** Ends a conflict with the file on disk. */
  resolveOutside(keep: 'mine' | 'theirs'): void;
  trust(): Promise<void>;
}

export interface RunsSlice {
  /** Newest first; null until they are known. */
  readonly runs: readonly RunSummary[] | null;
  readonly openedRun: OpenedRun | null;
  readonly openingRun: string | null;
  /** Runs whose command has been sent and not answered. */
  readonly pending: 'execute' | 'pause' | 'cancel' | null;
  openRun(run: string, step?: string | null): Promise<void>;
  closeRun(): void;
  execute(request: PlanRequest): Promise<string | null>;
  pause(): Promise<void>;
  /** The open run, or another one. */
  cancel(run?: string): Promise<void>;
  deleteRun(run: string): Promise<void>;
  /** Takes in the run of a bundle, by the path or the contents of its file, and opens it. */
  importRun(bundle: string | Blob): Promise<void>;
  listen(): () => void;
}

export type CentreTab = 'graph' | 'table' | 'timeline' | 'compare';
export type DockTab = 'logs' | 'variables' | 'errors' | 'checkpoints' | 'problems' | 'yaml';
export type InspectorTab =
  | 'overview'
  | 'iterations'
  | 'input'
  | 'result'
  | 'variables'
  | 'logs'
  | 'error'
  | 'history'
  | 'yaml';
export type Overlay = 'palette' | 'search' | 'help' | 'browse' | 'breakpoint' | null;

export interface ViewSlice {
  /** The level that is looked at: '' for the run's own, else inside of a container (shared/step-path.ts). */
  readonly scope: string;
  /** The selected step; null: the run, or the pipeline. One selection for every view (monitor.md M1). */
  readonly selected: string | null;
  /** Counts requests to bring the selection into view. */
  readonly revealed: number;
  readonly centre: CentreTab;
  readonly dock: DockTab;
  readonly inspector: InspectorTab;
  readonly collapsed: { readonly sidebar: boolean; readonly inspector: boolean; readonly dock: boolean };
  readonly dockTall: boolean;
  readonly overlay: Overlay;
  /** A place that the editor should show, in the open file or in the one of `included`. */
  readonly goTo: { readonly line: number; readonly column: number; readonly count: number } | null;
  /** A file that is included and shown in place of the open one; null: the open one. */
  readonly included: string | null;
  /** The step whose question takes the focus as soon as it is there; null: none does. */
  readonly answering: string | null;
  /** The run that the open one is compared with. */
  readonly compareWith: string | null;
  /** The fact up to which that one is taken; null: all of it. */
  readonly compareAt: number | null;
  select(step: string | null, options?: { readonly reveal?: boolean; readonly tab?: InspectorTab }): void;
  /** By the path of a loop: the iteration that was chosen. One that is not here follows its newest. */
  readonly chosenIterations: { readonly [loop: string]: number };
  /** Null: follow the newest again. */
  chooseIteration(loop: string, iteration: number | null): void;
  /** Looks inside of a container, or goes up again. */
  enter(scope: string): void;
  setCentre(tab: CentreTab): void;
  setDock(tab: DockTab): void;
  setInspector(tab: InspectorTab): void;
  toggle(pane: 'sidebar' | 'inspector' | 'dock', collapsed?: boolean): void;
  setDockTall(tall: boolean): void;
  setOverlay(overlay: Overlay): void;
  /** Shows a place in the file that it is in. */
  showLine(at: Pick<Span, 'file' | 'line' | 'column'>): void;
  /** Shows the question of a step, with the focus in its form. */
  goToQuestion(step: string): void;
  /** The question has the focus. */
  reachQuestion(): void;
  /** Back to the open file. */
  leaveIncluded(): void;
  setCompareWith(run: string | null, at?: number | null): void;
}

/** What the form of a breakpoint is about: a new one at a step, or one that is changed. */
export interface BreakpointForm {
  /** As a breakpoint names it; of a step on the screen its path. */
  readonly step: string;
  readonly editing: KeptBreakpoint | null;
}

export interface BreakpointsSlice {
  /** Those kept for the pipeline file on the screen. */
  readonly breakpoints: readonly KeptBreakpoint[];
  /** Why they cannot be read: runs are refused until they can. */
  readonly breakpointsProblem: string | null;
  readonly breakpointForm: BreakpointForm | null;
  /** Follows those of a file; returns the way to end it. */
  watchBreakpoints(path: string): () => void;
  /** Sets one before the step, or removes those that are on it. */
  toggleBreakpoint(path: string): Promise<void>;
  /** Why it cannot be set; null: it is. */
  putBreakpoint(breakpoint: KeptBreakpoint, replaces?: Pick<Breakpoint, 'step' | 'when'>): Promise<string | null>;
  removeBreakpoint(breakpoint: Breakpoint): Promise<void>;
  /** Forgets those that cannot be read. */
  mendBreakpoints(): Promise<void>;
  openBreakpointForm(form: BreakpointForm | null): void;
}

/** What the side sheet asks before something runs. */
export type Sheet =
  | { readonly kind: 'start' }
  /** From the breakpoint at this step. */
  | { readonly kind: 'go-on'; readonly run: string; readonly step: string }
  | {
      readonly kind: 'rerun';
      readonly run: string;
      readonly from: string | null;
      readonly definition: 'snapshot' | 'file';
    }
  /** One step alone; `run`: the open one, whose results it may get. */
  | { readonly kind: 'step'; readonly step: string; readonly run: string | null }
  | { readonly kind: 'continue'; readonly run: string; readonly seq: number; readonly checkpoint: string | null };

export interface SheetSlice {
  readonly sheet: Sheet | null;
  /** What the request of the sheet would do; drawn on the graph while the sheet is open. */
  readonly plan: Plan | null;
  readonly planning: boolean;
  readonly planError: ErrorBody | null;
  openSheet(sheet: Sheet): void;
  closeSheet(): void;
  requestPlan(request: PlanRequest | null): Promise<void>;
  rememberInputs(path: string, inputs: JsonObject): void;
}

export interface PinsSlice {
  /** Of the file that is shown, by step. */
  readonly pins: ReadonlyMap<string, PinSummary>;
  /** Why they cannot be read: runs that go by them are refused until they can. */
  readonly pinsProblem: string | null;
  loadPins(): Promise<void>;
  /** The result that the open run has of the step. */
  pin(step: string): Promise<void>;
  unpin(step: string): Promise<void>;
  /** Forgets those that cannot be read. */
  mendPins(): Promise<void>;
}

export interface Notice {
  readonly id: number;
  readonly tone: 'info' | 'error';
  readonly title: string;
  readonly detail: string | null;
  readonly action: { readonly label: string; readonly run: () => void } | null;
  /** True: it is of no more use once something else is open. */
  readonly ofOpening: boolean;
}

export interface NoticeSlice {
  readonly notices: readonly Notice[];
  /** Said to screen readers. */
  readonly spoken: string;
  notify(notice: {
    readonly title: string;
    readonly detail?: string;
    readonly tone?: Notice['tone'];
    readonly action?: Notice['action'];
    readonly ofOpening?: boolean;
  }): void;
  /** Shows what went wrong with something that the person asked for. */
  report(doing: string, error: unknown, options?: { readonly ofOpening?: boolean }): void;
  /** Something is open: what could not be opened before it is no news any more. */
  dismissOpenings(): void;
  dismiss(id: number): void;
  say(text: string): void;
}

/** Everything that a person sees except the run itself and the graph: what is open, chosen, asked and said. */
export type Studio = AppSlice &
  FileSlice &
  RunsSlice &
  ViewSlice &
  SheetSlice &
  PinsSlice &
  NoticeSlice &
  BreakpointsSlice;

export interface StudioDeps {
  readonly client: StudioClient;
  readonly run: StoreApi<RunView>;
  readonly later: (act: () => void, ms: number) => () => void;
}

/** One area of the store: its part of the state and the actions that change it. */
export type CreateSlice<T> = (deps: StudioDeps) => StateCreator<Studio, [], [], T>;

import type { Json } from '../../../shared/json.ts';
import type { Pipeline } from '../../../shared/pipeline.ts';
import { isSettled, type StepState, type VariableChange } from '../../../shared/state/run-state.ts';
import { splitPath } from '../../../shared/step-path.ts';
import type { BlobStore } from '../../storage/blobs.ts';
import { type EvaluationContext, type Scope, scopeOf } from '../../templates/evaluate/scope.ts';
import { NamespaceValue, StepValue, type TemplateValue } from '../../templates/values.ts';
import type { LevelTable } from '../containers/level-ledger.ts';
import { hashStored, hashValue } from '../forks/hash.ts';
import type { ReadLog } from './reads.ts';
import { placeholderOf, type Secrets } from './secrets.ts';
import { templateFiles } from './template-files.ts';

/** What the names of a run's templates are made of (language.md L11). */
export interface ScopeSources {
  readonly pipeline: Pick<Pipeline, 'id' | 'name' | 'version'>;
  /** Of the level that inputs are from: the run, or an included pipeline. Only what is on disk is seen (E5). */
  readonly table: LevelTable;
  /** The levels between that and the place of the evaluation, innermost first. Absent: none. */
  readonly frames?: readonly Frame[];
  readonly blobs: Pick<BlobStore, 'get'>;
  /** Only the allowed names. */
  readonly env: ReadonlyMap<string, string>;
  readonly secrets: Secrets;
  readonly now: () => number;
}

/** A level inside a pipeline: one iteration of a loop, or names that are there for one evaluation. */
export interface Frame {
  readonly table: Pick<LevelTable, 'steps' | 'variables'>;
  readonly names: ReadonlyMap<string, TemplateValue>;
  /** The loop's names are also `loops.<loop>.<name>`. */
  readonly loop?: string;
  /** As `ScopeFor.sees`, for the steps of this level. */
  readonly sees: (writer: string) => boolean;
}

export interface ScopeFor {
  readonly attempt: number;
  /** Whether a step's writes to variables are seen; those of steps that are not waited for are not. */
  readonly sees: (writer: string) => boolean;
  readonly reads: ReadLog;
  /** Secrets stand for themselves instead of their placeholders; for what is handed to a tool only. */
  readonly withSecrets: boolean;
}

/** An evaluation over the run as it is now. Values are looked up by need, so that nothing large is loaded in vain. */
export function evaluationContext(sources: ScopeSources, scopeFor: ScopeFor): EvaluationContext {
  const { table, now } = sources;
  const { reads } = scopeFor;
  const scope = new RunScope(sources, scopeFor);
  return {
    scope,
    files: templateFiles(table.workdir, (name, hash) => reads.add('file', name, () => hash)),
    now: () => new Date(now()),
    onRead: (root, path) => scope.noteRead(root, path),
  };
}

/** The newest change of a variable that a reader sees; undefined: none yet. */
function visibleChange(
  changes: readonly VariableChange[] | undefined,
  sees: (writer: string) => boolean,
): VariableChange | undefined {
  return changes?.findLast(({ step }) => step === undefined || sees(splitPath(step).id));
}

const GROUPS = [
  'inputs',
  'parameters',
  'steps',
  'variables',
  'loops',
  'execution',
  'pipeline',
  'env',
  'secrets',
] as const;

class RunScope implements Scope {
  readonly #sources: ScopeSources;
  readonly #for: ScopeFor;
  readonly #groups: ReadonlyMap<string, NamespaceValue>;

  constructor(sources: ScopeSources, scopeFor: ScopeFor) {
    this.#sources = sources;
    this.#for = scopeFor;
    this.#groups = new Map(
      GROUPS.map((name) => [name, new NamespaceValue(name, this.#group(name), { closed: name === 'secrets' })]),
    );
  }

  lookup(name: string): TemplateValue | undefined {
    return this.#groups.get(name) ?? this.#local(name) ?? this.#input(name) ?? this.#step(name);
  }

  names(): readonly string[] {
    const local = this.#frames.flatMap(({ names }) => [...names.keys()]);
    return [...local, ...Object.keys(this.#sources.table.inputs), ...this.#settledSteps(), ...GROUPS];
  }

  noteRead(root: string, path: readonly string[]): void {
    const [first] = path;
    if (root === 'inputs' || root === 'parameters')
      this.#noteEach(first, Object.keys(this.#sources.table.inputs), (name) => this.#noteInput(name));
    else if (root === 'steps') this.#noteEach(first, this.#settledSteps(), (name) => this.#noteStep(name));
    else if (root === 'variables') this.#noteEach(first, this.#variableNames(), (name) => this.#noteVariable(name));
    else if (root === 'env') this.#noteEach(first, [...this.#sources.env.keys()], (name) => this.#noteEnv(name));
    else if (root === 'secrets') this.#noteEach(first, [], (name) => this.#for.reads.add('secret', name, () => ''));
    else if (this.#local(root) !== undefined) return;
    else if (Object.hasOwn(this.#sources.table.inputs, root)) this.#noteInput(root);
    else if (this.#entry(root) !== undefined) this.#noteStep(root);
  }

  get #frames(): readonly Frame[] {
    return this.#sources.frames ?? [];
  }

  /** The name of the innermost loop that has it. */
  #local(name: string): TemplateValue | undefined {
    for (const { names } of this.#frames) {
      const value = names.get(name);
      if (value !== undefined) return value;
    }
    return undefined;
  }

  #entry(name: string): StepState | undefined {
    for (const { table } of this.#frames) {
      const entry = table.steps.get(name);
      if (entry !== undefined) return entry;
    }
    return this.#sources.table.steps.get(name);
  }

  /** The newest change that is seen, of the innermost level that has one. */
  #change(name: string): VariableChange | undefined {
    for (const { table, sees } of this.#frames) {
      const change = visibleChange(table.variables.get(name), sees);
      if (change !== undefined) return change;
    }
    return visibleChange(this.#sources.table.variables.get(name), this.#for.sees);
  }

  #variableNames(): readonly string[] {
    const tables = [...this.#frames.map(({ table }) => table), this.#sources.table];
    return [...new Set(tables.flatMap(({ variables }) => [...variables.keys()]))];
  }

  /** Names of loops around, by the loop's name. */
  #loops(): Scope {
    const loops = this.#frames.flatMap(({ loop, names }): [string, NamespaceValue][] =>
      loop === undefined ? [] : [[loop, new NamespaceValue(`loops.${loop}`, scopeOf(names))]],
    );
    return scopeOf(new Map<string, TemplateValue>(loops.reverse()));
  }

  /** A group read as a whole reads all that is in it. */
  #noteEach(name: string | undefined, all: readonly string[], note: (name: string) => void): void {
    for (const each of name === undefined ? all : [name]) note(each);
  }

  #noteInput(name: string): void {
    const stored = this.#storedInput(name);
    this.#for.reads.add('input', name, () => (stored === undefined ? '' : hashStored(stored)));
  }

  #noteStep(name: string): void {
    const { status = 'pending', result } = this.#entry(name) ?? {};
    this.#for.reads.add('step', name, () => `${status}:${result === undefined ? '' : hashStored(result)}`);
  }

  #noteVariable(name: string): void {
    const change = this.#change(name);
    this.#for.reads.add('variable', name, () => (change === undefined ? '' : hashStored(change.value)));
  }

  #noteEnv(name: string): void {
    this.#for.reads.add('env', name, () => hashValue(this.#sources.env.get(name) ?? null));
  }

  #group(name: (typeof GROUPS)[number]): Scope {
    const { env, pipeline, table } = this.#sources;
    switch (name) {
      case 'inputs':
      case 'parameters':
        return { lookup: (key) => this.#input(key), names: () => Object.keys(table.inputs) };
      case 'steps':
        return { lookup: (key) => this.#step(key), names: () => this.#settledSteps() };
      case 'variables':
        return { lookup: (key) => this.#variable(key), names: () => this.#variableNames() };
      case 'loops':
        return this.#loops();
      case 'env':
        return { lookup: (key) => env.get(key), names: () => [...env.keys()] };
      case 'secrets':
        return { lookup: (key) => this.#secret(key), names: () => this.#sources.secrets.names };
      case 'execution':
        return fixed(executionFields(table, this.#for.attempt));
      default:
        return fixed({ id: pipeline.id, name: pipeline.name, version: pipeline.version ?? null });
    }
  }

  #input(name: string): Json | undefined {
    const stored = this.#storedInput(name);
    return stored === undefined ? undefined : this.#sources.blobs.get(stored);
  }

  #storedInput(name: string) {
    const { inputs } = this.#sources.table;
    return Object.hasOwn(inputs, name) ? inputs[name] : undefined;
  }

  #step(name: string): StepValue | undefined {
    const entry = this.#entry(name);
    return entry === undefined || !isSettled(entry.status) ? undefined : stepValue(name, entry, this.#sources.blobs);
  }

  #variable(name: string): Json | undefined {
    const change = this.#change(name);
    return change === undefined ? undefined : this.#sources.blobs.get(change.value);
  }

  #secret(name: string): string | undefined {
    const value = this.#sources.secrets.value(name);
    return value === undefined || this.#for.withSecrets ? value : placeholderOf(name);
  }

  #settledSteps(): readonly string[] {
    const tables = [...this.#frames.map(({ table }) => table), this.#sources.table];
    return tables.flatMap(({ steps }) => [...steps].filter(([, entry]) => isSettled(entry.status)).map(([id]) => id));
  }
}

/** A settled step as templates see it (language.md L12); its result is loaded when it is asked for. */
function stepValue(id: string, entry: StepState, blobs: Pick<BlobStore, 'get'>): StepValue {
  const { result } = entry;
  return new StepValue({
    id,
    status: entry.status,
    success: entry.status === 'completed',
    get result() {
      return result === undefined ? undefined : blobs.get(result);
    },
    error: entry.error === undefined ? null : { ...entry.error, span: null },
    attempts: entry.attempts.length,
    duration_ms: entry.durationMs ?? null,
    meta: entry.meta ?? {},
  });
}

/** Fixed at the first start and kept by resume (language.md L11). */
function executionFields(table: LevelTable, attempt: number): { readonly [name: string]: Json } {
  const started = table.startedAt ?? table.createdAt ?? new Date(0).toISOString();
  return {
    id: table.run,
    started_at: started,
    timestamp: started,
    date: started.slice(0, 10),
    time: started.slice(11, 19),
    attempt,
    workdir: table.workdir,
  };
}

function fixed(fields: { readonly [name: string]: Json }): Scope {
  return {
    lookup: (name) => (Object.hasOwn(fields, name) ? fields[name] : undefined),
    names: () => Object.keys(fields),
  };
}

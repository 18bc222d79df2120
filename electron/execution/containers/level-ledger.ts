import type { FactBody, StoredValue } from '../../../shared/facts.ts';
import { stepsIn, variablesIn } from '../../../shared/state/run-scopes.ts';
import type { RunState, StepState, VariableChange } from '../../../shared/state/run-state.ts';
import { joinPath } from '../../../shared/step-path.ts';
import type { Appended, Ledger } from '../run/ledger.ts';

/** A run's table as one level of it sees it: the run's own steps, those of one iteration, or those of an included pipeline. */
export interface LevelTable {
  readonly run: string;
  readonly n: number;
  readonly inputs: { readonly [name: string]: StoredValue };
  readonly workdir: string;
  readonly startedAt: string | null;
  readonly createdAt: string | null;
  /** By id, not by path. */
  readonly steps: ReadonlyMap<string, StepState>;
  readonly variables: ReadonlyMap<string, readonly VariableChange[]>;
}

/** The ledger of a level. Facts are told with ids; those of a level inside the run are journaled with paths. */
export interface LevelLedger {
  readonly head: LevelTable;
  readonly table: LevelTable;
  append(body: FactBody, durable: boolean): Appended;
}

/** One level inside the run, over the run's ledger. `inputs`: of an included pipeline; undefined: those around it. */
export class ScopedLedger implements LevelLedger {
  readonly head: LevelTable;
  readonly table: LevelTable;
  readonly #root: Ledger;
  readonly #scope: string;

  constructor(root: Ledger, scope: string, inputs: { readonly [name: string]: StoredValue }) {
    this.#root = root;
    this.#scope = scope;
    this.head = new ScopedTable(root.head, scope, inputs);
    this.table = new ScopedTable(root.table, scope, inputs);
  }

  /** `step.reset` reaches over levels: it is told with paths, to the run's own ledger. */
  append(body: FactBody, durable: boolean): Appended {
    return this.#root.append(inScope(body, this.#scope), durable);
  }
}

/** The fact with paths in place of ids. */
export function inScope(body: FactBody, scope: string): FactBody {
  const named = 'step' in body && body.step !== undefined ? { ...body, step: joinPath(scope, body.step) } : body;
  if (!('consequences' in named)) return named;
  const consequences = named.consequences.map((each) => ({
    ...each,
    step: joinPath(scope, each.step),
    ...(each.type === 'route.taken' ? { to: joinPath(scope, each.to) } : {}),
  }));
  return { ...named, consequences };
}

/** The table of the run at one level of it. `inputs`: of the pipeline that the level is of. */
export class ScopedTable implements LevelTable {
  readonly #state: RunState;
  readonly #scope: string;
  readonly inputs: { readonly [name: string]: StoredValue };

  constructor(state: RunState, scope: string, inputs: { readonly [name: string]: StoredValue }) {
    this.#state = state;
    this.#scope = scope;
    this.inputs = inputs;
  }

  get run(): string {
    return this.#state.run;
  }
  get n(): number {
    return this.#state.n;
  }
  get workdir(): string {
    return this.#state.workdir;
  }
  get startedAt(): string | null {
    return this.#state.startedAt;
  }
  get createdAt(): string | null {
    return this.#state.createdAt;
  }
  get steps(): ReadonlyMap<string, StepState> {
    return stepsIn(this.#state, this.#scope);
  }
  get variables(): ReadonlyMap<string, readonly VariableChange[]> {
    return variablesIn(this.#state, this.#scope);
  }
}

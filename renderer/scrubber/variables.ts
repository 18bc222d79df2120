import type { StoredValue } from '../../shared/facts.ts';
import { bodyAt } from '../../shared/find-step.ts';
import type { Pipeline } from '../../shared/pipeline.ts';
import { stepsIn, variablesIn } from '../../shared/state/run-scopes.ts';
import type { RunState, StepState, VariableChange } from '../../shared/state/run-state.ts';
import { joinPath, ownerOf, splitPath } from '../../shared/step-path.ts';
import { entryAt } from '../state/place.ts';
import { givenValues, type ValuePart } from './given-values.ts';
import { levelsOf, type Reader, Readers } from './levels.ts';

/** `loop`: a name that a loop gives to its iteration. */
export type VariableKind = 'input' | 'output' | 'intermediate' | 'variable' | 'loop';

export interface VariableRow {
  /** Unique: kind, scope and name. */
  readonly key: string;
  readonly name: string;
  readonly kind: VariableKind;
  /** '' for the run's own level, else that of an iteration or of an included pipeline (shared/step-path.ts). */
  readonly scope: string;
  /** Null: there is none, or it is to be fetched (`part`). */
  readonly value: StoredValue | null;
  readonly part: ValuePart | null;
  /** The step that wrote it, by its path; null: given by a person, or by the run. */
  readonly writer: { readonly step: string; readonly attempt: number } | null;
  readonly at: string | null;
  readonly changes: readonly VariableChange[];
  readonly readers: readonly Reader[];
  /** Whether the fact at the playhead changed it. */
  readonly changedHere: boolean;
  /** The scope whose name of the same spelling is seen in its place; null: it is seen itself. */
  readonly hiddenBy: string | null;
}

/**
 * Everything that has a value at the playhead for the steps of a scope, who gave it and who uses it (engine.md E17,
 * monitor.md M6): the names of the innermost loop first, then what is around it.
 */
export function variableRows(state: RunState, pipeline: Pipeline | null, scope = ''): readonly VariableRow[] {
  const levels = levelsOf(scope);
  const readers = new Readers(state, levels);
  const rows = levels.flatMap((level) => rowsOf({ state, pipeline, readers }, level));
  return markHidden(scope === '' ? [...rows, ...outputRows(state)] : rows);
}

interface Source {
  readonly state: RunState;
  readonly pipeline: Pipeline | null;
  readonly readers: Readers;
}

function rowsOf(source: Source, level: string): readonly VariableRow[] {
  return [...givenRows(source, level), ...runVariableRows(source, level), ...resultRows(source, level)];
}

function givenRows(source: Source, level: string): readonly VariableRow[] {
  return level === '' ? runInputRows(source) : containerRows(source, level);
}

function runInputRows({ state, readers }: Source): readonly VariableRow[] {
  return Object.entries(state.inputs).map(([name, value]) =>
    row('', {
      name,
      kind: 'input',
      value,
      at: state.createdAt,
      readers: readers.of('input', '', name),
      changedHere: state.n === 1,
    }),
  );
}

/** The names of an iteration, the inputs of an included pipeline. */
function containerRows({ state, pipeline, readers }: Source, level: string): readonly VariableRow[] {
  const owner = ownerOf(level);
  if (owner === null) return [];
  const { container, iteration } = owner;
  const entry = entryAt(state, container);
  const at = iteration === null ? entry?.startedAt : state.loops.get(container)?.iterations.get(iteration)?.startedAt;
  return givenValues(state, pipeline, level).map(({ name, value, part }) =>
    row(level, {
      name,
      kind: iteration === null ? 'input' : 'loop',
      value,
      part,
      writer: { step: container, attempt: entry?.attempt ?? 1 },
      at: at ?? null,
      readers: iteration === null ? readers.of('input', level, name) : [],
    }),
  );
}

function runVariableRows({ state, readers }: Source, level: string): readonly VariableRow[] {
  return [...variablesIn(state, level)].map(([name, changes]) => {
    const last = changes.at(-1);
    return row(level, {
      name,
      kind: 'variable',
      value: last?.value ?? null,
      writer: last?.step === undefined ? null : { step: last.step, attempt: last.attempt ?? 1 },
      at: last?.at ?? null,
      changes,
      readers: readers.of('variable', level, name),
      changedHere: last?.n === state.n,
    });
  });
}

function resultRows({ state, pipeline, readers }: Source, level: string): readonly VariableRow[] {
  const steps = stepsIn(state, level);
  const order = (pipeline === null ? null : bodyAt(pipeline, level))?.order ?? [...steps.keys()];
  return order.flatMap((id) => {
    const step: StepState | undefined = steps.get(id);
    return step?.result === undefined
      ? []
      : [
          row(level, {
            name: id,
            kind: 'intermediate',
            value: step.result,
            writer: { step: joinPath(level, id), attempt: step.attempt },
            at: step.endedAt ?? null,
            readers: readers.of('step', level, id),
            changedHere: step.n === state.n,
          }),
        ];
  });
}

function outputRows(state: RunState): readonly VariableRow[] {
  return Object.entries(state.outputs).map(([name, value]) =>
    row('', { name, kind: 'output', value, at: state.endedAt, changedHere: state.endedAt !== null }),
  );
}

const UNKNOWN = { part: null, writer: null, at: null, changes: [], readers: [], changedHere: false, hiddenBy: null };

function row(scope: string, known: Pick<VariableRow, 'name' | 'kind' | 'value'> & Partial<VariableRow>): VariableRow {
  const kind = known.kind === 'intermediate' ? 'step' : known.kind;
  return { ...UNKNOWN, ...known, scope, key: `${kind} ${joinPath(scope, known.name)}` };
}

/** Inner names hide outer ones of the same spelling; run variables have a namespace of their own. */
function markHidden(rows: readonly VariableRow[]): readonly VariableRow[] {
  const seen = new Map<string, string>();
  return rows.map((each) => {
    if (each.kind === 'output') return each;
    const spelled = each.kind === 'variable' ? `variables.${each.name}` : each.name;
    const by = seen.get(spelled);
    if (by === undefined) seen.set(spelled, each.scope);
    return by === undefined || by === each.scope ? each : { ...each, hiddenBy: by };
  });
}

/** The steps of its level and of those around it that have read the result of a step, and where. */
export function readersOf(state: RunState, step: string): readonly Reader[] {
  const { scope, id } = splitPath(step);
  return new Readers(state, levelsOf(scope)).of('step', scope, id);
}

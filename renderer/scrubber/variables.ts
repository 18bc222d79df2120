import type { Read, StoredValue } from '../../shared/facts.ts';
import type { Pipeline } from '../../shared/pipeline.ts';
import type { RunState, VariableChange } from '../../shared/run-state.ts';

export type VariableKind = 'input' | 'output' | 'intermediate' | 'variable';

export interface VariableRow {
  /** Unique: kind and name. */
  readonly key: string;
  readonly name: string;
  readonly kind: VariableKind;
  readonly scope: string;
  readonly value: StoredValue | null;
  /** The step that wrote it; null: given by a person. */
  readonly writer: { readonly step: string; readonly attempt: number } | null;
  readonly at: string | null;
  readonly changes: readonly VariableChange[];
  readonly readers: readonly Reader[];
  /** Whether the fact at the playhead changed it. */
  readonly changedHere: boolean;
}

export interface Reader {
  readonly step: string;
  /** Where in the step: `parameters.path`, `condition`. */
  readonly at: string;
}

/** Everything that has a value at the playhead, who gave it and who uses it (engine.md E17, monitor.md M6). */
export function variableRows(state: RunState, pipeline: Pipeline | null): readonly VariableRow[] {
  const readers = readersByName(state);
  const read = (kind: Read['kind'], name: string) => readers.get(`${kind} ${name}`) ?? [];
  const rows: VariableRow[] = [];
  for (const [name, value] of Object.entries(state.inputs)) {
    rows.push({
      key: `input ${name}`,
      name,
      kind: 'input',
      scope: 'pipeline',
      value,
      writer: null,
      at: state.createdAt,
      changes: [],
      readers: read('input', name),
      changedHere: state.n === 1,
    });
  }
  for (const [name, changes] of state.variables) {
    const last = changes.at(-1);
    const writer = last?.step === undefined ? null : { step: last.step, attempt: last.attempt ?? 1 };
    rows.push({
      key: `variable ${name}`,
      name,
      kind: 'variable',
      scope: 'pipeline',
      value: last?.value ?? null,
      writer,
      at: last?.at ?? null,
      changes,
      readers: read('variable', name),
      changedHere: last?.n === state.n,
    });
  }
  for (const id of pipeline?.order ?? state.steps.keys()) {
    const step = state.steps.get(id);
    if (step?.result === undefined) continue;
    rows.push({
      key: `step ${id}`,
      name: id,
      kind: 'intermediate',
      scope: 'pipeline',
      value: step.result,
      writer: { step: id, attempt: step.attempt },
      at: step.endedAt ?? null,
      changes: [],
      readers: read('step', id),
      changedHere: step.n === state.n,
    });
  }
  for (const [name, value] of Object.entries(state.outputs)) {
    rows.push({
      key: `output ${name}`,
      name,
      kind: 'output',
      scope: 'pipeline',
      value,
      writer: null,
      at: state.endedAt,
      changes: [],
      readers: [],
      changedHere: state.endedAt !== null,
    });
  }
  return rows;
}

function readersByName(state: RunState): ReadonlyMap<string, readonly Reader[]> {
  const found = new Map<string, Reader[]>();
  for (const [step, entry] of state.steps) {
    for (const read of [...entry.reads, ...(entry.condition?.reads ?? [])]) {
      const key = `${read.kind} ${read.name}`;
      const list = found.get(key) ?? [];
      if (!list.some((reader) => reader.step === step && reader.at === read.at)) list.push({ step, at: read.at });
      found.set(key, list);
    }
  }
  return found;
}

/** The steps that read the result of a step, and where. */
export function readersOf(state: RunState, step: string): readonly Reader[] {
  return readersByName(state).get(`step ${step}`) ?? [];
}

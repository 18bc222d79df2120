import type { Read } from '../../shared/facts.ts';
import { stepsIn, variablesIn } from '../../shared/state/run-scopes.ts';
import type { RunState } from '../../shared/state/run-state.ts';
import { joinPath, ownerOf, splitPath } from '../../shared/step-path.ts';

/** A level and those around it that its templates see, innermost first: the last is that of its pipeline. */
export function levelsOf(scope: string): readonly string[] {
  const owner = ownerOf(scope);
  if (owner === null || owner.iteration === null) return [scope];
  return [scope, ...levelsOf(splitPath(owner.container).scope)];
}

export interface Reader {
  /** Its path. */
  readonly step: string;
  /** Where in the step: `parameters.path`, `condition`. */
  readonly at: string;
}

/** The steps of these levels that have read a name of one of them. */
export class Readers {
  readonly #found = new Map<string, Reader[]>();

  constructor(state: RunState, levels: readonly string[]) {
    levels.forEach((level, index) => {
      const around = levels.slice(index);
      for (const [id, entry] of stepsIn(state, level))
        for (const read of [...entry.reads, ...(entry.condition?.reads ?? [])]) {
          const key = keyOf(read.kind, levelOf(state, around, read), read.name);
          this.#add(key, { step: joinPath(level, id), at: read.at });
        }
    });
  }

  of(kind: Read['kind'], level: string, name: string): readonly Reader[] {
    return this.#found.get(keyOf(kind, level, name)) ?? [];
  }

  #add(key: string, reader: Reader): void {
    const list = this.#found.get(key) ?? [];
    if (!list.some(({ step, at }) => step === reader.step && at === reader.at)) list.push(reader);
    this.#found.set(key, list);
  }
}

/** Where the name that was read belongs: the innermost level that has it. */
function levelOf(state: RunState, levels: readonly string[], { kind, name }: Read): string {
  const outermost = levels.at(-1) ?? '';
  if (kind === 'step') return levels.find((level) => stepsIn(state, level).has(name)) ?? outermost;
  if (kind === 'variable') return levels.find((level) => variablesIn(state, level).has(name)) ?? outermost;
  return outermost;
}

function keyOf(kind: Read['kind'], level: string, name: string): string {
  return JSON.stringify([kind, level, name]);
}

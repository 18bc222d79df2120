import type { Reads, VariableRead } from '../names/site.ts';
import { placeOfRead } from '../names/site.ts';
import type { Place, Report } from '../report.ts';
import type { StepEntry, StepTree } from '../steps/step-tree.ts';
import { isInside, seesLevel } from '../steps/step-tree.ts';
import type { Graphs } from './build-graphs.ts';
import { addEdge } from './build-graphs.ts';

/** A `set` step with the places of the names that it writes. */
export interface VariableWriter {
  readonly step: StepEntry;
  /** Where the variables are seen: the file (null), or one iteration of a loop. */
  readonly level: StepEntry | null;
  readonly names: ReadonlyMap<string, Place>;
}

export interface VariableUse {
  readonly tree: StepTree;
  readonly readsByStep: ReadonlyMap<StepEntry, Reads>;
  readonly writers: readonly VariableWriter[];
  readonly report: Report;
}

/**
 * Makes each reader of a variable wait for the steps that set it before, and reports reads without such a step
 * (language.md L6). A set that another one waits for already is left out: it is waited for through that one.
 */
export function addVariableEdges(graphs: Graphs, use: VariableUse): void {
  const writerOf = new Map(use.writers.map((writer) => [writer.step, writer]));
  const last = new Map<string, readonly VariableWriter[]>();
  for (const { step, reads, writes } of inOrder(use.tree.top, use.readsByStep)) {
    for (const read of reads) {
      const set = read.name === null ? [...last.values()].flat() : (last.get(read.name) ?? []);
      const earlier = set.filter(({ level }) => seesLevel(read.site.level, level));
      for (const { step: from } of earlier) addEdge(graphs, { from, to: step, place: placeOfRead(read) });
      if (earlier.length === 0 && read.name !== null && !read.guarded) reportTooEarly(read, step, use);
    }
    const writer = writes ? writerOf.get(step) : undefined;
    if (writer === undefined) continue;
    for (const name of writer.names.keys()) {
      const others = (last.get(name) ?? []).filter(
        ({ step: from }) =>
          from.parent !== step.parent || graphs.get(step.parent)?.edge(from.id, step.id) === undefined,
      );
      last.set(name, [...others, writer]);
    }
  }
}

interface Moment {
  readonly step: StepEntry;
  readonly reads: readonly VariableRead[];
  readonly writes: boolean;
}

/** The reads and writes in the order of the file; what a loop reads after each iteration comes behind its body. */
function inOrder(steps: readonly StepEntry[], readsByStep: ReadonlyMap<StepEntry, Reads>): Moment[] {
  return steps.flatMap((step): Moment[] => {
    const reads = readsByStep.get(step)?.variables ?? [];
    if (step.body.length === 0) return [{ step, reads, writes: true }];
    const isAfter = ({ site }: VariableRead) => site.step === step && site.sees === 'body_after';
    const before = { step, reads: reads.filter((read) => !isAfter(read)), writes: true };
    return [before, ...inOrder(step.body, readsByStep), { step, reads: reads.filter(isAfter), writes: false }];
  });
}

function reportTooEarly(read: VariableRead, step: StepEntry, use: VariableUse): void {
  const writer = use.writers.find(
    (candidate) =>
      candidate.step !== step && candidate.names.has(read.name ?? '') && seesLevel(read.site.level, candidate.level),
  );
  const where =
    writer === undefined
      ? 'only this step itself sets it'
      : `\`${writer.step.id}\` sets it further down (line ${writer.step.idNode.span.line})`;
  const hint =
    writer === undefined
      ? 'write `| default(...)` for its first value, or set it in an earlier step'
      : 'move the step that sets it above';
  use.report.error('variable_before_set', placeOfRead(read), {
    message: `the variable \`${read.name}\` is read before it is set: ${where}`,
    hint,
  });
}

/** Reports pairs of a `set` and another `set` or a reader of the same name that nothing orders: what is read would depend on timing. */
export function checkVariableOrder(graphs: Graphs, use: VariableUse): void {
  const ancestry = new Ancestry(graphs);
  for (const name of new Set(use.writers.flatMap(({ names }) => [...names.keys()]))) {
    const all = use.writers.filter(({ names }) => names.has(name));
    for (const level of new Set(all.map((writer) => writer.level))) {
      const writers = all.filter((writer) => writer.level === level);
      if (writers.length < 2) continue;
      const readers = [...use.readsByStep].filter(([, { variables }]) =>
        variables.some((read) => (read.name === name || read.name === null) && seesLevel(read.site.level, level)),
      );
      checkName({ name, writers, readers: readers.map(([step]) => step) }, ancestry, use.report);
    }
  }
}

interface Users {
  readonly name: string;
  readonly writers: readonly VariableWriter[];
  readonly readers: readonly StepEntry[];
}

function checkName({ name, writers, readers }: Users, ancestry: Ancestry, report: Report): void {
  for (const [index, writer] of writers.entries()) {
    const place = writer.names.get(name);
    if (place === undefined) continue;
    const other = writers.slice(0, index).find(({ step }) => !ancestry.areOrdered(step, writer.step));
    const reader = readers.find((step) => step !== writer.step && !ancestry.areOrdered(step, writer.step));
    const loose = other?.step ?? reader;
    if (loose === undefined) continue;
    const does = other === undefined ? 'reads' : 'sets';
    const message = `\`${loose.id}\` (line ${loose.idNode.span.line}) ${does} \`${name}\` too, and nothing says which of the two comes first`;
    report.error('unordered_variable', place, { message, hint: `add \`dependencies: [${loose.id}]\`` });
  }
}

/** Answers whether a step is settled before another one starts; what it found out it keeps. */
class Ancestry {
  readonly #graphs: Graphs;
  readonly #ancestors = new Map<StepEntry, ReadonlySet<string>>();

  constructor(graphs: Graphs) {
    this.#graphs = graphs;
  }

  /** A loop itself reads before or after its body, never while that runs. */
  areOrdered(one: StepEntry, other: StepEntry): boolean {
    if (isInside(one, other) || isInside(other, one)) return true;
    return this.#isBefore(one, other) || this.#isBefore(other, one);
  }

  /** Steps inside a loop count as the loop at its level. */
  #isBefore(first: StepEntry, second: StepEntry): boolean {
    const levels = new Map<StepEntry | null, StepEntry>();
    for (let at: StepEntry | null = second; at !== null; at = at.parent) levels.set(at.parent, at);
    for (let at: StepEntry | null = first; at !== null; at = at.parent) {
      const level = levels.get(at.parent);
      if (level === undefined) continue;
      // Most are: the later one reads the variable, or names the earlier one.
      if (this.#graphs.get(at.parent)?.edge(at.id, level.id) !== undefined) return true;
      return this.#ancestorsOf(level).has(at.id);
    }
    return false;
  }

  #ancestorsOf(step: StepEntry): ReadonlySet<string> {
    const known = this.#ancestors.get(step);
    if (known !== undefined) return known;
    const found = this.#graphs.get(step.parent)?.ancestorsOf(step.id) ?? new Set<string>();
    this.#ancestors.set(step, found);
    return found;
  }
}

import { locate } from '../../../shared/source.ts';
import type { Reads, VariableRead } from '../names/site.ts';
import type { Place, Report } from '../report.ts';
import type { StepEntry } from '../steps/step-tree.ts';
import type { Graphs } from './build-graphs.ts';
import { addEdge } from './build-graphs.ts';

/** A `set` step with the places of the names that it writes. */
export interface VariableWriter {
  readonly step: StepEntry;
  readonly names: ReadonlyMap<string, Place>;
}

/**
 * Makes each reader of a variable wait for the steps that set it before, and reports reads without such a step
 * (language.md L6). A set that another one waits for already is left out: it is waited for through that one.
 */
export function addVariableEdges(
  graphs: Graphs,
  readsByStep: ReadonlyMap<StepEntry, Reads>,
  about: { writers: readonly VariableWriter[]; report: Report },
): void {
  const writerOf = new Map(about.writers.map((writer) => [writer.step, writer]));
  const last = new Map<string, readonly StepEntry[]>();
  for (const [step, { variables }] of readsByStep) {
    for (const read of variables) {
      const earlier = read.name === null ? [...last.values()].flat() : (last.get(read.name) ?? []);
      for (const from of earlier) addEdge(graphs, { from, to: step, place: placeOf(read) });
      if (earlier.length === 0 && read.name !== null && !read.guarded) reportTooEarly(read, step, about);
    }
    for (const name of writerOf.get(step)?.names.keys() ?? []) {
      const others = (last.get(name) ?? []).filter(
        (from) => from.parent !== step.parent || graphs.get(step.parent)?.edge(from.id, step.id) === undefined,
      );
      last.set(name, [...others, step]);
    }
  }
}

function placeOf({ site, start, end }: VariableRead): Place {
  return { span: locate(site.source, start, end), path: site.path };
}

function reportTooEarly(
  read: VariableRead,
  step: StepEntry,
  about: { writers: readonly VariableWriter[]; report: Report },
): void {
  const writer = about.writers.find((candidate) => candidate.step !== step && candidate.names.has(read.name ?? ''));
  const where =
    writer === undefined
      ? 'only this step itself sets it'
      : `\`${writer.step.id}\` sets it further down (line ${writer.step.idNode.span.line})`;
  const hint =
    writer === undefined
      ? 'write `| default(...)` for its first value, or set it in an earlier step'
      : 'move the step that sets it above';
  about.report.error('variable_before_set', placeOf(read), {
    message: `the variable \`${read.name}\` is read before it is set: ${where}`,
    hint,
  });
}

/** Reports pairs of a `set` and another `set` or a reader of the same name that nothing orders: what is read would depend on timing. */
export function checkVariableOrder(
  graphs: Graphs,
  readsByStep: ReadonlyMap<StepEntry, Reads>,
  about: { writers: readonly VariableWriter[]; report: Report },
): void {
  const ancestry = new Ancestry(graphs);
  for (const name of new Set(about.writers.flatMap(({ names }) => [...names.keys()]))) {
    const writers = about.writers.filter(({ names }) => names.has(name));
    if (writers.length < 2) continue;
    const readers = [...readsByStep].filter(([, reads]) =>
      reads.variables.some((read) => read.name === name || read.name === null),
    );
    checkName({ name, writers, readers: readers.map(([step]) => step) }, ancestry, about.report);
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

  areOrdered(one: StepEntry, other: StepEntry): boolean {
    return this.#isBefore(one, other) || this.#isBefore(other, one);
  }

  /** Steps inside a container count as the container at its level. */
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

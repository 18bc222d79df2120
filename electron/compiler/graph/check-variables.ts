import { locate } from '../../../shared/source.ts';
import type { Reads, VariableRead } from '../names/site.ts';
import type { Place, Report } from '../report.ts';
import type { StepEntry } from '../steps/step-tree.ts';
import { addEdge } from './build-graphs.ts';
import type { Graphs } from './build-graphs.ts';

/** A `set` step with the places of the names that it writes. */
export interface VariableWriter {
  readonly step: StepEntry;
  /** Place in the file, from 0, over all steps. */
  readonly position: number;
  readonly names: ReadonlyMap<string, Place>;
}

/** Makes each reader of a variable wait for the steps that set it before, and reports reads without such a step (language.md L6). */
export function addVariableEdges(graphs: Graphs, readsByStep: ReadonlyMap<StepEntry, Reads>, about: { writers: readonly VariableWriter[]; report: Report }): void {
  const { writers, report } = about;
  if (writers.length === 0) return;
  let position = -1;
  for (const [step, { variables }] of readsByStep) {
    position += 1;
    for (const read of variables) {
      const all = writersOf(read, writers).filter((writer) => writer.step !== step);
      const earlier = all.filter((writer) => writer.position < position);
      for (const { step: from } of earlier) addEdge(graphs, { from, to: step, place: placeOf(read) });
      if (earlier.length === 0 && read.name !== null && !read.guarded) reportTooEarly(read, all, report);
    }
  }
}

function writersOf(read: VariableRead, writers: readonly VariableWriter[]): readonly VariableWriter[] {
  const { name } = read;
  return name === null ? writers : writers.filter(({ names }) => names.has(name));
}

function placeOf({ site, start, end }: VariableRead): Place {
  return { span: locate(site.source, start, end), path: site.path };
}

function reportTooEarly(read: VariableRead, writers: readonly VariableWriter[], report: Report): void {
  const [writer] = writers;
  const where = writer === undefined ? 'only this step itself sets it' : `\`${writer.step.id}\` sets it further down (line ${writer.step.idNode.span.line})`;
  report.error('variable_before_set', placeOf(read), { message: `the variable \`${read.name}\` is read before it is set: ${where}`, hint: 'move the step that sets it above' });
}

/** Reports pairs of a `set` and another `set` or a reader of the same name that nothing orders: what is read would depend on timing. */
export function checkVariableOrder(graphs: Graphs, readsByStep: ReadonlyMap<StepEntry, Reads>, about: { writers: readonly VariableWriter[]; report: Report }): void {
  const ancestry = new Ancestry(graphs);
  for (const name of new Set(about.writers.flatMap(({ names }) => [...names.keys()]))) {
    const writers = about.writers.filter(({ names }) => names.has(name));
    if (writers.length < 2) continue;
    const readers = [...readsByStep].filter(([, reads]) => reads.variables.some((read) => read.name === name || read.name === null));
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
      if (level !== undefined) return this.#ancestorsOf(level).has(at.id);
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

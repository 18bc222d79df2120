import path from 'node:path';
import type { Diagnostic } from '../../../shared/diagnostics.ts';
import { describeThrown } from '../../../shared/errors.ts';
import type { Pipeline } from '../../../shared/pipeline.ts';
import { MAX_INCLUDE_DEPTH, MAX_INCLUDED_STEPS } from '../limits.ts';
import type { Place, Report } from '../report.ts';
import type { FileText } from '../yaml/file-text.ts';
import { MappedLines } from '../yaml/line-table.ts';
import type { YamlScalar } from '../yaml/tree.ts';

/** What came of compiling one file, or one text in a file. */
export interface Unit {
  readonly pipeline: Pipeline | null;
  /** What it is called and given, as far as that is known, also where it has errors. */
  readonly declared: Declared | null;
  readonly diagnostics: readonly Diagnostic[];
  /** How many pipelines are nested in it. */
  readonly height: number;
  /** Steps, those in bodies and in included pipelines too. */
  readonly size: number;
}

export type Declared = Pick<Pipeline, 'name' | 'inputs'>;

export interface Included {
  /** Null: it cannot run; the report says why. */
  readonly pipeline: Pipeline | null;
  readonly declared: Declared | null;
}

/** A file as it was read, or a text in one. */
export type UnitSource = { readonly file: string } & (
  | { readonly content: string | Uint8Array }
  | { readonly text: FileText }
);

export interface IncludeContext {
  /** Reads a file by the path that `fileFrom` gives; throws where it cannot. */
  readonly readFile: ((file: string) => string | Uint8Array) | undefined;
  readonly compile: (source: UnitSource, includer: Includer) => Unit;
  /** What has been compiled, by file. */
  readonly units: Map<string, Unit>;
  /** What has been read, by file. */
  readonly files: Map<string, string | Uint8Array>;
}

/** The path of a file as the file that includes it names it, in the terms of that file's own path. */
function fileFrom(file: string, named: string): string {
  return path.normalize(path.isAbsolute(named) ? named : path.join(path.dirname(file), named));
}

/** Compiles what one file includes. Each file is read and compiled once, however often it is included. */
export class Includer {
  readonly #context: IncludeContext;
  /** The files that are being compiled, each including the next; the last is the one that this includer is for. */
  readonly #chain: readonly string[];
  #height = 0;
  #size = 0;

  constructor(context: IncludeContext, chain: readonly string[]) {
    this.#context = context;
    this.#chain = chain;
  }

  get height(): number {
    return this.#height;
  }

  get size(): number {
    return this.#size;
  }

  /** Null: there is nothing to read; the report says why. */
  includeFile(named: string, place: Place, report: Report): Included | null {
    const file = fileFrom(this.#file, named);
    if (this.#chain.includes(file)) return this.#reportCycle(file, place, report);
    const unit = this.#context.units.get(file) ?? this.#compileFile({ file, named }, place, report);
    if (unit === null) return null;
    report.addIncluded(unit.diagnostics, place);
    reportErrors(named, unit.diagnostics, { place, report });
    return { pipeline: this.#accept(unit, place, report), declared: unit.declared };
  }

  /** A pipeline whose text stands in the file itself. */
  includeText(node: YamlScalar, report: Report): Included | null {
    if (this.#chain.length > MAX_INCLUDE_DEPTH) return this.#reportDepth(node, report);
    const text: FileText = { text: node.text, lines: new MappedLines(node.source()) };
    const unit = this.#context.compile(
      { file: this.#file, text },
      new Includer(this.#context, [...this.#chain, this.#file]),
    );
    report.addInner(unit.diagnostics, node.path);
    return { pipeline: this.#accept(unit, node, report), declared: unit.declared };
  }

  get #file(): string {
    return this.#chain.at(-1) ?? '';
  }

  #compileFile({ file, named }: { file: string; named: string }, place: Place, report: Report): Unit | null {
    if (this.#chain.length > MAX_INCLUDE_DEPTH) return this.#reportDepth(place, report);
    const content = this.#read(file, named, { place, report });
    if (content === null) return null;
    this.#context.files.set(file, content);
    const unit = this.#context.compile({ file, content }, new Includer(this.#context, [...this.#chain, file]));
    this.#context.units.set(file, unit);
    return unit;
  }

  #accept(unit: Unit, place: Place, report: Report): Pipeline | null {
    this.#height = Math.max(this.#height, unit.height + 1);
    this.#size += unit.size;
    if (this.#chain.length + unit.height > MAX_INCLUDE_DEPTH) return this.#reportDepth(place, report);
    if (this.#size <= MAX_INCLUDED_STEPS) return unit.pipeline;
    const message = `the pipelines in this one have more than ${MAX_INCLUDED_STEPS} steps together`;
    report.error('file_too_complex', place, { message });
    return null;
  }

  #read(file: string, named: string, { place, report }: { place: Place; report: Report }): string | Uint8Array | null {
    const { readFile } = this.#context;
    if (readFile === undefined) {
      report.error('unreadable_file', place, { message: `\`${named}\`: other files cannot be read here` });
      return null;
    }
    try {
      return readFile(file);
    } catch (error) {
      const message = `\`${named}\` cannot be read: ${describeThrown(error)}`;
      report.error('unreadable_file', place, { message, hint: this.#nearby(named, readFile) });
      return null;
    }
  }

  /** The older dialect's paths begin where its commands were run. */
  #nearby(named: string, readFile: (file: string) => string | Uint8Array): string {
    const parts = named.split(/[\\/]/);
    for (let from = 1; from < parts.length; from += 1) {
      const candidate = parts.slice(from).join('/');
      if (canRead(fileFrom(this.#file, candidate), readFile)) return `did you mean \`${candidate}\`? (${WHERE})`;
    }
    return WHERE;
  }

  #reportCycle(file: string, place: Place, report: Report): null {
    const chain = [...this.#chain.slice(this.#chain.indexOf(file)), file].filter(
      (each, at, all) => each !== all[at - 1] || at === all.length - 1,
    );
    report.error('pipeline_cycle', place, {
      message: `a pipeline cannot run itself: ${chain.join(' → ')}`,
      hint: 'to repeat steps use a loop',
    });
    return null;
  }

  #reportDepth(place: Place, report: Report): null {
    report.error('nested_too_deeply', place, {
      message: `pipelines run pipelines more than ${MAX_INCLUDE_DEPTH} deep: ${[...new Set(this.#chain)].join(' → ')}`,
    });
    return null;
  }
}

const WHERE = 'paths begin at the folder of the file that names them';

function canRead(file: string, readFile: (file: string) => string | Uint8Array): boolean {
  try {
    readFile(file);
    return true;
  } catch {
    // only asked whether it is there
    return false;
  }
}

/** The including file is told too: it is what an editor shows. */
function reportErrors(
  named: string,
  diagnostics: readonly Diagnostic[],
  { place, report }: { place: Place; report: Report },
): void {
  const errors = diagnostics.filter(({ severity }) => severity === 'error');
  const [first] = errors;
  if (first === undefined) return;
  const code = errors.every(({ code: each }) => each === 'needs_later') ? 'needs_later' : 'invalid_pipeline';
  const count = errors.length === 1 ? 'an error' : `${errors.length} errors; the first is`;
  report.error(code, place, { message: `\`${named}\` has ${count} in line ${first.span.line}: ${first.message}` });
}

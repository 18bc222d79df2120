import path from 'node:path';
import type { Diagnostic } from '../../shared/diagnostics.ts';
import type { Pipeline } from '../../shared/pipeline.ts';
import type { Tool } from '../tools/tool.ts';
import type { Analysis } from './analyze.ts';
import { analyzeFile } from './analyze.ts';
import type { Unit, UnitSource } from './include/includer.ts';
import { Includer } from './include/includer.ts';
import { TemplateBudget } from './names/scope.ts';
import type { PartialStep } from './read/read-step.ts';
import { Report } from './report.ts';
import { readFileText } from './yaml/file-text.ts';
import { parseYaml } from './yaml/parse.ts';

export interface CompileRequest {
  /** The content of the file. Bytes that are no UTF-8 are told apart from text only where bytes are given. */
  readonly text: string | Uint8Array;
  /** The file as the person named it: it stands in every diagnostic. */
  readonly file: string;
  readonly tools: readonly Tool[];
  /** Names that `env` may read; without it any. */
  readonly envNames?: readonly string[] | undefined;
  /**
   * Reads a file that is included; throws where it cannot. Its path is in the terms of `file`: beside `a/b.yaml`,
   * `c.yaml` is `a/c.yaml`. Without it a file that includes others is refused.
   */
  readonly readFile?: ((file: string) => string | Uint8Array) | undefined;
}

export interface Compiled {
  /** Null if and only if there is an error. */
  readonly pipeline: Pipeline | null;
  /** In the order of the file; those of included files behind them, each with the places that include it. */
  readonly diagnostics: readonly Diagnostic[];
  /** The steps as far as they are known, also of a file with errors. */
  readonly partial: readonly PartialStep[];
  /** The files that are included, by the paths that `readFile` was asked for; those that could be read. */
  readonly files: ReadonlyMap<string, string | Uint8Array>;
}

/** Compiles a pipeline file: all its errors at once, each with its exact place, or the pipeline. Never throws for what the file holds. */
export function compilePipeline(request: CompileRequest): Compiled {
  const { file, text, tools, envNames, readFile } = request;
  const common = { tools, envNames, budget: new TemplateBudget() };
  const files = new Map<string, string | Uint8Array>();
  const context = {
    readFile,
    compile: (source: UnitSource, includer: Includer) => compileUnit(source, { ...common, includer }),
    units: new Map<string, Unit>(),
    files,
  };
  const includer = new Includer(context, [path.normalize(file)]);
  const { pipeline, diagnostics, partial } = compileUnit({ file, content: text }, { ...common, includer });
  return { pipeline, diagnostics, partial, files };
}

function compileUnit(source: UnitSource, about: Omit<Analysis, 'file'>): Unit & Pick<Compiled, 'partial'> {
  const report = new Report();
  const { file } = source;
  const text = 'text' in source ? source.text : readFileText(source.content, file, report);
  const parsed = text === null ? null : parseYaml(text, report);
  if (parsed === null)
    return { pipeline: null, declared: null, diagnostics: report.sorted(), partial: [], height: 0, size: 0 };
  // Behind an error of the syntax the tree is a guess: only what stands before it, and does not depend on what
  // follows, is told.
  const found = parsed.brokenLine === null ? report : new Report();
  const { pipeline, partial } = analyzeFile(parsed.root, { ...about, file }, found);
  if (parsed.brokenLine !== null) report.addBefore(parsed.brokenLine, found, LOCAL_CODES);
  const { height, size } = about.includer;
  const usable = report.hasErrors ? null : pipeline;
  const declared = parsed.brokenLine === null ? pipeline : null;
  return { pipeline: usable, declared, diagnostics: report.sorted(), partial, height, size: size + partial.length };
}

/** Errors that a node has by itself, whatever the rest of the file says. */
const LOCAL_CODES: ReadonlySet<string> = new Set([
  'unknown_key',
  'no_effect',
  'wrong_type',
  'invalid_value',
  'conflicting_keys',
  'unknown_tool',
  'unknown_action',
  'missing_action',
  'unknown_parameter',
  'invalid_parameter',
  'needs_later',
  'duplicate_id',
  'reserved_name',
  'invalid_default',
  'two_containers',
  'prose_action',
]);

import type { Diagnostic } from '../../shared/diagnostics.ts';
import type { Pipeline } from '../../shared/pipeline.ts';
import type { Tool } from '../tools/tool.ts';
import { analyzeFile } from './analyze.ts';
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
  readonly envNames?: readonly string[];
}

export interface Compiled {
  /** Null if and only if there is an error. */
  readonly pipeline: Pipeline | null;
  /** In the order of the file. */
  readonly diagnostics: readonly Diagnostic[];
  /** The steps as far as they are known, also of a file with errors. */
  readonly partial: readonly PartialStep[];
}

/** Compiles a pipeline file: all its errors at once, each with its exact place, or the pipeline. Never throws for what the file holds. */
export function compilePipeline(request: CompileRequest): Compiled {
  const report = new Report();
  const text = readFileText(request.text, request.file, report);
  const parsed = text === null ? null : parseYaml(text, report);
  if (parsed === null) return { pipeline: null, diagnostics: report.sorted(), partial: [] };
  // Behind an error of the syntax the tree is a guess: only what stands before it, and does not depend on what
  // follows, is told.
  const found = parsed.brokenLine === null ? report : new Report();
  const { pipeline, partial } = analyzeFile(parsed.root, request, found);
  if (parsed.brokenLine !== null) report.addBefore(parsed.brokenLine, found, LOCAL_CODES);
  return { pipeline: report.hasErrors ? null : pipeline, diagnostics: report.sorted(), partial };
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

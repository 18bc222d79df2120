import { checkTemplate } from '../../templates/check/check.ts';
import { findReferences } from '../../templates/check/references.ts';
import type { CompiledTemplate } from '../../templates/compile.ts';
import { compileCondition, compileTemplate } from '../../templates/compile.ts';
import type { TemplateProblem } from '../../templates/errors.ts';
import { TemplateSyntaxError } from '../../templates/errors.ts';
import { MAX_TEMPLATE_TOKENS } from '../limits.ts';
import type { Report } from '../report.ts';
import { findAuto } from '../values.ts';
import { ReferenceCheck } from './check-reference.ts';
import type { FileNames } from './scope.ts';
import type { Reads, TemplateSite } from './site.ts';
import { NO_READS, reportProblem } from './site.ts';
import { findStatusComparisons } from './status-comparisons.ts';

/** Compiles a template, reports all that is wrong in it, and tells what it reads. */
export function checkSite(site: TemplateSite, names: FileNames, report: Report): Reads {
  // A model decides it (language.md L28); `checkTexts` tells of it.
  if (site.kind === 'condition' && findAuto(site.source.text) !== -1) return NO_READS;
  if (names.budget.isSpent) return NO_READS;
  const compiled = compile(site, report);
  if (compiled === null) return NO_READS;
  names.budget.spend(compiled.size);
  if (names.budget.isSpent) return refuseRest(site, report);
  for (const problem of checkTemplate(compiled))
    if (!isOwnName(problem, site, names)) reportProblem(site, problem, report);
  for (const problem of findStatusComparisons(compiled, (name) => isStep(name, site, names)))
    reportProblem(site, problem, report);
  const check = new ReferenceCheck(site, names, report);
  for (const reference of findReferences(compiled)) check.see(reference);
  return check.reads;
}

function refuseRest({ source, path }: TemplateSite, report: Report): Reads {
  const message = `the templates up to here hold more than ${MAX_TEMPLATE_TOKENS} names, operators and values`;
  report.error(
    'file_too_complex',
    { span: source.span, path },
    { message, hint: 'keep long texts in files, and read them with a step' },
  );
  return NO_READS;
}

function isStep(name: string, { level }: TemplateSite, names: FileNames): boolean {
  return names.steps.find(name, level) !== undefined;
}

/** A name that is a function's, not called, is a step or an input where there is one of that name. */
function isOwnName({ code, start, end }: TemplateProblem, site: TemplateSite, names: FileNames): boolean {
  const name = site.source.text.slice(start, end);
  return (
    code === 'function_not_called' && (isStep(name, site, names) || names.inputs.has(name) || site.local.loop.has(name))
  );
}

/** Errors of syntax that are told of one text; behind each, the text is read again. */
const MAX_SYNTAX_ERRORS = 10;
const MAX_READ_AGAIN = 64 * 1024;

/**
 * Null: it does not parse. What is in one `{{ }}` does not matter to the rest of a text, so that an error there is no
 * reason to keep silent about the others (language.md L1).
 */
function compile(site: TemplateSite, report: Report): CompiledTemplate | null {
  let { text } = site.source;
  for (let errors = 0; errors < MAX_SYNTAX_ERRORS; errors += 1) {
    try {
      return site.kind === 'condition' ? compileCondition(text) : compileTemplate(text);
    } catch (error) {
      if (!(error instanceof TemplateSyntaxError)) throw error;
      reportSyntax(site, error, report);
      const rest = site.kind === 'condition' ? null : withoutOutputAt(text, error.start);
      if (rest === null || text.length > MAX_READ_AGAIN) return null;
      text = rest;
    }
  }
  return null;
}

/** A text of the same length without the `{{ }}` around a place; null: it stands in none that can be told apart. */
function withoutOutputAt(text: string, at: number): string | null {
  const open = text.lastIndexOf('{{', at);
  const close = text.indexOf('}}', open + 2);
  if (open === -1 || close === -1 || close + 2 < at) return null;
  const whole = text.slice(open, close + 2);
  if (whole.includes('{%') || whole.indexOf('{{', 2) !== -1) return null;
  return text.slice(0, open) + ' '.repeat(whole.length) + text.slice(close + 2);
}

function reportSyntax(site: TemplateSite, error: TemplateSyntaxError, report: Report): void {
  const { code, message, start, end } = error;
  const { text } = site.source;
  const inclusion = /^\s*file:\s*([^\s}]+)/.exec(text.slice(text.lastIndexOf('{{', start) + 2));
  const hint = inclusion === null ? error.hint : `write {{ include_file('${inclusion[1]}') }}`;
  reportProblem(site, { code, message, hint, start, end }, report);
}

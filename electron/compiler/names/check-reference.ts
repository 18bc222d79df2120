import { locate } from '../../../shared/source.ts';
import type { Reference } from '../../templates/check/references.ts';
import { FUNCTION_NAMES } from '../../templates/evaluate/functions.ts';
import { didYouMean, listNames } from '../../templates/suggest.ts';
import { isStepField, STEP_FIELDS } from '../../templates/values.ts';
import type { Report } from '../report.ts';
import { isSingle } from '../steps/step-kind.ts';
import type { StepEntry } from '../steps/step-tree.ts';
import { isInside, seesLevel } from '../steps/step-tree.ts';
import { findMissing } from './find-missing.ts';
import { DECLARE, ERROR_HINTS, HINTS } from './hints.ts';
import { ERROR_FIELDS, NAMESPACES } from './reserved.ts';
import type { FileNames } from './scope.ts';
import { allNames, loopNameOf } from './scope.ts';
import type { Reads, StepRead, TemplateSite, VariableRead } from './site.ts';
import { reportProblem } from './site.ts';

const FUNCTIONS: ReadonlySet<string> = new Set(FUNCTION_NAMES);

/** Checks the names that one template reads (language.md L7, L11), and gathers what they depend on (L6). */
export class ReferenceCheck {
  readonly #site: TemplateSite;
  readonly #names: FileNames;
  readonly #report: Report;
  readonly #steps: StepRead[] = [];
  readonly #variables: VariableRead[] = [];
  /** Up to here the text has been told about: the rest of a hyphenated name is no second error. */
  #reportedTo = -1;

  constructor(site: TemplateSite, names: FileNames, report: Report) {
    this.#site = site;
    this.#names = names;
    this.#report = report;
  }

  get reads(): Reads {
    return { steps: this.#steps, variables: this.#variables };
  }

  see(reference: Reference): void {
    const { root, called } = reference;
    if (called || reference.start < this.#reportedTo) return;
    const loop = this.#site.local.loop.get(root);
    if (loop !== undefined) return loop === null ? undefined : this.#field(reference, root, loop);
    if (root === 'error' && this.#site.local.error) return this.#field(reference, 'error', ERROR_FIELDS);
    // Before the steps: one that has such a name has been told so, and who reads the name means the other.
    if (this.#names.inputs.has(root)) return;
    if (NAMESPACES.has(root)) return this.#namespace(reference);
    const step = this.#names.steps.find(root, this.#site.level);
    if (step !== undefined) return this.#step(reference, step, reference.path);
    if (FUNCTIONS.has(root)) return; // an uncalled function is told by `checkTemplate`
    const hidden = this.#names.steps.findAnywhere(root);
    if (hidden !== undefined) this.#hidden(reference, hidden);
    else if (!reference.guarded && !this.#isSetAside(root)) this.#unknown(reference);
  }

  #namespace(reference: Reference): void {
    const { root, path } = reference;
    const name = path[0];
    const members = NAMESPACES.get(root);
    if (members !== null && members !== undefined) return this.#field(reference, root, members);
    if (root === 'steps') return this.#stepByName(reference, name);
    if (root === 'loops') return this.#loop(reference, name);
    if (root === 'variables') return this.#variable(reference, name);
    if (root === 'inputs' || root === 'parameters')
      return this.#field(reference, root, [...this.#names.inputs, ...this.#names.setAside.inputs]);
    if (root === 'secrets') return this.#field(reference, root, [...this.#names.secrets]);
    if (root === 'env' && this.#names.env !== null) return this.#field(reference, root, [...this.#names.env]);
  }

  /** A member of a group whose members are known. */
  #field({ path, guarded, start, end }: Reference, group: string, members: readonly string[]): void {
    const name = path[0];
    if (guarded || name === undefined || members.includes(String(name))) return;
    const hint = didYouMean(String(name), members) ?? this.#fieldHint(group, String(name), members);
    this.#problem({ code: 'undefined_name', message: `\`${group}\` has no \`${name}\``, hint, start, end });
  }

  #fieldHint(group: string, name: string, members: readonly string[]): string {
    const known = group === 'error' ? ERROR_HINTS.get(name) : undefined;
    if (known !== undefined) return `write \`error.${known}\``;
    if (group === 'loop_state') return 'give it its value under `set_state`';
    if (group === 'env') return 'add the name to `allowedEnv` in the settings, so that pipelines may read it';
    if (group === 'secrets') return 'declare the name under `secrets` at the top level of the file';
    if (group === 'inputs' || group === 'parameters')
      return members.length > 0 ? `there is ${listNames(members)}` : DECLARE;
    return members.length === 0 ? `\`${group}\` is empty` : `there is ${listNames(members)}`;
  }

  #stepByName(reference: Reference, name: string | number | undefined): void {
    const { start, end, guarded } = reference;
    if (name === undefined) {
      const message = 'which step this reads is not known before it runs';
      return this.#problem({
        code: 'dynamic_reference',
        message,
        hint: "write `steps.name` or `steps['name']`",
        start,
        end,
      });
    }
    const step = this.#names.steps.find(String(name), this.#site.level);
    if (step !== undefined) return this.#step(reference, step, reference.path.slice(1));
    const hidden = this.#names.steps.findAnywhere(String(name));
    if (hidden !== undefined) return this.#hidden(reference, hidden);
    if (guarded || this.#names.setAside.steps.has(String(name))) return;
    const hint = didYouMean(String(name), this.#names.steps.namesAt(this.#site.level));
    this.#problem({ code: 'undefined_name', message: `there is no step \`${name}\``, hint, start, end });
  }

  #variable({ guarded, start, end }: Reference, name: string | number | undefined): void {
    const key = name === undefined ? null : String(name);
    const seen = this.#names.writers.filter(({ level }) => seesLevel(this.#site.level, level));
    if (key === null || seen.some(({ names }) => names.has(key))) {
      this.#variables.push({ name: key, guarded, site: this.#site, start, end });
      return;
    }
    const hidden = this.#names.writers.find(({ names }) => names.has(key));
    if (hidden !== undefined) {
      const message = `\`${key}\` is set inside \`${hidden.level?.id}\`, and stays in its iteration`;
      const hint = `read \`${hidden.level?.id}.results\`; in a \`while\` or \`until\` carry it on with \`set_state\``;
      return this.#problem({ code: 'hidden_variable', message, hint, start, end });
    }
    if (guarded || this.#names.setAside.variables.has(key)) return;
    const known = new Set(seen.flatMap(({ names }) => [...names.keys()]));
    const hint =
      didYouMean(key, known) ??
      'variables are set by a step: `tool: set`, `parameters: { variables: { name: value } }`';
    this.#problem({ code: 'undefined_name', message: `no step sets the variable \`${key}\``, hint, start, end });
  }

  /** `loops.outer.item` (language.md L22). */
  #loop(reference: Reference, name: string | number | undefined): void {
    const { loops } = this.#site.local;
    this.#field(reference, 'loops', [...loops.keys()]);
    const members = loops.get(String(name));
    if (members !== undefined) this.#field({ ...reference, path: reference.path.slice(1) }, `loops.${name}`, members);
  }

  /** A step that is there, but not seen from here. */
  #hidden({ start, end }: Reference, step: StepEntry): void {
    const message = `\`${step.id}\` runs inside \`${step.parent?.id}\` and is seen only there`;
    this.#problem({ code: 'hidden_step', message, hint: `read \`${step.parent?.id}.results\``, start, end });
  }

  #step(reference: Reference, step: StepEntry, path: Reference['path']): void {
    const { start, end, guarded } = reference;
    const site = this.#site;
    if (this.#names.handlerSteps.has(step) && step !== site.step) return this.#handlerStep(reference, step);
    if (site.step !== null && (isInside(site.step, step) || site.level === step)) return this.#around(reference, step);
    if (site.step === step && isSingle(step) && site.sees === undefined) return this.#before(reference, step);
    const isOwn = site.step === step && site.sees !== undefined && isSingle(step);
    if (!guarded) this.#checkResult(step, path, { isOwn, start, end });
    // What a loop reads of its own body is there when it reads it: nothing waits.
    const isBody = isOwn || (site.step !== null && step.parent === site.step);
    if (!isBody) this.#steps.push({ target: step, site, start, end });
    else if (site.sees === 'body_before' && !guarded) this.#warnBefore(reference, step);
  }

  #handlerStep({ start, end }: Reference, step: StepEntry): void {
    const message = `\`${step.id}\` runs only when a handler calls it: nothing can wait for it or read it`;
    const hint = 'read the step that the handler mends: without `fallback_value` its result is that of this one';
    this.#problem({ code: 'hidden_step', message, hint, start, end });
  }

  #around({ start, end }: Reference, loop: StepEntry): void {
    const message = `\`${loop.id}\` has a value only when all of it has run; this runs inside it`;
    const hint = `the names of the loop are in \`loops\`, for example \`loops.${loopNameOf(loop).name}.index\``;
    this.#problem({ code: 'self_reference', message, hint, start, end });
  }

  /** The iteration before is no step to wait for. */
  #before({ start, end }: Reference, { id }: StepEntry): void {
    const message = `\`${id}\` waits for itself: an iteration does not see the one before`;
    const hint = `carry it on with \`set_state: { last: "{{ ${id} }}" }\`, and read \`loop_state.last\``;
    this.#problem({ code: 'self_reference', message, hint, start, end });
  }

  /** `while` is checked first before anything in the body has run, unless its expression asks for that. */
  #warnBefore({ start, end }: Reference, step: StepEntry): void {
    const { source, path } = this.#site;
    if (/\b(iteration|index|position|is_first|loop_state)\b/.test(source.text)) return;
    const message = `\`${step.id}\` has not run yet when \`while\` is checked for the first time`;
    const hint = 'write `| default(...)` for that time, or use `until`';
    this.#report.warning('read_before_run', { span: locate(source, start, end), path }, { message, hint });
  }

  /** A field that the action's declared result does not have. */
  #checkResult(
    step: StepEntry,
    path: Reference['path'],
    { isOwn, ...place }: { isOwn: boolean; start: number; end: number },
  ): void {
    const [first, ...rest] = path;
    const result = (isOwn ? this.#names.iterationResults : this.#names.results).get(step);
    if (
      first === undefined ||
      result === undefined ||
      (typeof first === 'string' && isStepField(first) && first !== 'result')
    )
      return;
    const missing = findMissing(result, first === 'result' ? rest : path);
    if (missing === null) return;
    const names = [...missing.available, ...(first === missing.name ? STEP_FIELDS : [])];
    const hint = didYouMean(missing.name, names) ?? hintForPart(missing.name, names);
    this.#problem({
      code: 'undefined_field',
      message: `the result of \`${step.id}\` has no \`${missing.name}\``,
      hint,
      ...place,
    });
  }

  #unknown({ root, start, end }: Reference): void {
    const hyphenated = this.#hyphenatedStep(start, end);
    if (hyphenated !== undefined) {
      this.#reportedTo = hyphenated.end;
      const { id } = hyphenated;
      const message = `\`${id}\` reads as a subtraction here`;
      return this.#problem({
        code: 'undefined_name',
        message,
        hint: `a step with a hyphen is read as steps['${id}']`,
        ...hyphenated,
      });
    }
    const hint = HINTS.get(root) ?? this.#suggestion(root) ?? DECLARE;
    this.#problem({
      code: 'undefined_name',
      message: `\`${root}\` is not defined`,
      hint,
      start,
      end: start + root.length,
    });
  }

  #isSetAside(name: string): boolean {
    const { steps, inputs } = this.#names.setAside;
    return steps.has(name) || inputs.has(name);
  }

  #suggestion(root: string): string | undefined {
    return this.#report.isFull
      ? undefined
      : didYouMean(root, allNames(this.#names, this.#site.local, this.#site.level));
  }

  /** The step `a-b` where `a` (or `b`) stands in the text `a-b`. */
  #hyphenatedStep(start: number, end: number): { id: string; start: number; end: number } | undefined {
    const { text } = this.#site.source;
    if (text[start - 1] !== '-' && text[end] !== '-') return undefined;
    for (const id of this.#names.steps.namesAt(this.#site.level)) {
      if (!id.includes('-')) continue;
      const at = text.lastIndexOf(id, start);
      const stop = at + id.length;
      if (at !== -1 && stop >= Math.min(end, start + 1) && !/[\w-]/.test((text[at - 1] ?? ' ') + (text[stop] ?? ' ')))
        return { id, start: at, end: stop };
    }
    return undefined;
  }

  #problem(problem: { code: string; message: string; hint?: string | undefined; start: number; end: number }): void {
    reportProblem(this.#site, problem, this.#report);
  }
}

/** `filepath`, `file_path` and `output_path` are a `path`. */
function hintForPart(name: string, names: readonly string[]): string {
  const part = names.find((known) => known.length >= 4 && name.toLowerCase().endsWith(known));
  return part === undefined ? `there is ${listNames(names)}` : `did you mean \`${part}\`?`;
}

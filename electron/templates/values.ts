import type { Json } from '../../shared/json.ts';
import type { Scope } from './evaluate/scope.ts';

/** What a name or an expression can stand for while a template is evaluated. Only `Json` ever leaves the evaluator. */
export type TemplateValue = Json | StepValue | NamespaceValue | UndefinedValue;

/** What is known of a settled step (language.md L12). */
export interface StepFields {
  readonly id: string;
  /** `completed`, `failed`, `skipped` or `cancelled`; a reused step says `completed`. */
  readonly status: string;
  readonly success: boolean;
  /** `undefined`: there is none (skipped, or failed without one). */
  readonly result: Json | undefined;
  /** `null` where nothing went wrong. */
  readonly error: Json;
  readonly attempts: number;
  readonly duration_ms: number | null;
  readonly meta: Json;
}

/** The names that a dot on a step looks up before it looks into the result (language.md L12). */
export const STEP_FIELDS = ['result', 'status', 'success', 'error', 'attempts', 'duration_ms', 'meta'] as const;
type StepField = (typeof STEP_FIELDS)[number];

/** A step: its result wherever a value is used; only `.name` and `['name']` look at the step itself first. */
export class StepValue {
  readonly fields: StepFields;

  constructor(fields: StepFields) {
    this.fields = fields;
  }

  /** What the bare name stands for: the result, or `null` where there is none. */
  get value(): Json {
    return this.fields.result ?? null;
  }

  /** A field of the step itself. `undefined`: not such a name, or `result` of a step without one. */
  field(name: string): Json | undefined {
    return isStepField(name) ? this.fields[name] : undefined;
  }
}

export function isStepField(name: string): name is StepField {
  return (STEP_FIELDS as readonly string[]).includes(name);
}

/**
 * A group of names that is looked into by need: `inputs`, `steps`, `variables`, `env`, `loops.outer`. Used as a value
 * (printed, iterated, passed) it is an object of all its members; a closed one (`secrets`) refuses that.
 */
export class NamespaceValue {
  readonly name: string;
  readonly members: Scope;
  readonly closed: boolean;

  constructor(name: string, members: Scope, options: { closed?: boolean } = {}) {
    this.name = name;
    this.members = members;
    this.closed = options.closed ?? false;
  }
}

/** What a name or field that does not exist stands for: any use but `is defined` and `default` fails (language.md L13). */
export class UndefinedValue {
  readonly code: 'undefined_name' | 'undefined_field';
  /** As it was written, for example `fetch.size`. */
  readonly name: string;
  /** The names that are there instead. */
  readonly available: readonly string[];
  readonly message: string;
  readonly hint: string | undefined;
  /** Where the missing name stands in the template. */
  readonly start: number;
  readonly end: number;

  constructor(fields: {
    code: 'undefined_name' | 'undefined_field';
    name: string;
    available: readonly string[];
    message: string;
    hint?: string | undefined;
    start: number;
    end: number;
  }) {
    this.code = fields.code;
    this.name = fields.name;
    this.available = fields.available;
    this.message = fields.message;
    this.hint = fields.hint;
    this.start = fields.start;
    this.end = fields.end;
  }
}

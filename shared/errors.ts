import type { Json } from './json.ts';

/**
 * What a person or a program did that cannot be carried out, by kind.
 *
 * - `invalid_input`: what came from outside (file, argument, request) is wrong; nothing has run
 * - `illegal_state`: the request is well formed, but not now (a completed run is not resumed)
 * - `storage_failure`: data could not be written or read; the run stops and resumes later
 * - `step_failure`: a step's tool, template or condition failed
 * - `cancelled`: somebody asked for it
 * - `internal`: a fault of ours
 */
export type ErrorKind =
  | 'invalid_input'
  | 'illegal_state'
  | 'storage_failure'
  | 'step_failure'
  | 'cancelled'
  | 'internal';

/** An error as it crosses a process border. */
export interface ErrorBody {
  readonly kind: ErrorKind;
  /** Stable, lower case with underscores; programs read this. */
  readonly code: string;
  /** For people: what was being done to which thing, what was found, what was expected, what to do. */
  readonly message: string;
  readonly details: { readonly [key: string]: Json };
}

/** The base of every error that we throw on purpose. Anything else that is thrown is a fault of ours or of a library. */
export class StepglassError extends Error {
  readonly kind: ErrorKind;
  readonly code: string;
  readonly details: { readonly [key: string]: Json };

  // oxlint-disable-next-line max-params -- kind, code and message read as one sentence at every throw
  constructor(
    kind: ErrorKind,
    code: string,
    message: string,
    options: { details?: { readonly [key: string]: Json }; cause?: unknown } = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'StepglassError';
    this.kind = kind;
    this.code = code;
    this.details = options.details ?? {};
  }
}

/** Anything thrown, as a body that can be sent. What is not ours becomes `internal` with its own message. */
export function toErrorBody(error: unknown): ErrorBody {
  if (error instanceof StepglassError) {
    const { kind, code, message, details } = error;
    return { kind, code, message, details };
  }
  return { kind: 'internal', code: 'internal', message: describeThrown(error), details: {} };
}

/** The message of anything that was thrown, also of what is no error (`undefined`, a string, a proxy that throws). */
export function describeThrown(thrown: unknown): string {
  try {
    if (thrown instanceof Error) return thrown.message || thrown.name;
    if (typeof thrown === 'string') return thrown;
    return `a value that is no error was thrown: ${JSON.stringify(thrown) ?? String(thrown)}`;
  } catch {
    return 'a value that cannot be described was thrown';
  }
}

/** For the `default` of a switch over a union: fails to compile when a member was forgotten. */
export function assertNever(value: never): never {
  throw new StepglassError(
    'internal',
    'unexpected_member',
    `unexpected member of a closed list: ${JSON.stringify(value)}`,
  );
}

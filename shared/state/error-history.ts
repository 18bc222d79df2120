import type { ErrorRecord, Fact, Handled } from '../facts.ts';

/** What became of an error: `retried` (tried again by itself), `asked` (a person decides), `rolled_back`, why it does not fail the run, `in_handler` (of a handler, not of the step), or `unhandled`. */
export type ErrorOutcome = 'retried' | 'asked' | 'rolled_back' | Handled | 'in_handler' | 'unhandled';

/** One failed attempt of a run. */
export interface ErrorEntry {
  /** The number of the fact that tells of it. */
  readonly n: number;
  readonly at: string;
  /** Path. */
  readonly step: string;
  readonly attempt: number;
  readonly error: ErrorRecord;
  readonly outcome: ErrorOutcome;
}

/** Every error of a run in the order of its facts: of attempts, of steps whatever was done about them, and of handlers. */
export class ErrorHistory {
  readonly #entries: ErrorEntry[] = [];
  /** Where each step's newest entry stands. */
  readonly #newest = new Map<string, number>();

  /** The same array for the whole life of the history; entries are replaced when more is known of them. */
  get entries(): readonly ErrorEntry[] {
    return this.#entries;
  }

  /** To be told of every fact, in order. */
  hear(fact: Fact): void {
    switch (fact.type) {
      case 'step.attempt_failed':
        return this.#add(fact, 'retried', fact.error);
      case 'step.failed':
        return this.#end(fact, fact.handled ?? 'unhandled', fact.error);
      case 'step.completed':
        if (fact.handled !== undefined) this.#end(fact, fact.handled, fact.error);
        return;
      case 'handler.ended':
        if (fact.error !== undefined) this.#add(fact, 'in_handler', fact.error);
        return;
      case 'step.waiting':
        return this.#learn(fact.step, 'asked');
      case 'step.reset':
        if (fact.cause !== undefined) this.#learn(fact.cause, 'rolled_back');
        return;
      default:
    }
  }

  #add(fact: Fact & { readonly step: string; readonly attempt: number }, outcome: ErrorOutcome, error: ErrorRecord) {
    const { n, at, step, attempt } = fact;
    if (outcome !== 'in_handler') this.#newest.set(step, this.#entries.length);
    this.#entries.push({ n, at, step, attempt, error, outcome });
  }

  /** After a question the end of the step tells of the same error again. */
  #end(
    fact: Fact & { readonly step: string; readonly attempt: number },
    outcome: ErrorOutcome,
    error: ErrorRecord | undefined,
  ) {
    const before = this.#entries[this.#newest.get(fact.step) ?? -1];
    if (before?.attempt === fact.attempt) this.#learn(fact.step, outcome);
    else if (error !== undefined) this.#add(fact, outcome, error);
  }

  #learn(step: string, outcome: ErrorOutcome): void {
    const at = this.#newest.get(step);
    const entry = at === undefined ? undefined : this.#entries[at];
    if (at !== undefined && entry !== undefined && OPEN.has(entry.outcome)) this.#entries[at] = { ...entry, outcome };
  }
}

const OPEN: ReadonlySet<ErrorOutcome> = new Set<ErrorOutcome>(['retried', 'asked']);

export function errorHistory(facts: Iterable<Fact>): readonly ErrorEntry[] {
  const history = new ErrorHistory();
  for (const fact of facts) history.hear(fact);
  return history.entries;
}

export interface ErrorFilter {
  /** Part of the message, the code or the step's path; empty: all. */
  readonly text?: string;
  readonly category?: ErrorRecord['category'];
  /** True: only what was dealt with; false: only what was not. */
  readonly handled?: boolean;
}

export function filterErrors(
  entries: readonly ErrorEntry[],
  { text = '', category, handled }: ErrorFilter,
): readonly ErrorEntry[] {
  const wanted = text.trim().toLowerCase();
  return entries.filter(
    ({ step, error, outcome }) =>
      (category === undefined || error.category === category) &&
      (handled === undefined || handled === (outcome !== 'unhandled')) &&
      (wanted === '' || [step, error.code, error.message].some((each) => each.toLowerCase().includes(wanted))),
  );
}

/** What became of an error, in a few words for people. */
export const OUTCOME_WORDS: Readonly<Record<ErrorOutcome, string>> = {
  retried: 'tried again',
  asked: 'asked a person',
  rolled_back: 'rolled back',
  skip: 'handled: skip',
  route: 'handled: route',
  fallback: 'handled: fallback',
  handler: 'handled: handler',
  in_handler: 'in a handler',
  unhandled: 'not handled',
};

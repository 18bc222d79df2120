import type { FactBody } from '../../../shared/facts.ts';

/** What the scheduler has done for it, and how that ends. */

/** A fact that settles a step. Its consequences so far are those that the step itself knows of (variables it set). */
export type SettlingFact = Extract<
  FactBody,
  { type: 'step.completed' | 'step.failed' | 'step.cancelled' | 'step.skipped' | 'step.reused' }
>;
export type RetryFact = Extract<FactBody, { type: 'step.attempt_failed' }>;
/** The step asks a person; it is in no slot until the answer is there. */
export type WaitingFact = Extract<FactBody, { type: 'step.waiting' }>;

export interface AttemptEnd {
  readonly fact: SettlingFact | RetryFact | WaitingFact;
  /** What is journaled before it, in the same turn. */
  readonly before?: readonly FactBody[];
  /** What follows: everything from this step on is taken back and runs again. */
  readonly rollback?: string;
  /** The failure ends the run whatever the step's policy says. */
  readonly fatal?: boolean;
}

/** What an answer makes of a step; `again`: another attempt. */
export type AnswerEnd = AttemptEnd | 'again' | { readonly rollback: string };

/** What the scheduler has done for it. Nothing here throws but for failures of storage. */
export interface StepWork {
  /** Decides whether a ready step runs; null: it does. Takes no slot. */
  admit(step: string): AttemptEnd | null;
  /** True if the run stops before this step; it is left as it is. */
  holds(step: string): boolean;
  /** One attempt, in a slot, outside of any LangGraph context. Null: the step was settled by somebody else before it began. */
  attempt(step: string): Promise<AttemptEnd | null>;
  /** True for a step that runs other steps: it takes no slot, what is inside it does. */
  isContainer(step: string): boolean;
  /** True if nothing inside the container goes on by itself. */
  isStalled(step: string): boolean;
  /** What a person's answer makes of the step. */
  answer(step: string): Promise<AnswerEnd>;
  /** When the default is the answer, in ms since 1970; null: the question stands for ever. */
  expiresAt(step: string): number | null;
  /** Its time is up. Null: the answer is on its way. */
  expire(step: string): Promise<AttemptEnd | null>;
  /** Ends the running attempt of one step, which settles as cancelled. */
  interrupt(step: string): void;
  /** Journals that everything from `to` on is taken back; resolves when that has entered the table. */
  takeBack(cause: string, to: string): Promise<void>;
}

import { StepglassError } from '../../../shared/errors.ts';
import type { Fact } from '../../../shared/facts.ts';
import type { Json } from '../../../shared/json.ts';
import { readQuestion } from '../../../shared/question.ts';
import { applyFact } from '../../../shared/state/apply-fact.ts';
import { emptyRunState, stepState } from '../../../shared/state/run-state.ts';
import type { GivenBreakpoints, RunHandle } from '../../execution/api.ts';
import type { CliIo, Input } from '../io.ts';
import type { RunDisplay } from '../runs/run-display.ts';
import type { Session } from '../session.ts';
import { safeText } from '../terminal/safe-text.ts';
import { askingFor, questionLines, readTyped } from './question-text.ts';

export interface AskerParts {
  readonly io: CliIo;
  readonly input: Input;
  readonly session: Session;
  readonly run: string;
  /** The run goes on with them. */
  readonly breakpoints: GivenBreakpoints;
}

/**
 * Asks the person at the terminal what the steps of one run ask, one question at a time; the run goes on meanwhile. It
 * outlasts a run that stands still for an answer: the answer makes it go on, with another handle.
 */
export class Asker {
  readonly #parts: AskerParts;
  readonly #state = emptyRunState();
  /** Questions that were dealt with: what the facts say of them may be on its way. */
  readonly #done = new Set<string>();
  readonly #endings: (() => void)[];
  #handle: RunHandle | null = null;
  #display: RunDisplay | null = null;
  #isScreenTaken = false;
  #giveScreenBack: () => void = () => undefined;
  #next: RunHandle | null = null;
  #asking: { readonly step: string; readonly give: (line: string | null) => void } | null = null;
  #loop: Promise<void> | null = null;
  #isLeft = false;
  #isInterrupted = false;

  constructor(parts: AskerParts) {
    this.#parts = parts;
    this.#endings = [
      parts.io.onSignal((signal) => {
        this.#isInterrupted ||= signal === 'SIGINT';
        this.#leave();
      }),
      // what is typed while nothing is asked is no answer
      parts.input.onLines({ line: (line) => this.#asking?.give(line), end: () => this.#leave() }),
    ];
  }

  /** Ctrl-C was pressed. */
  get isInterrupted(): boolean {
    return this.#isInterrupted;
  }

  /** The run is worked on here, and shown; ended by `detach`. */
  attach(handle: RunHandle, display: RunDisplay): void {
    this.#handle = handle;
    this.#display = display;
    if (this.#isScreenTaken) this.#takeScreen();
  }

  detach(): void {
    this.#display = null;
    this.#giveScreenBack = () => undefined;
  }

  hear(facts: readonly Fact[]): void {
    for (const fact of facts) applyFact(this.#state, fact);
    const { waiting } = this.#state;
    if (this.#asking !== null && !waiting.has(this.#asking.step)) this.#asking.give(null);
    if (waiting.size > 0) this.#start();
  }

  /** For a run that stands still: its handle when an answer has made it go on here; null: nobody answers any more. */
  async goOn(): Promise<RunHandle | null> {
    this.#start();
    while (this.#next === null && this.#loop !== null) await Promise.race([this.#loop, this.#answered()]);
    const next = this.#next;
    this.#next = null;
    return next;
  }

  close(): void {
    this.#leave();
    for (const end of this.#endings) end();
  }

  #onAnswered: () => void = () => undefined;

  #answered(): Promise<void> {
    return new Promise((resolve) => {
      this.#onAnswered = resolve;
    });
  }

  #leave(): void {
    this.#isLeft = true;
    this.#asking?.give(null);
  }

  #start(): void {
    if (this.#isLeft || this.#loop !== null) return;
    this.#loop = this.#askAll()
      .catch((error: unknown) => this.#say(error instanceof Error ? error.message : String(error)))
      .finally(() => {
        this.#loop = null;
      });
  }

  async #askAll(): Promise<void> {
    for (let step = this.#open(); step !== null && !this.#isLeft; step = this.#open()) {
      this.#takeScreen();
      await this.#ask(step);
      this.#isScreenTaken = false;
      this.#giveScreenBack();
    }
  }

  #takeScreen(): void {
    this.#isScreenTaken = true;
    this.#giveScreenBack = this.#display?.suspend() ?? (() => undefined);
  }

  /** The first step that waits, and was not asked about yet. */
  #open(): string | null {
    return [...this.#state.waiting].find((step) => !this.#done.has(this.#keyOf(step))) ?? null;
  }

  #keyOf(step: string): string {
    return `${step} ${stepState(this.#state, step).n}`;
  }

  async #ask(step: string): Promise<void> {
    const { io, session, run } = this.#parts;
    const key = this.#keyOf(step);
    const stored = stepState(this.#state, step).question;
    const question = readQuestion(stored === undefined ? null : session.data.open(run).blobs.get(stored));
    for (const line of questionLines(step, question)) io.stdout.line(line);
    for (;;) {
      const line = await this.#read(step, askingFor(question));
      if (line === null) break;
      const typed = readTyped(question, line);
      const more = typed.kind === 'more' ? await this.#read(step, typed.ask) : null;
      if (typed.kind === 'more' && more === null) break;
      const value = typed.kind === 'answer' ? typed.value : typed.answer(more ?? '');
      if (await this.#answer(step, value)) break;
    }
    if (!this.#isLeft) this.#done.add(key);
  }

  /** A line; null: nothing is asked any more. */
  #read(step: string, ask: string): Promise<string | null> {
    if (this.#isLeft || !this.#isWaiting(step)) return Promise.resolve(null);
    this.#parts.io.stdout.write(ask);
    return new Promise((resolve) => {
      this.#asking = {
        step,
        give: (line) => {
          this.#asking = null;
          if (line === null) this.#parts.io.stdout.line();
          resolve(line);
        },
      };
    });
  }

  #isWaiting(step: string): boolean {
    return this.#state.waiting.has(step);
  }

  /** False: it was no answer, and the question stays. */
  async #answer(step: string, value: Json): Promise<boolean> {
    const { session, run, breakpoints } = this.#parts;
    try {
      const handle = await session.engine.answer(run, step, value, { breakpoints });
      if (handle === null) this.#isLeft = true;
      else if (handle !== this.#handle) {
        this.#next = handle;
        this.#onAnswered();
      }
      return true;
    } catch (error) {
      if (!(error instanceof StepglassError)) throw error;
      this.#say(error.message);
      return error.code !== 'invalid_answer';
    }
  }

  #say(message: string): void {
    this.#parts.io.stdout.line(`  ${safeText(message)}`);
  }
}

import type { MessageBoxOptions } from 'electron';

export type QuitChoice = 'pause' | 'keep' | 'cancel' | 'stay';

const CHOICES: readonly { readonly choice: QuitChoice; readonly label: string }[] = [
  { choice: 'pause', label: 'Pause and Quit' },
  { choice: 'keep', label: 'Keep Running' },
  { choice: 'cancel', label: 'Cancel Runs and Quit' },
  { choice: 'stay', label: 'Don’t Quit' },
];

/** The question that a person who quits with runs under way is asked. */
export function quitQuestion(names: readonly string[]): MessageBoxOptions {
  const one = names.length === 1;
  return {
    type: 'question',
    title: 'Quit Stepglass?',
    message: one ? `“${names[0] ?? ''}” is running.` : `${names.length} runs are under way: ${names.join(', ')}.`,
    detail: [
      'Pause and Quit lets running steps finish for a moment; the next start offers to resume.',
      'Keep Running closes the window and quits when all is done.',
      'Cancel Runs and Quit aborts running steps; cancelled runs can be resumed, too.',
    ].join('\n'),
    buttons: CHOICES.map(({ label }) => label),
    defaultId: 0,
    cancelId: CHOICES.findIndex(({ choice }) => choice === 'stay'),
    noLink: true,
  };
}

/** What the button of that index means; closing the dialog is staying. */
export function quitChoice(button: number): QuitChoice {
  return CHOICES[button]?.choice ?? 'stay';
}

export interface QuitParts {
  /** Names of the runs under way; empty: nothing to ask. */
  readonly runningNames: () => readonly string[];
  readonly ask: (question: MessageBoxOptions) => Promise<QuitChoice>;
  readonly pause: () => Promise<void>;
  /** The same with less time for running steps. */
  readonly pauseSoon: () => Promise<void>;
  readonly cancel: () => Promise<void>;
  readonly hideWindows: () => void;
  /** False if somebody has opened the app again meanwhile. */
  readonly isHidden: () => boolean;
  /** Resolves when no run of this process is under way. */
  readonly allDone: () => Promise<void>;
  readonly quit: () => void;
  /** The question could not be asked, or its answer not carried out; the app stays. */
  readonly fail: (error: unknown) => void;
}

export interface Quitting {
  /** Answers whether the app may end at once. */
  attempt(): boolean;
  /** Ends the app without asking anybody: what runs is paused first, for the next start to resume. */
  endNow(): void;
}

/** Decides what happens between "quit" and the end. */
export function createQuitting(parts: QuitParts): Quitting {
  let isDecided = false;
  let isAsking = false;
  let isEnding = false;

  const carryOut = async (choice: QuitChoice): Promise<void> => {
    if (choice === 'stay') return;
    if (choice === 'pause') await parts.pause();
    if (choice === 'cancel') await parts.cancel();
    if (choice === 'keep') {
      parts.hideWindows();
      await parts.allDone();
      if (!parts.isHidden()) return;
    }
    isDecided = true;
    parts.quit();
  };
  return {
    attempt() {
      if (isDecided || parts.runningNames().length === 0) return true;
      if (isAsking || isEnding) return false;
      isAsking = true;
      parts
        .ask(quitQuestion(parts.runningNames()))
        .then(carryOut)
        .catch(parts.fail)
        .finally(() => {
          isAsking = false;
        });
      return false;
    },
    endNow() {
      if (isEnding) return;
      isEnding = true;
      parts
        .pauseSoon()
        .catch(parts.fail)
        .finally(() => {
          isDecided = true;
          parts.quit();
        });
    },
  };
}

import { parseExactJson } from '../../../shared/exact-json.ts';
import type { Json } from '../../../shared/json.ts';
import type { PromptQuestion, Question, UnknownQuestion } from '../../../shared/question.ts';
import { formatLong } from '../format/value.ts';
import { safeLine, safeText } from '../terminal/safe-text.ts';

type Asked = Question | UnknownQuestion;

/** The lines that tell what is asked, without the line that is typed on. All of it is safe to print. */
export function questionLines(step: string, question: Asked): readonly string[] {
  const text = question.text === '' ? 'This step waits for an answer.' : question.text;
  return [`? ${safeLine(step)}: ${safeText(text)}`, ...contentLines(question)];
}

function contentLines(question: Asked): readonly string[] {
  if (question.kind === 'approval' && question.content !== null) return formatLong(question.content);
  if (question.kind === 'rollback') return [`  done again: ${safeLine(question.steps.join(', '))}`];
  if (question.kind !== 'prompt' || question.type !== 'choice') return [];
  return question.choices.map((choice, at) => `  ${at + 1}  ${safeLine(choiceText(choice))}`);
}

/** What is to be typed, as it stands before the cursor. */
export function askingFor(question: Asked): string {
  switch (question.kind) {
    case 'prompt':
      return `${promptHint(question)}${question.default === null ? '' : ` [${safeLine(choiceText(question.default))}]`}: `;
    case 'approval':
      return 'approve, reject or modify: ';
    case 'failure':
      return 'retry, skip, fail, or value: …: ';
    case 'rollback':
      return 'rollback or fail: ';
    case 'unknown':
      return 'your answer: ';
  }
}

function promptHint({ type, spec, choices }: PromptQuestion): string {
  const { minimum, maximum } = spec;
  switch (type) {
    case 'number':
      if (minimum !== undefined && maximum !== undefined) return `a number from ${minimum} to ${maximum}`;
      return minimum !== undefined
        ? `a number from ${minimum}`
        : maximum !== undefined
          ? `a number to ${maximum}`
          : 'a number';
    case 'boolean':
      return 'yes or no';
    case 'choice':
      return `1 to ${choices.length}, or the text`;
    case 'file':
      return 'the path of a file';
    default:
      return 'a text';
  }
}

/** What a typed line means: a value for the engine to check, or another line that is needed first. */
export type Typed =
  | { readonly kind: 'answer'; readonly value: Json }
  | { readonly kind: 'more'; readonly ask: string; readonly answer: (line: string) => Json };

/** Pure. What is no answer is left to the engine, which says what it expects. */
export function readTyped(question: Asked, line: string): Typed {
  const word = line.trim();
  if (question.kind === 'prompt') return { kind: 'answer', value: promptValue(question, line) };
  if (question.kind !== 'approval') return { kind: 'answer', value: word };
  if (/^(a|y)$/i.test(word)) return { kind: 'answer', value: 'approve' };
  if (/^(r|n|no|reject)$/i.test(word))
    return {
      kind: 'more',
      ask: 'reason (may be empty): ',
      answer: (reason) => ({ approved: false, ...(reason.trim() === '' ? {} : { reason: reason.trim() }) }),
    };
  if (/^(m|modify)$/i.test(word))
    return {
      kind: 'more',
      ask: typeof question.content === 'string' ? 'the new content: ' : 'the new content, as JSON: ',
      answer: (content) => ({ approved: true, modified_content: contentOf(question.content, content) }),
    };
  return { kind: 'answer', value: line.trim() };
}

function promptValue({ type, choices, default: fallback }: PromptQuestion, line: string): Json {
  const text = line.trim();
  if (text === '' && fallback !== null) return fallback;
  if (type !== 'choice') return type === 'text' ? line : text;
  const isNamed = choices.some((choice) => choiceText(choice) === text);
  return isNamed || !/^\d+$/.test(text) ? text : (choices[Number(text) - 1] ?? text);
}

/** A text stays a text; everything else is JSON where it can be read as that. */
function contentOf(before: Json, line: string): Json {
  if (typeof before === 'string') return line;
  try {
    return parseExactJson(line);
  } catch {
    // as it was typed: whoever reads it sees what it is
    return line;
  }
}

function choiceText(choice: Json): string {
  return typeof choice === 'string' ? choice : JSON.stringify(choice);
}

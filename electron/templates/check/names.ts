import { FUNCTIONS } from '../evaluate/functions.ts';
import type { Scope } from '../evaluate/scope.ts';
import type { Binary, Expression, Name } from '../parse/ast.ts';
import { shorten } from '../parse/tokens.ts';
import { didYouMean, listNames } from '../suggest.ts';
import { NamespaceValue, UndefinedValue } from '../values.ts';
import { strayNameHint } from './hints.ts';

/** What a name that is not there stands for, with all that helps to mend it. */
export function undefinedName(node: Name, scope: Scope): UndefinedValue {
  const available = scope.names();
  const { message, hint } = explain(node, available);
  return new UndefinedValue({
    code: 'undefined_name',
    name: node.name,
    available,
    message,
    hint,
    start: node.start,
    end: node.end,
  });
}

function explain(node: Name, available: readonly string[]): { message: string; hint?: string | undefined } {
  const name = shorten(node.name, 80);
  if (node.local)
    return {
      message: `\`${name}\` is set only in a branch or loop that did not run`,
      hint: `set it before, or write \`${name} | default(…)\``,
    };
  if (FUNCTIONS.has(node.name))
    return { message: `\`${name}\` is a function and has no value of its own`, hint: `call it: \`${name}()\`` };
  if (name === 'loop') return { message: '`loop` exists only inside {% for %}' };
  const there = available.length === 0 ? 'there are no names here' : `there are: ${listNames(available)}`;
  return {
    message: `\`${name}\` is not defined; ${there}`,
    hint: didYouMean(name, available) ?? strayNameHint(name),
  };
}

/** For `web-search`, which reads as `web` minus `search`, where a name `web-search` exists (language.md L8). */
export function hyphenatedHint(node: Binary, scope: Scope): string | undefined {
  const name = hyphenatedName(node);
  if (name === null) return undefined;
  if (scope.lookup(name) !== undefined) return `a name with \`-\` is read as \`steps['${name}']\``;
  const steps = scope.lookup('steps');
  return steps instanceof NamespaceValue && steps.members.lookup(name) !== undefined
    ? `a name with \`-\` is read as \`steps['${name}']\``
    : undefined;
}

/** The hyphenated name that a subtraction of bare names may have been meant as, or null. */
export function hyphenatedName(node: Expression): string | null {
  if (node.kind === 'name') return node.local ? null : node.name;
  if (node.kind === 'member') return hyphenatedName(node.object);
  if (node.kind === 'index') return hyphenatedName(node.object);
  if (node.kind !== 'binary' || node.operator !== '-') return null;
  const [left, right] = [hyphenatedName(node.left), hyphenatedName(node.right)];
  return left === null || right === null ? null : `${left}-${right}`;
}

import { ROUTE_WORDS } from '../steps/route-words.ts';

/** Names in scope that are groups of names, with the members they have; null: members are the author's own. */
export const NAMESPACES: ReadonlyMap<string, readonly string[] | null> = new Map([
  ['inputs', null],
  ['parameters', null],
  ['steps', null],
  ['variables', null],
  ['env', null],
  ['secrets', null],
  ['loops', null],
  ['execution', ['id', 'started_at', 'timestamp', 'date', 'time', 'attempt', 'workdir']],
  ['pipeline', ['id', 'name', 'version']],
]);

/** The members of `error`, which handlers see (language.md L11). */
export const ERROR_FIELDS = ['type', 'code', 'category', 'message', 'step', 'attempt'] as const;

/** Names that bodies of `for_each` see (L22), and of `while`, `until` and `action_loop` (L23). */
export const ITEM_NAMES = [
  'item',
  'index',
  'position',
  'length',
  'is_first',
  'is_last',
  'remaining',
  'has_next',
  'has_prev',
  'loop_id',
  'loop_name',
] as const;
export const ITERATION_NAMES = [
  'iteration',
  'index',
  'position',
  'is_first',
  'loop_state',
  'loop_id',
  'loop_name',
] as const;

const LITERALS = ['none', 'None', 'null', 'true', 'True', 'false', 'False'];
/** Words of the template language, and the names that its own loops set. */
const WORDS = ['and', 'or', 'not', 'in', 'is', 'if', 'else', 'elif', 'for', 'loop'];

/**
 * Why a step or an input may not have a name (language.md L8), as it reads after "is"; undefined: it may. Functions are
 * not among them (the example of L18 has a step `sum`): they are called, steps are not, so each is told from the other.
 */
export function reservedReason(name: string): string | undefined {
  if (ROUTE_WORDS.has(name)) return 'a word of `on_failure`';
  if (NAMESPACES.has(name) || name === 'error') return 'a name that templates know already';
  if (LOOP_NAMES.has(name)) return 'a name that loops set';
  if (LITERALS.includes(name)) return 'a literal of templates';
  return WORDS.includes(name) ? 'a word of the template language' : undefined;
}

const LOOP_NAMES: ReadonlySet<string> = new Set([...ITEM_NAMES, ...ITERATION_NAMES]);

import { RE2JS } from 're2js';
import { describeThrown } from '../../../shared/errors.ts';
import { ValueProblem } from '../errors.ts';

export interface PatternFlags {
  readonly ignoreCase?: boolean;
  readonly multiline?: boolean;
  readonly dotAll?: boolean;
}

const cache = new Map<string, RE2JS>();
const CACHE_SIZE = 200;
const MAX_PATTERN = 10_000;

/**
 * A pattern that is matched in time linear in the text, whatever the pattern. Throws `ValueProblem` with code
 * `pattern_not_linear` for look-around and back-references, `bad_pattern` for what is no pattern at all.
 */
export function compileLinearPattern(pattern: string, flags: PatternFlags = {}): RE2JS {
  const bits = bitsOf(flags);
  const key = `${bits}:${pattern}`;
  const known = cache.get(key);
  if (known !== undefined) return known;
  const compiled = compile(pattern, bits);
  if (cache.size >= CACHE_SIZE) cache.clear();
  cache.set(key, compiled);
  return compiled;
}

function bitsOf({ ignoreCase, multiline, dotAll }: PatternFlags): number {
  return (
    (ignoreCase === true ? RE2JS.CASE_INSENSITIVE : 0) |
    (multiline === true ? RE2JS.MULTILINE : 0) |
    (dotAll === true ? RE2JS.DOTALL : 0)
  );
}

function compile(pattern: string, bits: number): RE2JS {
  if (pattern.length > MAX_PATTERN)
    throw new ValueProblem('bad_pattern', `the pattern is longer than ${MAX_PATTERN} characters`);
  try {
    return RE2JS.compile(pattern, bits);
  } catch (error) {
    const feature = nonLinearFeature(pattern);
    if (feature === null)
      throw new ValueProblem('bad_pattern', `\`${pattern.slice(0, 80)}\` is not a pattern: ${describeThrown(error)}`, {
        cause: error,
      });
    const hint = 'patterns have RE2 syntax; match more with a group, and take the group';
    throw new ValueProblem(
      'pattern_not_linear',
      `the pattern uses ${feature}, which cannot be matched in linear time`,
      { hint, cause: error },
    );
  }
}

function nonLinearFeature(pattern: string): string | null {
  if (/\(\?<[=!]/.test(pattern)) return 'look-behind';
  if (/\(\?[=!]/.test(pattern)) return 'look-ahead';
  if (/\\[1-9]|\\k<|\(\?P=/.test(pattern)) return 'a back-reference';
  return /\(\?>|[*+?}]\+/.test(pattern) ? 'an atomic group' : null;
}

import { failure, success } from './failure.ts';
import { textOf } from './parameters.ts';
import type { Tool } from './tool.ts';

const UNITS_MS = new Map([
  ['ms', 1],
  ['s', 1000],
  ['m', 60_000],
  ['h', 3_600_000],
]);
const DURATION = /^(\d{1,9}(?:\.\d{1,6})?)\s*(ms|s|m|h)?$/;
/** Timers hold 31 bits. */
const LONGEST_MS = 2_147_483_647;

export const sleep: Tool = {
  name: 'sleep',
  version: '1',
  description: 'Waits.',
  defaultAction: 'sleep',
  actions: {
    sleep: {
      description: 'Waits for `duration`.',
      aliases: ['wait'],
      parameters: {
        duration: {
          type: 'string',
          required: true,
          pattern: DURATION.source,
          expected: 'seconds, or a number with a unit such as `500ms`, `30s`, `2m`, `1h`',
          description: 'Seconds, or a number with a unit: `500ms`, `30s`, `2m`, `1h`. At most 24 days.',
          aliases: ['seconds'],
        },
      },
      result: {
        type: 'object',
        properties: { slept_ms: { type: 'number', required: true } },
        additionalProperties: false,
      },
      effects: 'none',
      run: async (parameters, { sleep: wait, signal }) => {
        const ms = parseDuration(textOf({ duration: String(parameters['duration'] ?? '') }, 'duration'));
        await wait(ms, signal);
        return success({ slept_ms: ms });
      },
    },
  },
};

function parseDuration(text: string): number {
  const [, digits, unit] = DURATION.exec(text.trim()) ?? [];
  const ms = Number(digits) * (UNITS_MS.get(unit ?? 's') ?? Number.NaN);
  if (ms <= LONGEST_MS) return ms;
  throw failure(
    'validation/invalid_parameter',
    `the parameter \`duration\` is ${JSON.stringify(text)}, expected seconds or a number with a unit such as 500ms, 30s, 2m, 1h, at most 24 days`,
  );
}

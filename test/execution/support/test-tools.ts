import { setTimeout as delay } from 'node:timers/promises';
import type { Json, JsonObject } from '../../../shared/json.ts';
import type { ErrorCategory } from '../../../shared/pipeline.ts';
import type { Action, Tool, ToolContext, ToolOutcome } from '../../../electron/tools/tool.ts';

/** Doors that steps wait at until a test opens them: order is proved with these, never with sleeps. */
export class Gates {
  readonly #gates = new Map<string, { reached: PromiseWithResolvers<void>; open: PromiseWithResolvers<void> }>();

  /** Resolves when a step stands at the gate. */
  reached(name: string): Promise<void> {
    return this.#gate(name).reached.promise;
  }

  open(name: string): void {
    this.#gate(name).open.resolve();
  }

  async pass(name: string): Promise<void> {
    this.#gate(name).reached.resolve();
    await this.#gate(name).open.promise;
  }

  #gate(name: string) {
    const gate = this.#gates.get(name) ?? { reached: defer(), open: defer() };
    this.#gates.set(name, gate);
    return gate;
  }
}

interface PromiseWithResolvers<T> {
  readonly promise: Promise<T>;
  readonly resolve: (value: T) => void;
}
function defer(): PromiseWithResolvers<void> {
  let resolve: () => void = () => undefined;
  const promise = new Promise<void>((done) => {
    resolve = done;
  });
  return { promise, resolve };
}

type Run = (parameters: JsonObject, context: ToolContext) => Promise<ToolOutcome>;

function action(parameters: Action['parameters'], run: Run, effects: Action['effects'] = 'none'): Action {
  return { description: 'For tests.', parameters, result: { type: 'any' }, effects, run };
}

function tool(name: string, only: Action): Tool {
  return { name, version: '1', description: 'For tests.', defaultAction: 'run', actions: { run: only } };
}

/** What `hostile` can throw or answer. */
const HOSTILE: { readonly [kind: string]: () => unknown } = {
  string: () => {
    throw 'just a text';
  },
  undefined: () => {
    throw undefined;
  },
  frozen: () => {
    throw Object.freeze(new Error('frozen'));
  },
  proxy: () => {
    throw new Proxy(
      {},
      {
        get: () => {
          throw new Error('do not touch');
        },
        getPrototypeOf: () => {
          throw new Error('do not touch');
        },
      },
    );
  },
  answerProxy: () =>
    new Proxy(
      { success: true },
      {
        get: () => {
          throw new Error('do not touch');
        },
      },
    ),
  nothing: () => undefined,
  cyclic: () => {
    const value: Record<string, unknown> = {};
    value['self'] = value;
    return { success: true, result: value };
  },
  bigint: () => ({
    success: true,
    result: {
      big: 12n ** 40n,
      small: 7n,
      not: Number.NaN,
      at: new Date(0),
      bytes: new Uint8Array([1, 2]),
      fn: () => 1,
    },
  }),
  langchain: () => ({ success: true, result: { lc: 1, type: 'constructor', id: ['x'], kwargs: {} } }),
  oddError: () => ({ success: false, error: 'a text' }),
};

/** Small tools with real schemas. `calls` notes every call, in order. */
export function testTools(gates = new Gates()): { tools: readonly Tool[]; calls: string[]; gates: Gates } {
  const calls: string[] = [];
  const noted =
    (run: Run): Run =>
    (parameters, context) => {
      calls.push(context.step);
      return run(parameters, context);
    };
  const failures = new Map<string, number>();
  const tools = [
    tool(
      'echo',
      action(
        { value: { type: 'any' } },
        noted(async ({ value }) => ({ success: true, result: value ?? null })),
      ),
    ),
    tool(
      'effect',
      action(
        { value: { type: 'any' } },
        noted(async ({ value }) => ({ success: true, result: value ?? null })),
        'external',
      ),
    ),
    tool(
      'sleep',
      action(
        { ms: { type: 'number', required: true } },
        noted(async ({ ms }, { sleep, signal }) => {
          await sleep(Number(ms), signal);
          return { success: true, result: null };
        }),
      ),
    ),
    tool(
      'gate',
      action(
        { name: { type: 'string', required: true } },
        noted(async ({ name }, { signal }) => {
          await Promise.race([
            gates.pass(String(name)),
            new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason))),
          ]);
          return { success: true, result: String(name) };
        }),
      ),
    ),
    tool(
      'set',
      action(
        { variables: { type: 'object', required: true } },
        noted(async ({ variables }) => ({
          success: true,
          result: { variables: variables ?? null },
          variables: variables as { [name: string]: Json },
        })),
      ),
    ),
    tool(
      'fail',
      action(
        {
          category: { type: 'string', default: 'execution' },
          code: { type: 'string', default: 'told_to' },
          times: { type: 'integer', default: 1_000 },
          retryAfterMs: { type: 'number' },
          message: { type: 'string', default: 'it was told to fail' },
        },
        noted(async ({ category, code, times, retryAfterMs, message }, { step }) => {
          const failed = (failures.get(step) ?? 0) + 1;
          failures.set(step, failed);
          if (failed > Number(times)) return { success: true, result: failed };
          return {
            success: false,
            error: {
              category: category as ErrorCategory,
              code: String(code),
              message: String(message),
              ...(typeof retryAfterMs === 'number' ? { retryAfterMs } : {}),
            },
            result: { failed },
          };
        }),
      ),
    ),
    tool(
      'hostile',
      action(
        { kind: { type: 'string', required: true } },
        noted(async ({ kind }) => HOSTILE[String(kind)]?.() as ToolOutcome),
      ),
    ),
    tool(
      'hang',
      action(
        {},
        noted(() => new Promise<never>(() => undefined)),
      ),
    ),
    tool(
      'late',
      action(
        { ms: { type: 'number', required: true } },
        noted(async ({ ms }) => {
          await delay(Number(ms));
          return { success: true, result: 'late' };
        }),
      ),
    ),
    tool(
      'shell',
      action(
        { command: { type: 'string', required: true } },
        noted(async ({ command }, { spawn, workdir, env }) => {
          const ended = await spawn({ command: '/bin/sh', args: ['-c', String(command)], cwd: workdir, env });
          const result = { code: ended.exitCode, stdout: ended.stdout, stderr: ended.stderr, bytes: ended.stdoutBytes };
          if (ended.exitCode === 0) return { success: true, result };
          return {
            success: false,
            error: { category: 'execution', code: 'nonzero_exit', message: `ended with ${ended.exitCode}` },
            result,
          };
        }),
        'external',
      ),
    ),
    tool(
      'print',
      action(
        { text: { type: 'string', required: true } },
        noted(async ({ text }, { output, progress }) => {
          for (const character of String(text)) output('stdout', character);
          progress(0.5, 'half');
          return { success: true, result: text ?? null };
        }),
      ),
    ),
  ];
  return { tools, calls, gates };
}

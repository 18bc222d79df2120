import type { Pipeline } from '../../../shared/pipeline.ts';
import { miniCompile } from './mini-compiler.ts';
import {
  DIGEST_PATH,
  DIGEST_YAML,
  HOSTILE_PATH,
  HOSTILE_YAML,
  largeYaml,
  ORDERS_PATH,
  ORDERS_YAML,
  roundsYaml,
} from './pipelines.ts';
import type { Recording, StepScript } from './simulate.ts';
import { simulate } from './simulate.ts';

export type OrdersOutcome = 'completed' | 'failed';

const ROWS = Array.from({ length: 240 }, (_, i) => ({
  order_id: 48_000 + i,
  product: ['Lamp', 'Chair', 'Desk', 'Shelf'][i % 4] ?? 'Lamp',
  quantity: 1 + (i % 7),
  ordered_at: `2026-11-${String(1 + (i % 22)).padStart(2, '0')}`,
}));

/** What every step of the orders pipeline does. */
export function ordersScript(outcome: OrdersOutcome): { [step: string]: StepScript } {
  const line = ORDERS_YAML.split('\n').findIndex((text) => text.includes('group_by')) + 1;
  const span = { file: ORDERS_PATH, line, column: 18, endLine: line, endColumn: 30 };
  return {
    read_orders: {
      durationMs: 84,
      result: {
        path: 'data/orders.csv',
        content: `order_id,product,quantity,ordered_at\n${ROWS.slice(0, 20)
          .map((row) => Object.values(row).join(','))
          .join('\n')}\n`,
        size: 48_213,
      },
      parameters: { path: 'data/orders.csv' },
      logs: ['read data/orders.csv (47.1 KB)'],
    },
    read_products: {
      durationMs: 61,
      result: { path: 'data/products.json', content: '[{"sku":"L-1","name":"Lamp"}]', size: 9120 },
      parameters: { path: 'data/products.json' },
    },
    fetch_rates: {
      durationMs: 612,
      failures: [
        {
          category: 'resource',
          code: 'rate_limited',
          message: 'GET https://rates.example.com/EUR answered 429 Too Many Requests',
          retryable: true,
          severity: 'low',
        },
      ],
      parameters: { url: 'https://rates.example.com/EUR' },
      result: {
        status_code: 200,
        headers: { 'content-type': 'application/json' },
        json: { base: 'EUR', rates: { USD: 1.0842, GBP: 0.8371, CHF: 0.9611 } },
        elapsed_ms: 583,
      },
      logs: ['GET https://rates.example.com/EUR', '\u001b[32m200\u001b[0m in 583 ms'],
    },
    validate: {
      durationMs: 212,
      result: {
        valid: true,
        errors: [],
        warnings: ['row 311: quantity is 0'],
        rows_validated: 1204,
        data: ROWS.slice(0, 12),
      },
      logs: ['schema schemas/order.json, 14 rules', '1,204 rows, 0 errors, 1 warning'],
    },
    set_period: {
      durationMs: 3,
      result: { period: '2026-11-22', min_rows: 90 },
      parameters: { variables: { period: '2026-11-22', min_rows: 90 } },
      logs: [],
    },
    clean: {
      durationMs: 3240,
      failures: [
        {
          category: 'timeout',
          code: 'step_timeout',
          message: 'python-executor did not answer within 3 s',
          retryable: true,
        },
      ],
      result: { rows: 1188, p99: 6, removed: 16, data: ROWS },
      blob: true,
      parameters: { code: 'scripts/clean.py', inputs: { rows: ROWS.slice(0, 12), keep: 0.9 } },
      logs: [
        'reading 1,204 rows',
        'progress 20 %\rprogress 60 %\rprogress 100 %',
        '\u001b[1m1,204\u001b[0m rows in, \u001b[1m1,188\u001b[0m out, 16 duplicates dropped',
      ],
    },
    handle_empty: { condition: false },
    enrich: {
      durationMs: 2410,
      result: { data: ROWS.slice(0, 40), unmatched: [] },
      parameters: { code: 'scripts/enrich.py' },
      logs: Array.from(
        { length: 60 },
        (_, i) => `matched batch ${i + 1} of 60 (${i % 9 === 0 ? '\u001b[33m1 unknown sku\u001b[0m' : '20 rows'})`,
      ),
    },
    aggregate:
      outcome === 'failed'
        ? {
            durationMs: 41,
            fails: true,
            failures: [
              {
                category: 'validation',
                code: 'unknown_column',
                severity: 'high',
                message: 'column “order_month” does not exist; the data has order_id, product, quantity, ordered_at',
                hint: 'Group by ordered_at, or add order_month in the step "clean".',
                span,
                stack:
                  'UnknownColumnError: column “order_month” does not exist\n    at aggregate (tools/data-processing.ts:118:11)\n    at run (tools/tool.ts:64:20)',
              },
            ],
            parameters: {
              data: ROWS.slice(0, 40),
              group_by: ['order_month', 'product'],
              sum: 'quantity',
              min_rows: 90,
            },
            logs: ['grouping 1,188 rows', '!column “order_month” does not exist'],
          }
        : {
            durationMs: 380,
            result: {
              data: [
                { product: 'Lamp', quantity: 212 },
                { product: 'Chair', quantity: 180 },
              ],
              groups: 2,
            },
            parameters: { group_by: ['order_month', 'product'], sum: 'quantity', min_rows: 90 },
            logs: ['grouping 1,188 rows', '2 groups'],
          },
    find_outliers: { durationMs: 690, result: { data: ROWS.slice(0, 3) } },
    chart: {
      durationMs: 1930,
      result: { command: 'gnuplot chart.gp', return_code: 0, stdout: 'chart.svg', stderr: '', elapsed_ms: 1928 },
    },
    report: {
      durationMs: 240,
      result: { markdown: '# Orders 2026-11-22\n\n…', html: '<h1>Orders</h1>', word_count: 412 },
    },
    publish: {
      durationMs: 822,
      condition: true,
      result: { status_code: 201, json: { id: 'rep_812' }, elapsed_ms: 818 },
    },
    archive: { durationMs: 18, result: { path: 'out/2026-11-22.md', size: 5012 } },
  };
}

export const RUN_A = '01kaj7p4vw3c2n8s5y6t0r1q9m';
const RUN_B = '01kaj3h1z0d4e6f8g0h2j4k6m8';
export const RUN_C = '01kah9x7w5v3t1r9q7p5n3m1k9';

export interface ScenarioRun {
  readonly recording: Recording;
  readonly path: string;
  readonly text: string;
  readonly pipeline: Pipeline;
  /** Only so many facts have happened; the rest may be played. */
  readonly visible?: number;
  readonly interrupted?: boolean;
  readonly imported?: boolean;
}

export interface Scenario {
  readonly files: ReadonlyMap<string, string>;
  readonly runs: readonly ScenarioRun[];
  readonly untrusted?: boolean;
}

const FILES = new Map([
  [ORDERS_PATH, ORDERS_YAML],
  [DIGEST_PATH, DIGEST_YAML],
]);

export function ordersRun(
  outcome: OrdersOutcome,
  options: { run?: string; startedAt?: string; text?: string; visible?: number; interrupted?: boolean } = {},
): ScenarioRun {
  const { run = RUN_A, startedAt = '2026-11-22T14:32:00.000Z', text = ORDERS_YAML, ...rest } = options;
  const pipeline = compiled(ORDERS_PATH, text);
  return {
    recording: simulate(pipeline, { run, startedAt, script: ordersScript(outcome) }),
    path: ORDERS_PATH,
    text,
    pipeline,
    ...rest,
  };
}

function forkOf(parent: string, options: { run: string; step: string; startedAt: string }): ScenarioRun {
  const pipeline = compiled(ORDERS_PATH, ORDERS_YAML);
  const script = ordersScript('completed');
  const reused = ['read_orders', 'read_products', 'fetch_rates', 'validate', 'set_period'].map(
    (id) => [id, { ...script[id], reused: true }] as const,
  );
  const recording = simulate(pipeline, {
    run: options.run,
    startedAt: options.startedAt,
    script: { ...script, ...Object.fromEntries(reused) },
    inputs: { threshold: { inline: 0.95 } },
    parent: { run: parent, step: options.step },
  });
  return { recording, path: ORDERS_PATH, text: ORDERS_YAML, pipeline };
}

function plainRun(
  path: string,
  text: string,
  options: { run: string; startedAt?: string; visible?: number; script?: { [step: string]: StepScript } },
): ScenarioRun {
  const { run, startedAt = '2026-11-22T14:00:00.000Z', visible, script = {} } = options;
  const pipeline = compiled(path, text);
  return {
    recording: simulate(pipeline, { run, startedAt, script }),
    path,
    text,
    pipeline,
    ...(visible === undefined ? {} : { visible }),
  };
}

/** A day's worth of runs: a failure, a fork of it that went through, older ones. */
export function busyDay(newest: ScenarioRun): Scenario {
  return {
    files: FILES,
    runs: [
      newest,
      forkOf(newest.recording.run, { run: RUN_B, step: 'clean', startedAt: '2026-11-22T14:40:00.000Z' }),
      ordersRun('completed', { run: RUN_C, startedAt: '2026-11-22T09:10:00.000Z' }),
      ordersRun('completed', { run: '01kaf2m4n6p8q0r2s4t6v8w0x2', startedAt: '2026-11-21T18:12:00.000Z' }),
      plainRun(DIGEST_PATH, DIGEST_YAML, { run: '01kae0a2b4c6d8e0f2g4h6j8k0', startedAt: '2026-11-20T07:00:00.000Z' }),
    ],
  };
}

export function emptyScenario(): Scenario {
  return { files: FILES, runs: [] };
}

export function largeScenario(count: number): Scenario {
  const path = `/home/mara/large/${count}.yaml`;
  const text = largeYaml(count);
  return {
    files: new Map([[path, text]]),
    runs: [plainRun(path, text, { run: `01kaz${String(count).padStart(21, '0')}` })],
  };
}

export function roundsScenario(rounds: number): Scenario {
  const path = `/home/mara/rounds/${rounds}.yaml`;
  const text = roundsYaml(rounds);
  const script = {
    fetch_7: {
      durationMs: 5000,
      failures: [
        { message: 'GET https://example.com/7 answered 503', code: 'rate_limited', category: 'resource' } as const,
      ],
      fails: false,
    },
  };
  return {
    files: new Map([[path, text]]),
    runs: [plainRun(path, text, { run: '01kay0000000000000000000rr', script })],
  };
}

export function hostileScenario(): Scenario {
  const script: { [step: string]: StepScript } = {
    first: {
      result: {
        html: '<img src=x onerror=alert(1)>',
        bidi: 'abc\u202Edef',
        zero: 'a\u200Bb',
        nul: 'x\u0000y',
        big: 'x'.repeat(5 * 1024 * 1024),
        __proto__x: 1,
      },
      blob: true,
      logs: [
        '<script>alert(1)</script>',
        '\u001b]8;;javascript:alert(1)\u0007link\u001b]8;;\u0007',
        '\u202Eevil',
        'y'.repeat(2 * 1024 * 1024),
      ],
    },
    second: {
      condition: true,
      fails: true,
      failures: [{ message: '<img src=x onerror=alert(1)>\u202E failed', stack: '<script>alert(2)</script>' }],
      logs: ['\u001b[31;1mred\u001b[0m and \u001b[7minverse\u001b[0m', 'over\rwritten', '\u001b[2J\u001b[Hcleared'],
    },
  };
  return {
    files: new Map([[HOSTILE_PATH, HOSTILE_YAML]]),
    runs: [plainRun(HOSTILE_PATH, HOSTILE_YAML, { run: '01kax00000000000000000hhhh', script })],
  };
}

function compiled(path: string, text: string): Pipeline {
  const { pipeline, diagnostics } = miniCompile(path, text);
  if (pipeline === null)
    throw new Error(`a pipeline of the scenarios does not compile: ${diagnostics[0]?.message ?? ''}`);
  return pipeline;
}

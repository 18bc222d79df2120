import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { isJsonObject, type Json, type JsonObject } from '../../shared/json.ts';
import { compileTemplate } from '../../electron/templates/compile.ts';
import { scopeOf } from '../../electron/templates/evaluate/scope.ts';
import { renderTemplate } from '../../electron/templates/render.ts';
import { NamespaceValue, StepValue, type TemplateValue } from '../../electron/templates/values.ts';
import { builtinTools, findTool } from '../../electron/tools/registry.ts';
import { callTool } from '../helpers/call-tool.ts';
import { makeToolContext, type TestContext } from '../helpers/tool-context.ts';

const FOLDER = path.resolve(import.meta.dirname, '../../../shared/pipelines');
const NOW = Date.UTC(2026, 0, 2, 3, 4, 5);

interface PipelineFile {
  readonly parameters?: { readonly [name: string]: { readonly default: Json } };
  readonly inputs?: JsonObject;
  readonly steps: readonly {
    readonly id: string;
    readonly tool?: string;
    readonly action?: string;
    readonly parameters: Json;
  }[];
}

/** The tools of a file, step after step, as its author wrote them; `others` stands for what needs a model. */
async function runTools(
  name: string,
  context: TestContext,
  others: { readonly [step: string]: Json } = {},
): Promise<Map<string, Json>> {
  // One of these files has a key twice, which the compiler refuses, and reads as JSON text what is rows already.
  const text = readFileSync(path.join(FOLDER, 'examples', name), 'utf8').replaceAll('| from_json ', '');
  const file = parse(text, { uniqueKeys: false }) as PipelineFile;
  const inputs = {
    ...file.inputs,
    ...Object.fromEntries(Object.entries(file.parameters ?? {}).map(([input, spec]) => [input, spec.default])),
  };
  const execution = new NamespaceValue('execution', scopeOf({ timestamp: new Date(NOW).toISOString() }));
  const names = new Map<string, TemplateValue>([
    ...Object.entries(inputs),
    ['inputs', inputs],
    ['execution', execution],
    ['pipeline_id', name],
  ]);
  const results = new Map<string, Json>();
  for (const step of file.steps) {
    const result = others[step.id] ?? (await runStep(step, names, context));
    results.set(step.id, result);
    names.set(
      step.id,
      new StepValue({
        id: step.id,
        status: 'completed',
        success: true,
        result,
        error: null,
        attempts: 1,
        duration_ms: 1,
        meta: {},
      }),
    );
  }
  return results;
}

async function runStep(
  step: PipelineFile['steps'][number],
  names: ReadonlyMap<string, TemplateValue>,
  context: TestContext,
): Promise<Json> {
  const tool = findTool(builtinTools, step.tool ?? '');
  if (tool === undefined) throw new Error(`${step.id}: no tool ${step.tool}`);
  const parameters = render(step.parameters, names);
  const outcome = await callTool(
    { tool, context, ...(step.action === undefined ? {} : { action: step.action }) },
    isJsonObject(parameters) ? parameters : {},
  );
  if (!outcome.success) throw new Error(`${step.id}: ${outcome.error.message}`);
  return outcome.result;
}

function render(value: Json, names: ReadonlyMap<string, TemplateValue>): Json {
  const files = { read: () => '', exists: () => false };
  if (typeof value === 'string')
    return renderTemplate(compileTemplate(value), { scope: scopeOf(names), files, now: () => new Date(NOW) });
  if (Array.isArray(value)) return value.map((item: Json) => render(item, names));
  return isJsonObject(value)
    ? Object.fromEntries(Object.entries(value).map(([key, item]) => [key, render(item, names)]))
    : value;
}

describe.skipIf(!existsSync(FOLDER))(
  'the tools of public pipelines (skipped where ../shared/pipelines is not there)',
  () => {
    it('simple_data_processing.yaml writes the active rows as CSV, and nothing else', async () => {
      const context = makeToolContext();
      mkdirSync(path.join(context.workdir, 'data'));
      copyFileSync(path.join(FOLDER, 'data', 'input.csv'), path.join(context.workdir, 'data', 'input.csv'));
      const results = await runTools('simple_data_processing.yaml', context);
      const active = readFileSync(path.join(FOLDER, 'data', 'input.csv'), 'utf8')
        .split(/\r?\n/)
        .filter((line, index) => index === 0 || line.split(',')[1] === 'active');
      const written = (results.get('save_results') as { path: string }).path;
      expect(written).toMatch(/output_2026-01-02t03-?04-?05.*\.csv$/);
      expect(readFileSync(path.join(context.workdir, written), 'utf8')).toBe(`${active.join('\n')}\n`);
      const report = readFileSync(
        path.join(context.workdir, (results.get('save_report') as { path: string }).path),
        'utf8',
      );
      expect(report).toContain(`\`\`\`csv\n${active.join('\n')}`);
      expect(readdirSync(path.join(context.workdir, 'examples/outputs/simple_data_processing'))).toHaveLength(2);
    });

    it('data_processing_pipeline.yaml validates, cleans, aggregates, pivots, exports and reports', async () => {
      const context = makeToolContext();
      const output = path.join(context.workdir, 'examples/outputs/data_processing_pipeline');
      mkdirSync(output, { recursive: true });
      copyFileSync(path.join(FOLDER, 'examples/data/sales_data.csv'), path.join(output, 'sales_data.csv'));
      const results = await runTools('data_processing_pipeline.yaml', context, {
        analyze_trends: { growth_rate: 1, top_products: [], seasonal_patterns: [], anomalies: [] },
        quality_check: { quality_score: 0.9, issues_found: [], recommendations: [] },
      });
      const lines = readFileSync(path.join(output, 'sales_data.csv'), 'utf8').trim().split(/\r?\n/);
      const kept = lines.slice(1).filter((line) => !line.endsWith(',cancelled'));
      expect(results.get('validate_schema')).toMatchObject({
        valid: true,
        mode: 'lenient',
        rows_validated: lines.length - 1,
      });
      expect(results.get('profile_data')).toMatchObject({
        processed_data: { row_count: lines.length - 1, column_count: 7 },
      });
      const cleaned = (results.get('clean_data') as { processed_data: JsonObject[] }).processed_data;
      expect(cleaned.map((row) => row['order_id'])).toEqual(kept.map((line) => line.split(',')[0]));
      expect(cleaned[0]).toMatchObject({
        quantity: 5,
        unit_price: 19.99,
        total_amount: 5 * 19.99,
        order_month: '2024-01',
      });
      const monthly = (results.get('aggregate_monthly') as { data: JsonObject[] }).data;
      expect(monthly.reduce((total, row) => total + Number(row['order_count']), 0)).toBe(cleaned.length);
      const exported = readFileSync(path.join(output, 'processed_data.csv'), 'utf8').split('\n');
      expect(exported[0]).toBe(
        'order_id,customer_id,product_name,quantity,unit_price,order_date,status,total_amount,order_month',
      );
      expect(exported).toHaveLength(cleaned.length + 2);
      expect(JSON.parse(readFileSync(path.join(output, 'validation_report.json'), 'utf8'))).toMatchObject({
        validation_success: true,
        validation_mode: 'lenient',
      });
      expect(readFileSync(path.join(output, 'data_processing_report.md'), 'utf8')).toContain(
        '✅ **Validation Passed**',
      );
    });

    it('data_processing.yaml validates JSON text, and sums the active records', async () => {
      const context = makeToolContext();
      mkdirSync(path.join(context.workdir, 'examples/test_data'), { recursive: true });
      const records = [
        { id: 1, name: 'a', active: true, value: 2 },
        { id: 2, name: 'b', active: false, value: 4 },
        { id: 3, name: 'c', active: true, value: 5 },
      ];
      writeFileSync(path.join(context.workdir, 'examples/test_data/sample_data.json'), JSON.stringify({ records }));
      const results = await runTools('data_processing.yaml', context, {
        parse_data: 'json',
        format_results: '{}',
        generate_summary: 'short',
      });
      expect(results.get('validate_data')).toMatchObject({ valid: true, errors: [], warnings: [] });
      expect(results.get('transform_data')).toMatchObject({ data: { records: [{ value_sum: 7 }] } });
      expect(
        readFileSync(path.join(context.workdir, 'examples/outputs/data_processing/processing_report.md'), 'utf8'),
      ).toContain('Validation Status: Passed');
    });

    it('mcp_memory_workflow.yaml keeps, lists, exports and finds what it stored', async () => {
      const context = makeToolContext();
      const results = await runTools('mcp_memory_workflow.yaml', context, { process_step_1: {}, cleanup_memory: {} });
      expect(results.get('get_full_context')).toMatchObject({ keys: ['progress', 'task_steps', 'user_profile'] });
      expect(results.get('check_expiration')).toMatchObject({ found: true, value: { name: 'User' } });
      const output = path.join(context.workdir, 'examples/outputs/mcp_memory_workflow');
      expect(JSON.parse(readFileSync(path.join(output, 'user_memory_export.json'), 'utf8'))).toMatchObject({
        keys: ['progress', 'task_steps', 'user_profile'],
      });
      expect(readFileSync(path.join(output, 'user_context_summary.md'), 'utf8')).toContain(
        '**Active Keys**: progress, task_steps, user_profile',
      );
    });
  },
);

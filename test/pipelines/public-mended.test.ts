import { chmodSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { completed, isThere, PUBLIC_FOLDER, PublicSandbox, stepsOf, whySkipped } from './public-files.ts';
import { scriptedModel } from './scripted-model.ts';

let box: PublicSandbox;
beforeEach(() => {
  if (isThere) box = new PublicSandbox();
});
afterEach(() => {
  if (isThere) box.close();
});

type Mend = (text: string) => string;

/** Replaces all; fails if there is nothing to replace, so that a mend cannot go stale. */
function replacing(pattern: RegExp, by: string): Mend {
  return (text) => {
    if (text.search(pattern) === -1) throw new Error(`nothing matches ${String(pattern)}`);
    return text.replaceAll(pattern, by);
  };
}

/** Models, and the tag that lets one choose another, come later. */
const withoutAuto = replacing(/<AUTO[^>]*>(?:[^<\n]*<\/AUTO>)?/g, 'scripted');
const inOrder =
  (...mends: Mend[]): Mend =>
  (text) =>
    mends.reduce((mended, mend) => mend(mended), text);

describe.skipIf(!isThere)(`public pipelines with a scripted model in place of a real one${whySkipped}`, () => {
  it('L11 basic/hello_world.yaml asks the model and gives its answer', async () => {
    const { tools, asked } = scriptedModel({ greet: 'Hello, Ada!' });
    const document = await box.run('basic/hello_world.yaml', {
      mend: withoutAuto,
      models: tools,
      inputs: { name: 'Ada' },
    });
    expect(document.outputs).toEqual({ message: 'Hello, Ada!' });
    expect(asked.get('greet')).toBe("Generate a friendly greeting message for 'Ada'");
  });

  it('L12 data_processing.yaml validates JSON text, sums the active records and reports', async () => {
    const records = [1, 2, 3].map((id) => ({ id, name: `n${id}`, active: id !== 2, value: id * 10 }));
    box.write('examples/test_data/sample_data.json', JSON.stringify({ records }));
    const { tools, asked } = scriptedModel({ format_results: '{"sum": 40}', generate_summary: 'Two records.' });
    const document = await box.run('data_processing.yaml', { mend: withoutAuto, models: tools });
    expect(document.status).toBe('completed');
    expect(document.outputs).toMatchObject({
      validated: true,
      transformed: { data: { records: [{ value_sum: 40 }] } },
      summary: 'Two records.',
    });
    expect(asked.get('format_results')).toContain('"value_sum": 40');
    expect(box.read('examples/outputs/data_processing/processed_data.json')).toBe('{"sum": 40}');
    expect(box.read('examples/outputs/data_processing/processing_report.md')).toContain('Validation Status: Passed');
  });

  it('L5 data_processing.yaml without its data fails at the first step, with all outputs that can be had', async () => {
    const document = await box.run('data_processing.yaml', { mend: withoutAuto, models: scriptedModel().tools });
    expect(document.status).toBe('failed');
    expect(document.error).toMatchObject({ step: 'load_data', code: 'file_not_found' });
    expect(new Set(Object.values(stepsOf(document)))).toEqual(
      new Set(['failed: file_not_found', 'skipped: upstream_failed']),
    );
    expect(document.outputs).toMatchObject({
      original_data: null,
      output_file: 'examples/outputs/data_processing/processed_data.json',
    });
    expect(Object.keys(document.output_errors)).toEqual(['validated']);
  });

  it('L4 sub_pipelines/data_preprocessing_sub.yaml passes an object on, and refuses a text', async () => {
    const file = 'sub_pipelines/data_preprocessing_sub.yaml';
    const models = scriptedModel().tools;
    const document = await box.run(file, { mend: withoutAuto, models, inputs: { raw_data: { rows: [1] } } });
    expect(document.outputs).toEqual({ processed_data: { rows: [1] } });
    await expect(box.run(file, { mend: withoutAuto, models, inputs: { raw_data: 'a,b' } })).rejects.toMatchObject({
      code: 'invalid_inputs',
    });
  });
});

const llmGenerate = replacing(/llm_generate/g, 'generate_text');

describe.skipIf(!isThere)(
  `public pipelines mended as their diagnostics say, with a scripted model${whySkipped}`,
  () => {
    it('L12 basic/conditional_logic.yaml finds the steps that were skipped falsy', async () => {
      const mend = inOrder(withoutAuto, replacing(/current_timestamp/g, 'execution.timestamp'));
      const document = await box.run('basic/conditional_logic.yaml', {
        mend,
        models: scriptedModel().tools,
        inputs: { user_type: 'admin' },
      });
      expect(stepsOf(document)).toEqual({
        ...completed('setup', 'admin_content', 'generate_analytics', 'finalize_output', 'save_output'),
        standard_content: 'skipped: condition',
        guest_content: 'skipped: condition',
      });
      expect(document.outputs).toMatchObject({
        content_generated: 'admin',
        output_file: 'conditional_output_admin_medium.md',
      });
      expect(box.read('conditional_output_admin_medium.md')).toContain(
        'Admin content: ✅- Standard content: ❌ (not admin)',
      );
    });

    it.each([
      ['claude_skills_refactor/01_simple_code_review.yaml', 'generate_review_report'],
      ['claude_skills_refactor/02_research_synthesis.yaml', 'synthesize_findings'],
      ['claude_skills_refactor/03_parallel_data_processing.yaml', 'aggregate_results'],
    ])('L6 %s hands what the model said from step to step', async (file, last) => {
      const { tools, asked } = scriptedModel();
      const document = await box.run(file, { mend: llmGenerate, models: tools });
      expect(document.status).toBe('completed');
      for (const earlier of document.steps[last]?.dependencies ?? [])
        expect(asked.get(last)).toContain(`answer of ${earlier}`);
    });

    it('L12 mcp_memory_workflow.yaml keeps, lists, finds and exports what it stored, without the tool that is not there', async () => {
      const mend = inOrder(
        replacing(/ {2}# Simulate processing first step[\s\S]*?(?= {2}# Store progress)/g, ''),
        replacing(/- process_step_1/g, '- store_task_steps'),
      );
      const document = await box.run('mcp_memory_workflow.yaml', { mend, inputs: { user_name: 'Ada Lovelace' } });
      const folder = 'examples/outputs/mcp_memory_workflow';
      expect(document.status).toBe('completed');
      expect(document.outputs).toEqual({
        context_keys: '["progress", "task_steps", "user_profile"]',
        user_profile_found: true,
        memory_export_path: `${folder}/ada-lovelace_memory_export.json`,
        context_summary_path: `${folder}/ada-lovelace_context_summary.md`,
      });
      expect(stepsOf(document)).toMatchObject({ cleanup_memory: 'skipped: condition' });
      expect(box.written()).toEqual([
        `${folder}/ada-lovelace_context_summary.md`,
        `${folder}/ada-lovelace_memory_export.json`,
      ]);
      expect(JSON.parse(box.read(`${folder}/ada-lovelace_memory_export.json`))).toMatchObject({
        keys: ['progress', 'task_steps', 'user_profile'],
      });
    });

    it('L14 minimal_error_test.yaml runs code and writes its file', async () => {
      const mend = inOrder(
        withoutAuto,
        replacing(/"Generate simple test data"/g, 'generate_text'),
        replacing(/^steps:/gm, 'inputs: { output_path: out }\nsteps:'),
      );
      const document = await box.run('minimal_error_test.yaml', {
        mend,
        models: scriptedModel({ success_test: '42' }).tools,
      });
      expect(document.outputs).toMatchObject({
        test_result: '42',
        python_result: { value: { status: 'success', value: 42 } },
      });
      expect(box.read('out/test_output.txt')).toBe('Error handling test successful');
    });

    it('L14 until_condition_examples.yaml counts and reports', async () => {
      const mend = inOrder(
        replacing(/action: debug/g, 'tool: echo'),
        replacing(/action: llm_call/g, 'action: generate_text'),
      );
      const document = await box.run('until_condition_examples.yaml', {
        mend,
        models: scriptedModel({ evaluate_quality: '0.9' }).tools,
      });
      expect(document.status).toBe('completed');
      expect(document.steps['process_third_item']?.result).toBe('Processing item 3: value = 6 - threshold reached!');
      expect(document.steps['final_report']?.result).toContain('Quality score achieved: 0.9');
    });

    it('L22 fact_checker.yaml asks about every source and every claim, where its lists are named', async () => {
      const mend = inOrder(
        replacing(/<AUTO>list of sources to verify<\/AUTO>/g, '{{ extract_sources_list.sources }}'),
        replacing(/<AUTO>claims that need fact-checking<\/AUTO>/g, '{{ extract_claims_list.claims }}'),
        replacing(/max_completion_tokens/g, 'max_tokens'),
      );
      box.write('article.md', 'Water is wet.');
      const source = (name: string) => ({ name, url: `https://${name}.example`, type: 'journal' });
      const { tools, asked } = scriptedModel({
        extract_sources_list: { sources: [source('a'), source('b')] },
        extract_claims_list: { claims: ['Water is wet.'] },
        generate_report: 'All is well.',
      });
      const document = await box.run('fact_checker.yaml', {
        mend,
        models: tools,
        inputs: { document_source: 'article.md', output_path: 'out/report.md' },
      });
      expect(document.error).toBeNull();
      expect(document.steps['verify_sources']?.result).toMatchObject({ iterations: 2, completed: 2 });
      expect(document.steps['verify_claims']?.result).toMatchObject({ iterations: 1, completed: 1 });
      expect(asked.get('generate_report')).toContain('2 sources identified');
      expect(box.read('out/report.md')).toContain('All is well.');
    });

    it.each(['sentiment_analysis', 'statistical_analysis', 'trend_analysis'])(
      'E21 sub_pipelines/%s.yaml fails by name where Python lacks what its code imports',
      async (name) => {
        box.write('bare-python', '#!/bin/sh\nexec python3 -S "$@"\n');
        chmodSync(path.join(box.workdir, 'bare-python'), 0o755);
        const document = await box.run(`sub_pipelines/${name}.yaml`, {
          mend: withoutAuto,
          models: scriptedModel().tools,
          inputs: { data: {} },
          python: path.join(box.workdir, 'bare-python'),
        });
        expect(document.error?.message).toContain("No module named 'pandas'");
        expect(Object.values(stepsOf(document))[1]).toBe('skipped: upstream_failed');
      },
    );

    it('L14 statistical_analysis.yaml keeps its data an object, and writes it as JSON', async () => {
      const mend = inOrder(withoutAuto, replacing(/save_analysis\.filepath/g, 'save_analysis.path'));
      const document = await box.run('statistical_analysis.yaml', {
        mend,
        models: scriptedModel().tools,
        inputs: { data: { a: [1, 2] } },
      });
      expect(document.status).toBe('completed');
      expect(JSON.parse(box.read('examples/outputs/statistical_analysis/data/input_data.json'))).toEqual({ a: [1, 2] });
      expect(box.read(String(document.outputs['report_file']))).toContain('a confidence level of 95%');
    });

    it('L12 data_processing_pipeline.yaml validates, cleans, aggregates, pivots and reports', async () => {
      const mend = inOrder(
        withoutAuto,
        replacing(/ {6}mode: "CSV".*\n/g, ''),
        replacing(/pipeline_id/g, 'pipeline.id'),
      );
      const folder = 'examples/outputs/data_processing_pipeline';
      box.write(
        `${folder}/sales_data.csv`,
        readFileSync(path.join(PUBLIC_FOLDER, 'examples/data/sales_data.csv'), 'utf8'),
      );
      const { tools, asked } = scriptedModel({
        analyze_trends: { growth_rate: 1, top_products: [], seasonal_patterns: [], anomalies: [] },
        quality_check: { quality_score: 0.9, issues_found: [], recommendations: [] },
      });
      const document = await box.run('data_processing_pipeline.yaml', { mend, models: tools });
      expect(document.error).toBeNull();
      expect(document.outputs).toMatchObject({
        quality_score: 0.9,
        rows_processed: 5,
        validation_passed: true,
        growth_rate: 1,
      });
      expect(asked.get('quality_check')).toContain('Rows after cleaning: 5');
      expect(box.read(`${folder}/processed_data.csv`).split('\n')).toHaveLength(7);
      expect(box.read(`${folder}/data_processing_report.md`)).toContain('✅ **Validation Passed**');
    });
  },
);

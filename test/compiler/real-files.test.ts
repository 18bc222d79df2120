import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { compilePipeline } from '../../electron/compiler/compile.ts';
import { readPipelineFile } from '../../electron/compiler/read-file.ts';
import { builtinTools } from '../../electron/tools/registry.ts';
import { REAL_FILES } from './real-files-table.ts';

const FOLDER = path.join(import.meta.dirname, '../../../shared/pipelines/examples');
const isThere = existsSync(FOLDER);
const reason = isThere ? '' : ' (skipped: ../shared/pipelines is not there)';

function outcomeOf(file: string): readonly [outcome: string, diagnostics: readonly string[]] {
  const { pipeline, diagnostics } = compilePipeline({
    text: readFileSync(path.join(FOLDER, file)),
    file,
    tools: builtinTools,
    readFile: (name) => readPipelineFile(path.join(FOLDER, name)),
  });
  const errors = diagnostics.filter(({ severity }) => severity === 'error');
  const needsLater = errors.every(({ code }) => code === 'needs_later');
  const outcome = pipeline !== null ? 'compiles' : needsLater ? 'needs a later issue' : 'refused';
  return [
    outcome,
    diagnostics.map(({ span, code, severity }) => `${span.line}:${code}${severity === 'warning' ? '?' : ''}`),
  ];
}

const words = (text: string) => text.split(/\s+/).filter((word) => word !== '');

describe.skipIf(!isThere)(`pipeline files that people wrote${reason}`, () => {
  it.each(Object.entries(REAL_FILES))('L7 %s: as its author would expect', (file, [outcome, diagnostics]) => {
    expect(outcomeOf(file)).toEqual([outcome, words(diagnostics)]);
  });

  it('L7 the table has every file of the folder', () => {
    const files = readdirSync(FOLDER, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.yaml'));
    expect(files.sort()).toEqual(Object.keys(REAL_FILES).sort());
  });
});

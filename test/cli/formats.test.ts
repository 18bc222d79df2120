import { describe, expect, it } from 'vitest';
import type { Diagnostic } from '../../shared/diagnostics.ts';
import { StepglassError } from '../../shared/errors.ts';
import type { ResultDocument } from '../../shared/result-document.ts';
import type { RunSummary } from '../../shared/state/run-summary.ts';
import { planLines } from '../../electron/cli/commands/plan.ts';
import { chooseResumable } from '../../electron/cli/commands/resume.ts';
import { runsLines } from '../../electron/cli/commands/runs.ts';
import { verdictLine } from '../../electron/cli/diagnostics-report.ts';
import { errorLines } from '../../electron/cli/error-report.ts';
import { elapsedMs } from '../../electron/cli/format/elapsed.ts';
import { endingLines } from '../../electron/cli/format/ending.ts';
import { formatTable } from '../../electron/cli/format/table.ts';
import { formatNamed } from '../../electron/cli/format/value.ts';
import { interruptedLine } from '../../electron/cli/mention-interrupted.ts';
import { displayPath } from '../../electron/cli/terminal/display-path.ts';
import { choosePaint, plain } from '../../electron/cli/terminal/paint.ts';

function summary(fields: Partial<RunSummary>): RunSummary {
  return {
    run: '01run',
    status: 'completed',
    pipeline: { id: 'p', name: 'P', file: 'p.yaml' },
    inputs: {},
    createdAt: '2026-01-02T03:04:05.000Z',
    startedAt: '2026-01-02T03:04:05.000Z',
    endedAt: '2026-01-02T03:04:07.500Z',
    error: null,
    pauseReason: null,
    parent: null,
    settledSteps: 2,
    totalSteps: 2,
    failedStep: null,
    waiting: 0,
    brokeAt: null,
    only: null,
    pinned: 0,
    n: 9,
    ...fields,
  };
}

const span = { file: 'p.yaml', line: 2, column: 5, endLine: 2, endColumn: 9 };
const diagnostic: Diagnostic = {
  code: 'unknown_key',
  severity: 'error',
  message: 'unknown key "retr"',
  hint: 'retry?',
  path: 'steps[0].retr',
  span,
};

describe('the ending of a run', () => {
  const document: ResultDocument = {
    run: '01r',
    pipeline: { id: 'p', name: 'P', version: null, file: 'p.yaml' },
    status: 'failed',
    success: false,
    outputs: { long: 'x\n'.repeat(100), wide: 'y'.repeat(9000), missing: null },
    output_errors: { missing: 'not there' },
    steps: {},
    order: [],
    started_at: null,
    ended_at: null,
    duration_ms: 5,
    error: {
      category: 'execution',
      code: 'c',
      severity: 'medium',
      retryable: true,
      message: 'broke',
      hint: 'mend it',
      step: 's',
      attempt: 1,
    },
  };
  const lines = endingLines(document, { paint: plain, pauseReason: null, excerpt: ['  p.yaml:1:1'] });

  it('says first why, where, and what to do', () => {
    expect(lines.slice(0, 4)).toEqual([
      '✗ failed after 5 ms: step s: broke (run 01r)',
      '  p.yaml:1:1',
      '  hint: mend it',
      'outputs:',
    ]);
    expect(lines.at(-1)).toContain('stepglass resume 01r');
  });

  it('cuts an output that is long or wide, and says where all of it is', () => {
    expect(lines.filter((line) => line === '    x')).toHaveLength(39);
    expect(lines).toContain('    … 61 more lines: stepglass show 01r');
    expect(lines.every((line) => line.length <= 2000)).toBe(true);
  });
});

it('measures to now while there is no end', () => {
  expect(elapsedMs('2026-01-01T00:00:00.000Z', null, Date.parse('2026-01-01T00:00:01.000Z'))).toBe(1000);
  expect(elapsedMs(null, null, 5)).toBeNull();
});

describe('paths, values, tables', () => {
  it('names a file below the folder relatively', () => {
    expect([displayPath('/a/b/c.yaml', '/a'), displayPath('/x/c.yaml', '/a'), displayPath('c.yaml', '/a')]).toEqual([
      'b/c.yaml',
      '/x/c.yaml',
      'c.yaml',
    ]);
  });

  it('prints a short value on its line and a long one as a block', () => {
    expect(formatNamed('n', 5)).toEqual(['  n: 5']);
    expect(formatNamed('t', 'a\nb')).toEqual(['  t:', '    a', '    b']);
  });

  it('aligns columns by what they show', () => {
    expect(
      formatTable([
        ['日', 'x'],
        ['abc', 'y'],
      ]),
    ).toEqual(['日   x', 'abc  y']);
  });

  it('paints on terminals only, unless the environment says otherwise', () => {
    expect(choosePaint(false, {})('x', 'red')).toBe('x');
    expect(choosePaint(true, {})('x', 'red')).toBe('\u001b[31mx\u001b[0m');
    expect(choosePaint(true, { NO_COLOR: '1' })('x', 'red')).toBe('x');
    expect(choosePaint(false, { FORCE_COLOR: '1' })('x', 'red')).not.toBe('x');
  });
});

describe('lists of runs', () => {
  it('marks interrupted runs and says how to go on', () => {
    const [, row = ''] = runsLines([summary({ status: 'interrupted', endedAt: null })], { now: 0, paint: plain });
    expect(row).toContain('! interrupted');
    expect(row).toContain('stepglass resume');
  });

  it('mentions interrupted runs in one line, however many there are', () => {
    expect(interruptedLine([summary({})])).toBeNull();
    expect(interruptedLine([summary({ status: 'interrupted' })])).toContain('stepglass resume 01run');
    expect(
      interruptedLine([summary({ status: 'interrupted' }), summary({ run: '02', status: 'interrupted' })]),
    ).toMatch(/^2 runs were interrupted.*`stepglass resume 01run` goes on with it/);
  });

  it('E12 resumes the newest run that can be resumed', () => {
    const runs = [
      summary({ run: 'c' }),
      summary({ run: 'b', status: 'running' }),
      summary({ run: 'a', status: 'interrupted' }),
    ];
    expect(chooseResumable(runs).run).toBe('a');
    expect(() => chooseResumable([summary({})])).toThrow(
      expect.objectContaining({ code: 'nothing_to_resume', kind: 'illegal_state' }),
    );
  });

  it('says in a verdict how many errors and warnings there are', () => {
    expect(verdictLine('f', [])).toBe('f: valid');
    expect(verdictLine('f', [diagnostic, { ...diagnostic, severity: 'warning' }])).toBe(
      'f: invalid (1 error, 1 warning)',
    );
  });
});

describe('plans and errors', () => {
  it('E14 marks effects that would happen again', () => {
    const lines = planLines(
      {
        kind: 'rerun',
        newRun: true,
        parent: { run: '01r' },
        steps: [
          {
            step: 'a',
            decision: 'reuse',
            reason: 'unchanged',
            why: 'nothing it read has changed',
            effects: 'local',
            repeatsEffects: false,
          },
          { step: 'b', decision: 'run', reason: 'chosen', why: 'chosen', effects: 'external', repeatsEffects: true },
        ],
      },
      plain,
    );
    expect(lines[0]).toBe('plan: rerun of run 01r (a new run is made)');
    expect(lines[1]).toContain('↺ reuse');
    expect(lines[2]).toContain('! external effects again');
    expect(lines[3]).toBe('2 steps: 1 run, 1 reuse, 0 skip, 0 decide');
  });

  it('lists every problem of a refusal', () => {
    const error = new StepglassError('invalid_input', 'invalid_inputs', 'the inputs do not fit', {
      details: { problems: [{ path: 'n', message: 'is missing' }] },
    });
    expect(errorLines(error, { showStack: false })).toEqual(['stepglass: the inputs do not fit', '  n: is missing']);
  });

  it('lists problems once, though the message holds them too', () => {
    const message = 'the inputs do not fit p.yaml: n: is missing; m: is odd';
    const problems = [
      { path: 'n', message: 'is missing' },
      { path: 'm', message: 'is odd' },
    ];
    const error = new StepglassError('invalid_input', 'invalid_inputs', message, { details: { problems } });
    expect(errorLines(error, { showStack: false })).toEqual([
      'stepglass: the inputs do not fit p.yaml:',
      '  n: is missing',
      '  m: is odd',
    ]);
  });

  it('calls what is no error of ours an internal one', () => {
    expect(errorLines(undefined, { showStack: false })[0]).toContain('internal error');
  });
});

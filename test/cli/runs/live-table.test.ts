import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { ErrorRecord, Fact, FactBody } from '../../../shared/facts.ts';
import { applyFact } from '../../../shared/state/apply-fact.ts';
import { emptyRunState, type RunState } from '../../../shared/state/run-state.ts';
import { formatFact } from '../../../electron/cli/format/fact-line.ts';
import type { Output } from '../../../electron/cli/io.ts';
import { renderLiveTable } from '../../../electron/cli/runs/live-table.ts';
import { LiveView } from '../../../electron/cli/terminal/live-view.ts';
import { plain } from '../../../electron/cli/terminal/paint.ts';
import { textWidth } from '../../../electron/cli/terminal/text-width.ts';

const AT = '2026-01-01T00:00:00.000Z';
const NOW = Date.parse('2026-01-01T00:00:02.000Z');
const error: ErrorRecord = {
  category: 'execution',
  code: 'x',
  severity: 'high',
  retryable: false,
  message: 'it broke\nbadly',
};

function fold(steps: readonly string[], bodies: readonly FactBody[]): RunState {
  const state = emptyRunState();
  const created: FactBody = {
    type: 'run.created',
    run: '01r',
    pipeline: { id: 'p', name: 'P', file: 'p.yaml', hash: 'h' },
    inputs: {},
    workdir: '/',
    steps,
    maxParallel: 8,
    edits: [],
  };
  [created, { type: 'run.started' } as const, ...bodies].forEach((body, index) =>
    applyFact(state, { ...body, n: index + 1, at: AT }),
  );
  return state;
}

const started = (step: string, attempt = 1): FactBody => ({
  type: 'step.started',
  step,
  attempt,
  parameters: null,
  reads: [],
});
const completed = (step: string): FactBody => ({
  type: 'step.completed',
  step,
  attempt: 1,
  result: { inline: 1 },
  durationMs: 5,
  consequences: [],
});

function render(state: RunState, room: { columns?: number; rows?: number } = {}): readonly string[] {
  return renderLiveTable(
    state,
    { columns: room.columns ?? 100, rows: room.rows ?? 30, paint: plain },
    { now: NOW, etaMs: null },
  );
}

describe('the live table', () => {
  it('M2 shows each state by icon and word', () => {
    const failed: FactBody = {
      type: 'step.failed',
      step: 'c',
      attempt: 2,
      error,
      durationMs: 5,
      consequences: [{ type: 'step.skipped', step: 'd', reason: 'upstream_failed' }],
    };
    const lines = render(
      fold(['a', 'b', 'c', 'd', 'e'], [started('a'), completed('a'), started('b'), started('c', 2), failed]),
    );
    expect(lines[0]).toMatch(/^✓ a {5}completed/);
    expect(lines[1]).toMatch(/^● b {5}running +2\.0 s/);
    expect(lines[2]).toMatch(/^✗ c {5}failed .*×2 +it broke$/);
    expect(lines[3]).toMatch(/^» d {5}skipped .*upstream failed: c$/);
    expect(lines[4]).toMatch(/^○ e {5}pending/);
  });

  it('E20 counts skipped steps as settled', () => {
    const state = fold(
      ['a', 'b', 'c', 'd'],
      [{ type: 'step.skipped', step: 'a', reason: 'condition', consequences: [] }, started('b'), completed('b')],
    );
    expect(render(state).at(-1)).toContain('2/4 steps · 50 %');
  });

  it('cuts long names on a narrow screen, never what the steps do', () => {
    const [line] = render(fold(['a_step_with_a_rather_long_name'], [started('a_step_with_a_rather_long_name', 2)]), {
      columns: 40,
    });
    expect(line).toMatch(/^● a_step_w… {2}running {9}2\.0 s {2}×2$/);
  });

  it('never takes more lines or columns than the screen has', () => {
    const steps = Array.from({ length: 500 }, (_, index) => `a-rather-long-step-id-that-does-not-fit-${index}`);
    const lines = render(fold(steps, [started(steps[400] ?? '')]), { columns: 40, rows: 12 });
    expect(lines.length).toBeLessThan(12);
    for (const line of lines) expect(textWidth(line)).toBeLessThanOrEqual(40);
  });

  it('keeps what goes on in sight when there is no room for all', () => {
    const steps = Array.from({ length: 100 }, (_, index) => `s${index}`);
    const lines = render(fold(steps, [started('s99')]), { rows: 10 });
    expect(lines.join('\n')).toContain('s99');
    expect(lines.join('\n')).toContain('93 pending not shown');
  });

  it('neutralises what an error says', () => {
    const hostile: FactBody = {
      type: 'step.failed',
      step: 'a',
      attempt: 1,
      error: { ...error, message: '\u001b[2J\u202eowned' },
      durationMs: 1,
      consequences: [],
    };
    expect(render(fold(['a'], [hostile])).join('')).toContain('␛[2J\\u202eowned');
  });
});

describe('plain lines', () => {
  it('tells what a fact does to other steps', () => {
    const fact: Fact = {
      type: 'step.failed',
      step: 'a',
      attempt: 1,
      error,
      durationMs: 1,
      consequences: [{ type: 'step.skipped', step: 'b', reason: 'upstream_failed' }],
      n: 3,
      at: AT,
    };
    expect(formatFact(fact, plain)).toEqual(['✗ a failed: it broke␊badly', '» b skipped: upstream failed: a']);
  });

  it('says once why a condition skipped a step', () => {
    const evaluated: Fact = {
      type: 'condition.evaluated',
      step: 'a',
      expression: 'rows (0) > 0',
      value: false,
      reads: [],
      n: 3,
      at: AT,
    };
    const skipped: Fact = { type: 'step.skipped', step: 'a', reason: 'condition', consequences: [], n: 4, at: AT };
    expect([evaluated, skipped].flatMap((fact) => formatFact(fact, plain))).toEqual([
      '» a skipped, its condition is false: rows (0) > 0',
    ]);
    expect(formatFact({ ...evaluated, value: true }, plain)).toEqual([]);
  });

  it('says when a failed attempt is tried again', () => {
    const fact: Fact = {
      type: 'step.attempt_failed',
      step: 'a',
      attempt: 1,
      error,
      retryAt: '2026-01-01T00:00:01.500Z',
      durationMs: 3,
      n: 3,
      at: AT,
    };
    expect(formatFact(fact, plain)).toEqual(['↻ a attempt 1 failed: it broke␊badly; again in 1.5 s']);
  });

  it('says nothing of facts that people need not see', () => {
    expect(
      formatFact({ type: 'checkpoint.created', checkpoint: 'c', seq: 1, sizeBytes: 1, n: 2, at: AT }, plain),
    ).toEqual([]);
  });
});

describe('the live view', () => {
  const written: string[] = [];
  const output: Output = {
    isTerminal: true,
    columns: 80,
    rows: 24,
    paint: plain,
    write: (text) => written.push(text),
    line: (text = '') => written.push(`${text}\n`),
    flush: () => Promise.resolve(),
  };

  beforeEach(() => {
    written.length = 0;
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it('draws at most ten times a second, however often it changes', () => {
    let draws = 0;
    const view = new LiveView(output, () => [`draw ${++draws}`]);
    for (let ms = 0; ms < 1000; ms += 1) {
      view.changed();
      vi.advanceTimersByTime(1);
    }
    expect(draws).toBeLessThanOrEqual(10);
    view.close();
  });

  it('draws over what it drew, keeps notes, and gives the cursor back', () => {
    const view = new LiveView(output, () => ['one', 'two']);
    view.changed();
    vi.advanceTimersByTime(100);
    view.note('kept');
    view.close();
    expect(written.join('')).toBe(
      '\u001b[?25lone\ntwo\n\u001b[2A\u001b[Jkept\none\ntwo\n\u001b[2A\u001b[Jone\ntwo\n\u001b[?25h',
    );
  });

  it('leaves no timer behind', () => {
    const view = new LiveView(output, () => []);
    view.changed();
    view.close();
    expect(vi.getTimerCount()).toBe(0);
  });
});

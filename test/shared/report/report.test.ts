import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { FactBody, StoredValue } from '../../../shared/facts.ts';
import type { ReportInput } from '../../../shared/report/report.ts';
import { reportHtml } from '../../../shared/report/report.ts';
import { applyFact } from '../../../shared/state/apply-fact.ts';
import { emptyRunState } from '../../../shared/state/run-state.ts';

const SPAN = { file: 'p.yaml', line: 3, column: 5, endLine: 3, endColumn: 9, start: 0, end: 1 };
const error = (message: string) =>
  ({
    category: 'execution',
    code: 'command_failed',
    severity: 'high',
    retryable: false,
    message,
    step: 'b',
    span: SPAN,
  }) as const;
const created = (text: string): FactBody => ({
  type: 'run.created',
  run: 'r1',
  pipeline: { id: 'p', name: text, file: `/home/${text}.yaml`, hash: 'h' },
  inputs: { [text]: { inline: text } },
  workdir: '/',
  steps: ['a', 'b', text],
  maxParallel: 4,
  edits: [],
});

/** A failed run in which everything that can be said is `text`. */
function input(text: string, part: Partial<ReportInput> = {}): ReportInput {
  const state = emptyRunState();
  const facts: readonly FactBody[] = [
    created(text),
    { type: 'run.started' },
    { type: 'step.started', step: 'a', attempt: 1, parameters: null, reads: [] },
    {
      type: 'step.completed',
      step: 'a',
      attempt: 1,
      result: { inline: text },
      durationMs: 1500,
      consequences: [
        { type: 'variable.changed', name: text, old: null, value: { inline: { [text]: text } }, step: 'a', attempt: 1 },
      ],
    },
    { type: 'step.started', step: 'b', attempt: 1, parameters: null, reads: [] },
    { type: 'step.attempt_failed', step: 'b', attempt: 1, error: error(text), retryAt: at(4), durationMs: 500 },
    { type: 'step.started', step: 'b', attempt: 2, parameters: null, reads: [] },
    {
      type: 'step.failed',
      step: 'b',
      attempt: 2,
      error: { ...error(text), hint: text },
      durationMs: 500,
      consequences: [],
    },
    { type: 'warning', code: 'w', message: text, step: text },
    { type: 'run.failed', error: error(text), outputs: { out: { inline: text } }, outputErrors: { broken: text } },
  ];
  facts.forEach((fact, i) => applyFact(state, { n: i + 1, at: at(i), ...fact }));
  return {
    state,
    pipeline: null,
    text: `one\ntwo\n${text}\nfour`,
    read: (stored) => ('inline' in stored ? stored.inline : 'from a file'),
    logs: [{ step: 'b', attempt: 2, text, omittedBytes: 0 }],
    madeAt: at(60),
    release: '1.2.3',
    ...part,
  };
}

function at(seconds: number): string {
  return new Date(Date.UTC(2026, 0, 1, 12, 0, seconds)).toISOString();
}

/** The tags and attributes of a page: what markup it consists of. */
function skeleton(html: string): string {
  return html.replaceAll(/>[^<]*/g, '>').replaceAll(/"[^"]*"/g, '""');
}

describe('the report', () => {
  it('M18 says what ran, what came of it, and why it failed', () => {
    const html = reportHtml(input('text'));
    for (const part of [
      'text',
      'Failed',
      'r1',
      '2026-01-01 12:00:01 UTC',
      '8.0 s',
      '2 of 3 steps',
      'execution · command_failed · attempt 2',
      'p.yaml:3:5',
      'Output of attempt 2',
      'Timeline',
      'Outputs that could not be made',
      'Warnings',
      'Stepglass 1.2.3',
    ])
      expect(html).toContain(part);
  });

  it('M18 takes nothing that the run says for markup, whatever its shape', () => {
    const { state } = input('text');
    const message: string = JSON.parse('{ "text": "<img src=x>" }');
    const html = reportHtml(input('text', { state: { ...state, warnings: [{ n: 1, code: 'w', message }] } }));
    expect(html).toContain('[object Object]');
    expect(html).not.toContain('<img');
  });

  it('M18 is one file without scripts that asks for nothing from elsewhere', () => {
    const html = reportHtml(input('text'));
    expect(html).toContain(`content="default-src 'none'; style-src 'unsafe-inline'"`);
    expect(html).not.toMatch(/<script|<link|<img|<iframe|url\(|@import|https?:/);
    expect(html).toContain('prefers-color-scheme:dark');
    expect(html).toContain('@media print');
  });

  it.each([
    '<script>alert(1)</script>',
    '"><img src=x onerror=alert(1)>',
    "' onload='alert(1)",
    '</style><style>*{display:none}',
    '</pre></main>&lt;b&gt;',
    '${evil} $& $1',
  ])('M18 keeps %j a text', (text) => {
    const html = reportHtml(input(text));
    expect(skeleton(html)).toBe(skeleton(reportHtml(input('text'))));
    expect(html).toContain(
      text
        .replaceAll('&', '&amp;')
        .replaceAll('<', '&lt;')
        .replaceAll('>', '&gt;')
        .replaceAll('"', '&quot;')
        .replaceAll("'", '&#39;'),
    );
  });

  it('M18 keeps any text a text', () => {
    const plain = skeleton(reportHtml(input('text')));
    fc.assert(
      fc.property(fc.string({ unit: 'binary', minLength: 1, maxLength: 40 }), (text) => {
        fc.pre(!/[\r\n]/.test(text) && text !== 'a' && text !== 'b' && text !== '__proto__');
        expect(skeleton(reportHtml(input(text)))).toBe(plain);
      }),
    );
  });

  it('M18 drops terminal colours and shows marks that would reorder text', () => {
    const html = reportHtml(input('a\u001b[31mred\u001b[0m \u001b]0;title\u0007 \u202egnp.exe'));
    expect(html).toContain('ared');
    expect(html).not.toMatch(/[\u001b\u202e]/);
    expect(html).toContain('⟨U+202E⟩gnp.exe');
  });

  it('M18 shows of a log what a terminal would show, and says what was left out', () => {
    const logs = [{ step: 'b', attempt: 2, text: '10%\r50%\r100%\r\ndone\r\n', omittedBytes: 2048 }];
    const html = reportHtml(input('text', { logs }));
    expect(html).toContain('<pre class="log">100%\ndone</pre>');
    expect(html).toContain('2.0 KB before it');
  });

  it('M18 cuts long values, and says so; reads no value of megabytes', () => {
    const state = input('text').state;
    const read = (stored: StoredValue) => {
      if ('blob' in stored && stored.sizeBytes > 1024 * 1024) throw new Error('was read');
      return 'x'.repeat(5000);
    };
    state.inputs = { large: { blob: 'a'.repeat(64), sizeBytes: 5000 }, huge: { blob: 'b'.repeat(64), sizeBytes: 9e6 } };
    const html = reportHtml(input('text', { state, read }));
    expect(html).toContain('1,000 more characters are in the run');
    expect(html).toContain('8.6 MB, not shown here');
  });

  it('M18 says which value is damaged, and shows the rest', () => {
    const read = (): never => {
      throw new Error('a stored value is damaged');
    };
    const html = reportHtml(input('text', { read }));
    expect(html).toContain('The value cannot be read: a stored value is damaged');
    expect(html).toContain('Timeline');
  });

  it('M18 is a page for a run without a single fact, too', () => {
    expect(reportHtml(input('text', { state: emptyRunState(), logs: [] }))).toContain('<h1>Run</h1>');
  });
});

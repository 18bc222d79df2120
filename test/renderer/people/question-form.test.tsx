import { act, cleanup, fireEvent, render, screen } from '@testing-library/react';
import { afterEach, describe, expect, it } from 'vitest';
import type { JsonObject } from '../../../shared/json.ts';
import { WaitingQuestion } from '../../../renderer/people/question-form.tsx';
import { WaitingBanner } from '../../../renderer/people/waiting-banner.tsx';
import { answerNext } from '../../../renderer/state/actions.ts';
import { PartsProvider } from '../../../renderer/state/parts.tsx';
import { LOOP_RUN, loopRun, loopScenario } from '../helpers/loop-scenario.ts';
import { makeParts } from '../helpers/make-parts.ts';

afterEach(cleanup);

async function asked(question: JsonObject) {
  const parts = makeParts(loopScenario(loopRun(5, { begun: 2 })));
  await parts.studio.getState().openRun(LOOP_RUN);
  const n = parts.run.getState().known + 1;
  const at = new Date().toISOString();
  const fact = { type: 'step.waiting', step: 'report', question: { inline: question }, n, at } as const;
  parts.run.getState().receive([{ facts: [fact], signals: [] }]);
  render(
    <PartsProvider value={parts}>
      <WaitingBanner />
      <WaitingQuestion step="report" />
    </PartsProvider>,
  );
  const answers = () => parts.client.calls.filter(({ name }) => name === 'runs:answer').map((call) => call.parameters);
  return { parts, answers };
}

describe('the question of a step that waits', () => {
  it('M15 is a form; what does not fit is told at the field and not sent', async () => {
    const { answers } = await asked({
      kind: 'prompt',
      text: 'How many?',
      type: 'number',
      spec: { type: 'number', maximum: 9 },
    });
    expect(screen.getByText('A number, at most 9.')).toBeTruthy();
    fireEvent.change(screen.getByRole('textbox', { name: 'Your answer' }), { target: { value: '12' } });
    fireEvent.submit(screen.getByRole('textbox', { name: 'Your answer' }));
    expect(screen.getByRole('alert').textContent).toContain('at most 9');
    expect(answers()).toEqual([]);
    fireEvent.change(screen.getByRole('textbox', { name: 'Your answer' }), { target: { value: '4' } });
    await act(async () => fireEvent.submit(screen.getByRole('textbox', { name: 'Your answer' })));
    expect(answers()).toEqual([{ run: LOOP_RUN, step: 'report', answer: 4 }]);
  });

  it('M17 takes the focus when a person goes to it, and is sent by key', async () => {
    const { parts, answers } = await asked({ kind: 'prompt', text: 'Title?', type: 'text', spec: { type: 'string' } });
    const field = screen.getByRole('textbox', { name: 'Your answer' });
    expect(document.activeElement).not.toBe(field);
    await act(async () => answerNext(parts));
    expect(document.activeElement).toBe(field);
    expect(parts.studio.getState()).toMatchObject({ selected: 'report', answering: null });
    fireEvent.change(field, { target: { value: 'News' } });
    await act(async () => fireEvent.keyDown(field, { key: 'Enter', ctrlKey: true }));
    expect(answers()).toEqual([{ run: LOOP_RUN, step: 'report', answer: 'News' }]);
  });

  it('M15 rejects with a reason, and says who waits', async () => {
    const { answers } = await asked({ kind: 'approval', text: 'Send it?', content: 'Hello' });
    expect(screen.getByRole('status').textContent).toContain('report waits for you');
    fireEvent.change(screen.getByRole('textbox', { name: 'Reason' }), { target: { value: 'too early' } });
    await act(async () => fireEvent.click(screen.getByRole('button', { name: 'Reject' })));
    expect(answers()).toEqual([{ run: LOOP_RUN, step: 'report', answer: { approved: false, reason: 'too early' } }]);
  });

  it('M15 lets a person retry, skip, give a value or fail', async () => {
    const { answers } = await asked({
      kind: 'failure',
      text: 'It failed',
      options: [],
      parameters: {},
      error: { message: 'x' },
    });
    await act(async () => fireEvent.click(screen.getByRole('button', { name: 'Skip' })));
    expect(answers()).toEqual([{ run: LOOP_RUN, step: 'report', answer: 'skip' }]);
  });
});

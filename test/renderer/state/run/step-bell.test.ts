import { describe, expect, it } from 'vitest';
import { createRunStore } from '../../../../renderer/state/run/run-store.ts';
import { StepBell } from '../../../../renderer/state/run/step-bell.ts';
import { ordersRun, RUN_A } from '../../helpers/scenarios.ts';

describe('the bell of steps', () => {
  it('M21 tells only those who show a step that changed, each once', () => {
    const bell = new StepBell();
    const heard: string[] = [];
    bell.listen(['a', 'b'], () => heard.push('ab'));
    const end = bell.listen(['c'], () => heard.push('c'));
    bell.ring(new Set(['a', 'b']));
    bell.ring(new Set(['x']));
    end();
    bell.ringAll();
    expect(heard).toEqual(['ab', 'ab']);
  });

  it('M21 tells an overhearer once which steps changed, or that any may have', () => {
    const bell = new StepBell();
    const heard: (readonly string[] | null)[] = [];
    const end = bell.overhear((steps) => heard.push(steps === null ? null : [...steps]));
    bell.ring(new Set(['a', 'b']));
    bell.ring(new Set());
    bell.ringAll();
    end();
    bell.ringAll();
    expect(heard).toEqual([['a', 'b'], null]);
  });

  it('M21 rings for the steps of the facts that came, and for those that a seek changes', () => {
    const store = createRunStore();
    const { facts } = ordersRun('completed').recording;
    store.getState().open(RUN_A);
    store.getState().receive([{ facts: facts.slice(0, 5), signals: [] }]);
    const heard: string[] = [];
    for (const id of ['read_orders', 'archive']) store.getState().bell.listen([id], () => heard.push(id));
    const end = facts.find((fact) => fact.type === 'step.completed' && fact.step === 'read_orders')?.n ?? 0;
    store.getState().receive([{ facts: facts.slice(5, end), signals: [] }]);
    expect(heard).toEqual(['read_orders']);
    store.getState().seek(3);
    expect(heard).toEqual(['read_orders', 'read_orders']);
    store.getState().close();
    expect(heard).toEqual(['read_orders', 'read_orders', 'read_orders', 'archive']);
  });
});

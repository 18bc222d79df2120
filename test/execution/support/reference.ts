import type { Fact } from '../../../shared/facts.ts';
import type { PlayedStep } from './random-steps.ts';

/**
 * The rules of engine.md E11 a second time, straight from the text: no graph, no journal, one table, nothing shared
 * with the engine. Slow on purpose: readable.
 */
class Reference {
  readonly status: Record<string, string> = {};
  readonly #steps: readonly PlayedStep[];
  readonly #by: Map<string, PlayedStep>;

  constructor(steps: readonly PlayedStep[]) {
    this.#steps = steps;
    this.#by = new Map(steps.map((step) => [step.id, step]));
  }

  end(id: string, status: 'completed' | 'failed' | 'skipped', reason?: string): void {
    const step = this.#step(id);
    this.status[id] = reason === undefined ? status : `${status}:${reason}`;
    const policy = step.onFailure;
    const target =
      status === 'completed'
        ? step.onSuccess
        : status === 'skipped'
          ? step.onFalse
          : policy.kind === 'jump'
            ? policy.to
            : undefined;
    if (target !== undefined)
      this.#skip('routed_past', (other) => this.#isAncestor(id, other) && this.#isAncestor(other, target));
    if (status !== 'failed') return;
    if (policy.kind === 'jump')
      this.#skip(
        'upstream_failed',
        (other) => this.#isAncestor(id, other) && other !== policy.to && !this.#isAncestor(policy.to, other),
      );
    if (policy.kind === 'fail' || policy.kind === 'skip')
      this.#skip('upstream_failed', (other) => this.#isAncestor(id, other));
    if (policy.kind === 'fail') this.#skip('run_failed', () => true);
  }

  isReady(id: string): boolean {
    return this.status[id] === undefined && this.#waits(id).every((before) => this.#isClosed(before));
  }

  isOver(id: string): boolean {
    return this.status[id] !== undefined && this.status[id] !== 'started';
  }

  #isClosed(id: string): boolean {
    return this.isOver(id) && this.#waits(id).every((before) => this.#isClosed(before));
  }

  #waits(id: string): string[] {
    const routing = this.#steps.filter(
      (step) =>
        step.onFalse === id || step.onSuccess === id || (step.onFailure.kind === 'jump' && step.onFailure.to === id),
    );
    return [...this.#step(id).dependencies, ...routing.map((step) => step.id)];
  }

  #skip(reason: string, chosen: (id: string) => boolean): void {
    for (const { id } of this.#steps)
      if (this.status[id] === undefined && chosen(id)) this.status[id] = `skipped:${reason}`;
  }

  readonly #known = new Map<string, boolean>();
  #isAncestor(above: string, below: string): boolean {
    const key = `${above} ${below}`;
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const found = this.#step(below).dependencies.some((before) => before === above || this.#isAncestor(above, before));
    this.#known.set(key, found);
    return found;
  }

  #step(id: string): PlayedStep {
    const step = this.#by.get(id);
    if (step === undefined) throw new Error(`no step ${id}`);
    return step;
  }
}

/** What must come out, by list scheduling in virtual time: statuses, the order of starts, the time of the end. */
export function predict(
  steps: readonly PlayedStep[],
  slots: number,
): { status: Record<string, string>; starts: string[]; endMs: number } {
  const reference = new Reference(steps);
  const starts: string[] = [];
  const queue: PlayedStep[] = [];
  const seen = new Set<string>();
  const conditions: PlayedStep[] = [];
  const running = new Map<PlayedStep, number>();
  let now = 0;
  const wake = (): void => {
    for (const step of steps) {
      if (seen.has(step.id) || !reference.isReady(step.id)) continue;
      seen.add(step.id);
      (step.outcome === 'conditionFalse' ? conditions : queue).push(step);
      if (step.outcome === 'conditionFalse') reference.status[step.id] = 'started';
    }
    for (let next = queue[0]; next !== undefined && running.size < slots; next = queue[0]) {
      queue.shift();
      if (reference.status[next.id] !== undefined) continue;
      reference.status[next.id] = 'started';
      starts.push(next.id);
      running.set(next, now + next.ms);
    }
  };
  for (wake(); conditions.length + running.size > 0; wake()) {
    const condition = conditions.shift();
    if (condition !== undefined) {
      reference.end(condition.id, 'skipped', 'condition');
      continue;
    }
    const [step, at] = [...running].reduce((first, other) => (other[1] < first[1] ? other : first));
    now = at;
    running.delete(step);
    reference.end(step.id, step.outcome === 'error' ? 'failed' : 'completed');
  }
  return { status: reference.status, starts, endMs: now };
}

/** Follows real facts, line by line, and throws at the first that the rules do not allow. Returns the statuses. */
export function follow(steps: readonly PlayedStep[], facts: readonly Fact[]): Record<string, string> {
  const reference = new Reference(steps);
  for (const fact of facts) {
    if (fact.type === 'step.started') {
      if (!reference.isReady(fact.step)) throw new Error(`${fact.step} started too early or twice`);
      reference.status[fact.step] = 'started';
    } else if (fact.type === 'step.skipped') {
      if (!reference.isReady(fact.step)) throw new Error(`the condition of ${fact.step} was evaluated too early`);
      reference.end(fact.step, 'skipped', fact.reason);
    } else if (fact.type === 'step.completed' || fact.type === 'step.failed') {
      if (reference.status[fact.step] !== 'started') throw new Error(`${fact.step} ended without a start`);
      reference.end(fact.step, fact.type === 'step.failed' ? 'failed' : 'completed');
    }
  }
  return reference.status;
}

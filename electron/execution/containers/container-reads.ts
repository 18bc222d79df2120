import type { Read } from '../../../shared/facts.ts';
import { type ScopeState, scopesInside, scopesOfLoop } from '../../../shared/state/run-scopes.ts';
import type { ReadLog } from '../attempt/reads.ts';
import { hashStored } from '../forks/hash.ts';
import { inTurns } from '../next-turn.ts';
import type { RunContext } from '../run/run-context.ts';

/** Of 10,000 iterations others need not wait for the last. */
const SCOPES_PER_TURN = 500;

/**
 * What a container has read: itself, and inside it from around it. A later run reuses the container if all of that is
 * the same (E13). Inside an included pipeline, inputs and variables are its own, also where a loop runs it.
 */
export async function readsInside(
  { root }: Pick<RunContext, 'root'>,
  { path, own }: { path: string; own: ReadLog },
): Promise<readonly Read[]> {
  const kept = new Map<string, Read>();
  const add = (read: Read): void => {
    const key = `${read.kind} ${read.name} ${read.hash}`;
    if (!kept.has(key)) kept.set(key, read);
  };
  for (const read of own.list()) add(read);
  const shared = new Set(scopesOfLoop(root.table, path));
  await inTurns([...scopesInside(root.table, path)], SCOPES_PER_TURN, (scope) => {
    const isShared = shared.has(scope);
    for (const entry of scope.steps.values())
      for (const read of [...entry.reads, ...(entry.condition?.reads ?? [])])
        if (isShared || read.kind === 'env' || read.kind === 'file') add(read);
  });
  const reads = [...kept.values()];
  if (!reads.some(({ kind }) => kind === 'variable')) return reads;
  // a variable that only something inside has set is no business of those outside
  const changes = await changesIn(shared);
  return reads.filter(({ kind, name, hash }) => kind !== 'variable' || !changes.has(`${name} ${hash}`));
}

/** Names of variables with the hashes of the values that they were given. */
async function changesIn(scopes: Iterable<ScopeState>): Promise<ReadonlySet<string>> {
  const changes = new Set<string>();
  await inTurns([...scopes], SCOPES_PER_TURN, ({ variables }) => {
    for (const [name, all] of variables) for (const { value } of all) changes.add(`${name} ${hashStored(value)}`);
  });
  return changes;
}

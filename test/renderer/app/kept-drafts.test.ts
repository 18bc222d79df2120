import { expect, it, vi } from 'vitest';
import { keepDrafts, readDrafts } from '../../../renderer/app/kept-drafts.ts';
import { makeParts, memoryStorage } from '../helpers/make-parts.ts';
import { DIGEST_PATH, ORDERS_PATH, ORDERS_YAML } from '../helpers/pipelines.ts';
import { emptyScenario } from '../helpers/scenarios.ts';

it('M12 keeps what is typed and not saved for the next window, until it is saved', async () => {
  const storage = memoryStorage();
  const { studio } = makeParts(emptyScenario());
  const end = keepDrafts(studio, storage);
  await studio.getState().openFile(ORDERS_PATH);
  studio.getState().edit(`${ORDERS_YAML}# mine\n`);
  await studio.getState().openFile(DIGEST_PATH);
  studio.getState().edit('name: Theirs');
  await vi.waitFor(() => expect([...readDrafts(storage).keys()].sort()).toEqual([DIGEST_PATH, ORDERS_PATH].sort()));
  end();

  const next = makeParts(emptyScenario()).studio;
  next.setState({ drafts: readDrafts(storage) });
  const endNext = keepDrafts(next, storage);
  await next.getState().openFile(ORDERS_PATH);
  expect(next.getState().file?.draft).toBe(`${ORDERS_YAML}# mine\n`);
  await next.getState().save();
  window.dispatchEvent(new Event('pagehide'));
  expect([...readDrafts(storage).keys()]).toEqual([DIGEST_PATH]);
  endNext();
});

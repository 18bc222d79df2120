import { describe, expect, it } from 'vitest';
import { gate, makeParts, until } from '../../helpers/make-parts.ts';
import { DIGEST_PATH, INVALID_YAML, ORDERS_PATH, ORDERS_YAML } from '../../helpers/pipelines.ts';
import { busyDay, emptyScenario, ordersRun, RUN_A } from '../../helpers/scenarios.ts';

async function opened() {
  const parts = makeParts(emptyScenario());
  await parts.studio.getState().openFile(ORDERS_PATH);
  return parts;
}

describe('the open file', () => {
  it('M12 reloads a file that something else changed', async () => {
    const { studio, client } = await opened();
    client.changeOutside(ORDERS_PATH, `${ORDERS_YAML}# more\n`);
    await until(() => studio.getState().file?.draft.endsWith('# more\n') === true, 'the new text is shown');
    expect(studio.getState().file?.outside).toBeNull();
  });

  it('M12 never loses unsaved edits to an outside change', async () => {
    const { studio, client } = await opened();
    studio.getState().edit(`${ORDERS_YAML}# mine\n`);
    client.changeOutside(ORDERS_PATH, `${ORDERS_YAML}# theirs\n`);
    await until(() => studio.getState().file?.outside !== null, 'the conflict is known');
    expect(studio.getState().file?.draft).toContain('# mine');
    studio.getState().resolveOutside('mine');
    expect(studio.getState().file).toMatchObject({ outside: null, savedText: `${ORDERS_YAML}# theirs\n` });
    expect(studio.getState().file?.draft).toContain('# mine');
  });

  it('M12 loads what is on disk when the person says so', async () => {
    const { studio, client } = await opened();
    studio.getState().edit(`${ORDERS_YAML}# mine\n`);
    client.changeOutside(ORDERS_PATH, `${ORDERS_YAML}# theirs\n`);
    await until(() => studio.getState().file?.outside !== null, 'the conflict is known');
    studio.getState().resolveOutside('theirs');
    expect(studio.getState().file?.draft).toContain('# theirs');
  });

  it('M12 drops the late answer for what was typed over', async () => {
    const { studio, client } = await opened();
    const late = gate();
    client.holdNext('pipelines:compile', late.promise);
    studio.getState().edit(INVALID_YAML);
    await until(() => client.calls.at(-1)?.name === 'pipelines:compile', 'the first text is being checked');
    studio.getState().edit(ORDERS_YAML);
    late.open();
    await late.promise;
    await until(() => studio.getState().file?.compiling === false, 'the second text was checked');
    expect(studio.getState().file?.opened).toMatchObject({ text: ORDERS_YAML, diagnostics: [] });
    expect(client.calls.filter(({ name }) => name === 'pipelines:compile')).toHaveLength(2);
  });

  it('M12 compiles what is typed', async () => {
    const { studio } = await opened();
    studio.getState().edit(INVALID_YAML);
    await until(() => (studio.getState().file?.opened.diagnostics.length ?? 0) > 0, 'problems are known');
    expect(studio.getState().file?.opened.pipeline).toBeNull();
    expect(studio.getState().file?.opened.outline.length).toBe(14);
    studio.getState().edit(ORDERS_YAML);
    await until(() => studio.getState().file?.opened.pipeline !== null, 'the file is valid again');
  });

  it('M12 saves, and keeps what was typed meanwhile', async () => {
    const { studio } = await opened();
    studio.getState().edit(`${ORDERS_YAML}# one\n`);
    const saving = studio.getState().save();
    studio.getState().edit(`${ORDERS_YAML}# one\n# two\n`);
    expect(await saving).toBe(true);
    expect(studio.getState().file).toMatchObject({
      savedText: `${ORDERS_YAML}# one\n`,
      draft: `${ORDERS_YAML}# one\n# two\n`,
    });
  });

  it('M12 refuses to write over a file that has changed', async () => {
    const { studio, client } = await opened();
    studio.getState().edit(`${ORDERS_YAML}# mine\n`);
    await client.request('pipelines:save', {
      path: ORDERS_PATH,
      text: `${ORDERS_YAML}# theirs, longer\n`,
      baseVersion: null,
    });
    expect(await studio.getState().save()).toBe(false);
    await until(() => studio.getState().file?.outside !== null, 'the conflict is known');
    expect(studio.getState().file?.draft).toContain('# mine');
  });

  it('M12 keeps unsaved edits of a file that is left for another one', async () => {
    const { studio } = await opened();
    studio.getState().edit(`${ORDERS_YAML}# mine\n`);
    await studio.getState().openFile(DIGEST_PATH);
    expect(studio.getState().file?.path).toBe(DIGEST_PATH);
    await studio.getState().openFile(ORDERS_PATH);
    expect(studio.getState().file).toMatchObject({
      draft: `${ORDERS_YAML}# mine\n`,
      savedText: ORDERS_YAML,
      outside: null,
    });
    expect(studio.getState().file?.opened.text).toContain('# mine');
    expect(studio.getState().drafts.size).toBe(0);
  });

  it('M12 asks about a file that has changed while it was left with unsaved edits', async () => {
    const { studio, client } = await opened();
    studio.getState().edit(`${ORDERS_YAML}# mine\n`);
    studio.getState().leaveFile();
    client.changeOutside(ORDERS_PATH, `${ORDERS_YAML}# theirs\n`);
    await studio.getState().openFile(ORDERS_PATH);
    expect(studio.getState().file).toMatchObject({ draft: `${ORDERS_YAML}# mine\n`, savedText: ORDERS_YAML });
    expect(studio.getState().file?.outside?.text).toContain('# theirs');
  });

  it('leaves the open run for the file of another pipeline', async () => {
    const { studio } = makeParts(busyDay(ordersRun('failed')));
    await studio.getState().openRun(RUN_A);
    await studio.getState().openFile(DIGEST_PATH);
    expect(studio.getState()).toMatchObject({ openedRun: null, file: { path: DIGEST_PATH } });
  });

  it('M20 says that a file cannot be opened and keeps the one that is', async () => {
    const { studio } = await opened();
    await studio.getState().openFile('/nowhere.yaml');
    expect(studio.getState().file?.path).toBe(ORDERS_PATH);
    expect(studio.getState().notices.at(-1)).toMatchObject({ tone: 'error' });
  });

  it('M20 shows the files of the host where there is no dialog', async () => {
    const { studio } = await opened();
    await studio.getState().pickFile();
    expect(studio.getState().overlay).toBe('browse');
  });
});

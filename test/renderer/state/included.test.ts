import { describe, expect, it } from 'vitest';
import { makeParts } from '../helpers/make-parts.ts';
import { busyDay, ordersRun, RUN_A } from '../helpers/scenarios.ts';

const INCLUDED = { file: '/home/mara/sales/parts/inner.yaml', line: 9, column: 5 };

async function opened() {
  const parts = makeParts(busyDay(ordersRun('failed')));
  await parts.studio.getState().openRun(RUN_A);
  return parts.studio;
}

describe('places in files', () => {
  it('M10 shows a place of an included file in that file, and leads back', async () => {
    const studio = await opened();
    studio.getState().showLine(INCLUDED);
    expect(studio.getState()).toMatchObject({ included: INCLUDED.file, dock: 'yaml', goTo: { line: 9, column: 5 } });
    studio.getState().leaveIncluded();
    expect(studio.getState()).toMatchObject({ included: null, goTo: null });
  });

  it('M10 shows a place of the open file in the editor', async () => {
    const studio = await opened();
    studio.getState().showLine(INCLUDED);
    const file = studio.getState().openedRun?.summary.pipeline.file ?? '';
    studio.getState().showLine({ file, line: 3, column: 1 });
    expect(studio.getState()).toMatchObject({ included: null, goTo: { line: 3 } });
  });

  it('leaves the included file with the run', async () => {
    const studio = await opened();
    studio.getState().showLine(INCLUDED);
    studio.getState().closeRun();
    expect(studio.getState().included).toBeNull();
  });
});

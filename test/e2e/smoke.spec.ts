import { expect, test } from './studio.ts';

test('first start offers to open a pipeline and examples', async ({ studio }) => {
  const page = await studio.start();
  await expect(page.getByRole('button', { name: 'Open a pipeline' }).first()).toBeVisible();
  await expect(page.getByRole('heading', { name: 'Examples that run offline' })).toBeVisible();
  await studio.screenshot('start');
});

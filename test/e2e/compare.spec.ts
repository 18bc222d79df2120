import { Window } from './page-objects.ts';
import { RATES, RATES_MENDED } from './pipelines.ts';
import { expect, testInOne as test } from './studio.ts';

// Two runs side by side, in both hosts.

test('M16 two runs are compared: graph, first difference, durations, values', async ({ studio }) => {
  await studio.open('rates.yaml', RATES);
  const window = new Window(studio.page);
  await window.action('Run').click();
  await window.expectRun('Failed');
  studio.write('rates.yaml', RATES_MENDED.replace('base: 10', 'base: 20'));
  await expect(window.page.getByText('Reloaded: the file changed on disk')).toBeVisible();
  await window.action('Run').click();
  await window.expectRun('Completed');

  await window.runs.last().getByRole('button').click({ button: 'right' });
  await window.page.getByRole('menuitem', { name: 'Compare with the open run' }).click();
  const graph = window.page.getByRole('group', { name: 'Both graphs' });
  await expect(graph.getByRole('button', { name: /^convert/ })).toHaveAccessibleName(/another state/);
  await expect(graph.getByRole('button', { name: /^prepare/ })).toHaveAccessibleName(/another result/);
  await expect(window.page.getByText(/4 steps differ, first prepare/)).toBeVisible();

  await window.page.getByRole('button', { name: 'Go to the first difference' }).press('Enter');
  const steps = window.page.getByRole('region', { name: 'Steps' });
  await expect(steps.getByRole('button', { name: /^prepare/ })).toBeFocused();
  await expect(steps.getByText('base', { exact: true }).first()).toBeVisible();
  await expect(steps.getByLabel('Before and after of base').first()).toContainText('10');
  const variables = window.page.getByRole('region', { name: 'Variables' });
  await expect(variables.getByText('1 of 1 differ')).toBeVisible();
  await studio.screenshot('compare');
  await window.expectAccessible();
  await window.page.emulateMedia({ colorScheme: 'dark' });
  await studio.screenshot('compare-dark');

  await window.page.getByRole('button', { name: 'End comparison' }).click();
  await window.inspect('keep', 'Result');
  await window.inspector.getByText('What it changed: a variable').click();
  await expect(window.inspector.getByText('It was not there before.')).toBeVisible();
});

import { Window } from './page-objects.ts';
import { expect, testInOne as test, test as testAlone } from './studio.ts';

const CHAIN = `name: Chain
steps:
  - { id: load, tool: set, parameters: { variables: { limit: 3 } } }
  - { id: check, tool: echo, parameters: { value: 'limit {{ variables.limit }}' } }
  - { id: tell, tool: echo, parameters: { value: 'told {{ check }}' } }
  - id: each
    for_each: [10, 20, 30]
    dependencies: [tell]
    steps:
      - { id: one, tool: echo, parameters: { value: '{{ item }}' } }
outputs: { told: '{{ tell }}' }
`;

test('a breakpoint stops the run, which goes on with what was edited', async ({ studio }) => {
  await studio.open('chain.yaml', CHAIN);
  const window = new Window(studio.page);
  const { page } = window;
  await window.step('check').click();
  await page.keyboard.press('b');
  await expect(window.step('check')).toHaveAccessibleName(/breakpoint$/);
  await studio.screenshot('breakpoint-set');
  await window.action('Run').click();
  await window.expectRun('Paused at breakpoint before check');
  await window.expectStep('check', 'paused');
  await window.expectStep('load', 'completed');
  const banner = page.getByRole('status').filter({ hasText: 'Stopped at the breakpoint before check' });
  await banner.getByRole('button', { name: 'Edit and go on…' }).click();
  await expect(window.sheet.getByRole('textbox', { name: 'limit' })).toHaveValue('3');
  await expect(window.sheet.getByRole('textbox', { name: 'check.value' })).toHaveValue('limit 3');
  await studio.screenshot('breakpoint-edit');
  await window.expectAccessible();
  await window.sheet.getByRole('textbox', { name: 'limit' }).fill('9');
  await window.sheet.getByRole('combobox').selectOption('tell');
  await expect(window.sheet.getByText('cannot be edited yet')).toBeVisible();
  await window.sheet.getByRole('button', { name: 'Go on' }).click();
  await window.expectRun('Completed');
  await window.inspect('tell', 'Result');
  await expect(window.inspector.getByText('told limit 9')).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(window.inspector.getByText('limit', { exact: true })).toBeVisible();
});

testAlone('breakpoints have a form and a list, and are kept for the file', async ({ studio }) => {
  studio.trustFolder();
  const file = studio.write('chain.yaml', CHAIN);
  const window = new Window(await studio.start(file));
  const { page } = window;
  await window.step('each').dblclick();
  await window.step('one').click({ button: 'right' });
  await page.getByRole('menuitem', { name: 'Breakpoint…' }).click();
  const form = page.getByRole('form', { name: 'Breakpoint' });
  await form.getByLabel(/Iteration of each/).fill('1');
  await form.getByLabel(/Condition/).fill('itme == 20');
  await form.getByRole('button', { name: 'Set breakpoint' }).click();
  await expect(form.getByRole('alert')).toContainText('there is no name `itme` at this step; did you mean `item`?');
  await studio.screenshot('breakpoint-form');
  await window.expectAccessible();
  await form.getByLabel(/Condition/).fill('item == 20');
  await form.getByRole('button', { name: 'Set breakpoint' }).click();
  await expect(form).toHaveCount(0);
  await studio.stop();
  const again = new Window(await studio.start(file));
  const list = again.inspector.getByRole('region', { name: 'Breakpoints' });
  await expect(list.getByText('before each[1].one if item == 20')).toBeVisible();
  await again.action('Run').click();
  await again.expectRun('Paused at breakpoint before each[1].one');
  await again.expectStep('each', 'paused');
  await again.page.emulateMedia({ colorScheme: 'dark' });
  await studio.screenshot('breakpoint-loop-dark');
  await again.expectAccessible();
  await again.page.getByRole('button', { name: 'Go on', exact: true }).click();
  await again.expectRun('Completed');
  await list.getByRole('button', { name: /^Remove the breakpoint/ }).click();
  await again.action('Run').click();
  await expect(again.runs).toHaveCount(2);
  await again.expectRun('Completed');
});

test('a run that waits is cancelled from the window, and the list says where runs stand', async ({ studio }) => {
  const asking = `name: Asking
steps:
  - id: each
    for_each: [1, 2]
    max_parallel: 2
    steps:
      - { id: gate, tool: approval-gate, parameters: { prompt: 'Go on?' } }
`;
  await studio.open('asking.yaml', asking);
  const window = new Window(studio.page);
  await window.action('Run').click();
  await window.expectRun('Waiting');
  await window.expectStep('each', 'waiting');
  await expect(window.runs.getByTitle('2 steps wait for you')).toBeVisible();
  await window.runs.first().click({ button: 'right' });
  await window.page.getByRole('menuitem', { name: 'Cancel' }).click();
  await window.expectRun('Cancelled');
  await expect(window.runs.getByTitle('2 steps wait for you')).toHaveCount(0);
});

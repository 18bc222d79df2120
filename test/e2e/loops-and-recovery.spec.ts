import { cpSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { ROOT } from './launch.ts';
import { INNER, LETTERS, NUMBERS, OUTER, PETS, REPAIRS, SAVINGS } from './loop-pipelines.ts';
import { Window } from './page-objects.ts';
import { expect, type Studio, testInOne as test } from './studio.ts';

// Loops, sub-pipelines and recovery, in both hosts. One app for all of them.

async function open(studio: Studio, name: string, text: string): Promise<Window> {
  await studio.open(name, text);
  return new Window(studio.page);
}

test.describe.configure({ mode: 'default' });

function openExample(studio: Studio, name: string): Promise<Window> {
  const folder = path.join(ROOT, 'examples');
  cpSync(path.join(folder, 'parts'), path.join(studio.folder, 'parts'), { recursive: true });
  return open(studio, name, readFileSync(path.join(folder, name), 'utf8'));
}

test('a loop shows its iterations; the one that failed is found, looked into, resumed and rerun from', async ({
  studio,
}) => {
  const window = await open(studio, 'pets.yaml', PETS);
  await window.action('Run').click();
  await window.expectRun('Failed');
  await window.expectStep('process', 'failed');
  await expect(window.step('process')).toContainText('6/6');
  await expect(window.step('process')).toContainText('✗1');

  await window.inspect('process', 'Iterations');
  await expect(window.iterations).toHaveCount(6);
  await expect(window.iterations.first()).toContainText('[3]');
  await expect(window.iterations.first()).toContainText('dog.txt');
  await expect(window.iterations.nth(1)).toContainText('ant');
  await studio.screenshots('loop-iterations');
  await window.expectAccessible();
  const { inspector } = window;
  await inspector.getByLabel('Order').selectOption('In order');
  await expect(window.iterations.first()).toContainText('[0]');
  await inspector.getByLabel('Order').selectOption('Longest first');
  await inspector.getByLabel('Which', { exact: true }).selectOption('Failed');
  await expect(window.iterations).toHaveCount(1);
  await inspector.getByLabel('Which', { exact: true }).selectOption('All');
  await inspector.getByLabel('Item or error').fill('no such file');
  await expect(window.iterations).toHaveCount(1);
  await inspector.getByLabel('Item or error').fill('');

  await window.chooseIteration(2);
  const body = inspector.getByRole('region', { name: /Iteration \[2\]/ });
  await expect(body.getByRole('button', { name: /save/ })).toContainText('Completed');
  await body.getByRole('button', { name: /save/ }).click();
  await expect(inspector.getByRole('heading', { name: 'process[2].save' })).toBeVisible();
  await inspector.getByRole('tab', { name: 'Result' }).click();
  await expect(inspector.getByText('cat is in')).toBeVisible();
  await expect(window.levels).toContainText('iteration [2] of 6');
  await window.levels.getByRole('button', { name: 'The next iteration' }).click();
  await window.expectStep('load', 'failed');
  await window.expectStep('save', 'skipped');
  await studio.screenshots('loop-inside');
  await window.expectAccessible();
  await window.page.keyboard.press('Escape');
  await expect(window.levels).toHaveCount(0);
  await window.expectStep('process', 'failed');

  studio.write('dog.txt', 'dog\n');
  await window.action('Resume').click();
  await window.expectRun('Completed');
  await expect(window.step('process')).not.toContainText('✗');
  await expect(window.runs).toHaveCount(1);
  await window.drillInto('process');
  await expect(window.levels).toContainText('iteration [3]');
  await expect(window.step('load')).toContainText('×2');
  await window.levels.getByRole('button', { name: 'The iteration before' }).click();
  await expect(window.levels).toContainText('iteration [2]');
  await expect(window.step('load')).not.toContainText('×');

  // Rerun of one step of one iteration: only it and what is behind it.
  await window.step('save').click();
  await inspector.getByRole('button', { name: 'Rerun from here' }).click();
  await expect(window.sheet.getByRole('heading', { name: 'Rerun from process[2].save' })).toBeVisible();
  await expect(window.sheet.getByLabel('From step')).toHaveValue('process[2].save');
  await studio.screenshots('loop-rerun');
  await window.expectAccessible();
  await window.sheet.getByRole('button', { name: 'Rerun', exact: true }).click();
  await expect(window.runs).toHaveCount(2);
  await expect(window.runs.nth(1)).toContainText('from process[2].save');
  await window.expectRun('Completed');
  await expect(window.levels).toContainText('iteration [2]');
  await window.expectStep('load', 'reused');
  await window.expectStep('save', 'completed');
});

test('loops inside of loops are looked into, level by level', async ({ studio }) => {
  const window = await openExample(studio, 'for-each.yaml');
  await window.action('Run').click();
  await window.sheet.getByRole('button', { name: 'Run', exact: true }).click();
  await window.expectRun('Completed');
  await window.drillInto('towns_loop');
  await window.drillInto('visits');
  await window.expectStep('visit', 'completed');
  await expect(window.levels).toContainText(/towns_loop.*iteration \[2\] of 3.*visits.*iteration \[1\] of 2/);
  await window.inspect('visit', 'Result');
  await expect(window.inspector.getByText('day 2 in Lima')).toBeVisible();
  await window.levels.getByRole('button', { name: 'The iteration before' }).click();
  await window.inspect('visit', 'Input');
  await expect(window.inspector.getByText('day 1 in Lima')).toBeVisible();
  await expect(window.inspector.getByText('loops.outer.town')).toBeVisible();
  await studio.screenshots('loop-nested');
  await window.page.keyboard.press('Escape');
  await window.page.keyboard.press('Escape');
  await expect(window.levels).not.toContainText('visits');
  await expect(window.inspector.getByRole('heading', { name: 'towns_loop[2].visits' })).toBeVisible();
  await window.levels.getByRole('button', { name: 'for-each.yaml' }).click();
  await window.expectStep('towns_loop', 'completed');
});

test('an included pipeline is looked into; what fails there is shown in its own file and line', async ({ studio }) => {
  studio.write('parts/inner.yaml', INNER);
  const window = await open(studio, 'outer.yaml', OUTER);
  await window.action('Run').click();
  await window.expectRun('Failed');
  await expect(window.step('greet')).toContainText('2/2');
  await expect(window.alert).toContainText('the pipeline Inner failed at greet.sign');
  await window.alert.getByRole('button', { name: 'Show step' }).click();
  await expect(window.levels).toContainText('greet');
  await window.expectStep('line', 'completed');
  await window.expectStep('sign', 'failed');
  await expect(window.inspector.getByText('cannot read').first()).toBeVisible();
  await studio.screenshots('sub-pipeline');
  await window.expectAccessible();
  await window.alert.getByRole('button', { name: 'Show in YAML inner.yaml:8' }).click();
  const viewer = window.dock.getByRole('textbox', { name: 'Included file' });
  await expect(viewer).toBeFocused();
  await expect(viewer.locator('.cm-activeLine')).toContainText('- id: sign');
  await studio.screenshots('included-file');
  await window.expectAccessible();
  await window.dock.getByRole('button', { name: 'outer.yaml' }).click();
  await expect(window.editor).toContainText('pipeline: parts/inner.yaml');
  await window.inspect('line', 'Result');
  await expect(window.inspector.getByText('Hello, Ada')).toBeVisible();

  studio.write('signature.txt', 'Yours');
  await window.action('Resume').click();
  await window.expectRun('Completed');
  await window.expectStep('sign', 'completed');
  await window.levels.getByRole('button', { name: 'outer.yaml' }).click();
  await window.inspect('greet', 'Result');
  await expect(window.inspector.getByText('Hello, Ada Yours')).toBeVisible();
});

test('while and until show their iterations, what ended them and what they carried on', async ({ studio }) => {
  const window = await openExample(studio, 'while-until.yaml');
  await window.action('Run').click();
  await window.sheet.getByRole('button', { name: 'Run', exact: true }).click();
  await window.expectRun('Completed');
  await window.inspect('saved', 'Iterations');
  await expect(window.iterations).toHaveCount(4);
  await expect(window.iterations.first()).toContainText('loop_state.sum');
  await window.inspect('saved', 'Result');
  await expect(window.inspector.getByRole('tree')).toContainText('terminated_by');
  await expect(window.inspector.getByRole('tree')).toContainText('condition');
  await window.inspect('ping_pong', 'Iterations');
  await studio.screenshots('until');
  await window.expectAccessible();
});

test('a loop that reaches max_iterations warns', async ({ studio }) => {
  const window = await open(studio, 'savings.yaml', SAVINGS);
  await window.action('Run').click();
  await window.expectRun('Completed');
  await expect(window.inspector.getByText('Warnings')).toBeVisible();
  await expect(window.inspector).toContainText('ended after 3 iterations (max_iterations)');
  await studio.screenshots('max-iterations');
  await window.inspect('saved', 'Result');
  await expect(window.inspector.getByRole('tree')).toContainText('max_iterations');
});

test('a parallel group is drawn with its members, its value with theirs', async ({ studio }) => {
  const window = await openExample(studio, 'parallel.yaml');
  await window.action('Run').click();
  await window.expectRun('Completed');
  for (const id of ['total', 'weight', 'checks']) await window.expectStep(id, 'completed');
  for (const id of ['truck', 'large']) await window.expectStep(id, 'skipped');
  await window.inspect('summary', 'Result');
  await expect(window.inspector.getByText('21 for 6 kg')).toBeVisible();
  await studio.screenshots('parallel');
  await window.expectAccessible();
});

test('what handlers dealt with is shown as that, and listed with all errors of the run', async ({ studio }) => {
  const window = await openExample(studio, 'handlers.yaml');
  await window.action('Run').click();
  await window.expectRun('Completed');
  await window.expectStep('settings', 'failed, handled');
  await window.inspect('settings', 'Overview');
  await expect(window.inspector.getByText(/fallback/)).toBeVisible();
  await window.inspect('settings', 'Error');
  await expect(window.inspector.getByText('no-settings.json').first()).toBeVisible();
  await window.openDock('Errors');
  const errors = window.dock.getByRole('list', { name: 'Errors of the run' }).getByRole('listitem');
  await expect(errors).toHaveCount(3);
  await expect(errors.filter({ hasText: 'settings' })).toContainText('handled: fallback');
  await expect(errors.filter({ hasText: 'title' })).toContainText('handled: handler');
  await studio.screenshots('handled');
  await window.expectAccessible();
  await window.dock.getByLabel('Filter the errors').fill('no-title');
  await expect(errors).toHaveCount(1);
  await errors.getByRole('button').click();
  await expect(window.inspector.getByRole('heading', { name: 'title' })).toBeVisible();
  await window.dock.getByLabel('Handled').selectOption('Not handled');
  await expect(window.dock.getByText('No error matches.')).toBeVisible();
  await window.openDock('Logs');
});

test('a rollback that would repeat effects asks first, and can be refused', async ({ studio }) => {
  const window = await open(studio, 'letters.yaml', LETTERS);
  await window.action('Run').click();
  await window.expectRun('Waiting');
  let form = await window.ask('check');
  await expect(form).toContainText('would do again what send did');
  await studio.screenshots('rollback');
  await window.expectAccessible();
  await form.getByRole('button', { name: 'Let it fail' }).click();
  await window.expectRun('Failed');
  expect(readFileSync(path.join(studio.folder, 'sent.txt'), 'utf8')).toBe('letter 1\n');

  rmSync(path.join(studio.folder, 'sent.txt'));
  await window.action('Run').click();
  await window.expectRun('Waiting');
  form = await window.ask('check');
  await form.getByRole('button', { name: 'Roll back' }).click();
  await window.expectRun('Completed');
  await window.inspect('publish', 'Result');
  await expect(window.inspector.getByText('published letter 2')).toBeVisible();
  expect(readFileSync(path.join(studio.folder, 'sent.txt'), 'utf8')).toBe('letter 1\nletter 2\n');
});

test('a person can retry a failed step, with other parameters too, skip it, give its value, or let it fail', async ({
  studio,
}) => {
  const window = await open(studio, 'repairs.yaml', REPAIRS);
  await window.action('Run').click();
  for (const id of ['mended', 'changed', 'passed', 'given', 'left']) await window.expectStep(id, 'waiting');
  await expect(window.banner).toContainText('4 other steps');

  let form = await window.ask('changed');
  await expect(form).toContainText('cat: changed.txt: No such file');
  await form.getByRole('button', { name: 'Retry with changes…' }).click();
  await form.getByRole('textbox').fill('{ "command": ');
  await form.getByRole('button', { name: 'Retry with these' }).click();
  await expect(form.getByRole('alert')).toContainText('This is no JSON');
  await studio.screenshots('ask');
  await window.expectAccessible();
  await form.getByRole('textbox').fill('{ "command": "echo changed" }');
  await form.getByRole('button', { name: 'Retry with these' }).click();
  await window.expectStep('changed', 'completed');

  studio.write('mended.txt', 'mended\n');
  form = await window.ask('mended');
  await form.getByRole('button', { name: 'Retry', exact: true }).click();
  await window.expectStep('mended', 'completed');

  form = await window.ask('given');
  await form.getByRole('button', { name: 'Give a value…' }).click();
  await form.getByRole('textbox').fill('given');
  await form.getByRole('button', { name: 'Use this value' }).click();
  await window.expectStep('given', 'failed, handled');

  form = await window.ask('passed');
  await form.getByRole('button', { name: 'Skip' }).click();
  await window.expectStep('passed', 'failed, handled');
  form = await window.ask('left');
  await form.getByRole('button', { name: 'Let it fail' }).click();
  await window.expectStep('left', 'failed$');
  await window.expectRun('Failed');
  await window.expectStep('sum', 'completed');
  await window.inspect('sum', 'Result');
  await expect(window.inspector.getByText('mended, changed, given')).toBeVisible();
});

test('a loop of a thousand iterations can be used while it runs', async ({ studio }) => {
  const window = await open(studio, 'numbers.yaml', NUMBERS);
  await window.action('Run').click();
  // The run is opened with nothing selected.
  await window.expectRun('Running');
  await window.inspect('crunch', 'Iterations');
  await expect(window.step('crunch')).toContainText('999/1000', { timeout: 60_000 });
  await window.expectStep('crunch', 'running');
  const { inspector } = window;
  await inspector.getByLabel('Item or error').fill('742');
  await expect(window.iterations).toHaveCount(1);
  await window.chooseIteration(742);
  await inspector.getByRole('button', { name: 'Show as graph' }).click();
  await window.inspect('value', 'Result');
  await expect(inspector.getByText('1484')).toBeVisible();
  await window.page.keyboard.press('Escape');
  await window.page.keyboard.press('Escape');
  await window.inspect('crunch', 'Iterations');
  await inspector.getByLabel('Which', { exact: true }).selectOption('Running');
  await expect(window.iterations).toHaveCount(1);
  await expect(window.iterations).toContainText('[500]');
  await studio.screenshots('thousand');
  await window.page.getByRole('tab', { name: 'Timeline' }).click();
  await window.page.getByRole('tab', { name: 'Table' }).click();
  await expect(window.page.getByRole('row').filter({ hasText: 'crunch' }).first()).toBeVisible();
  await window.page.getByRole('tab', { name: 'Graph' }).click();
  studio.write('gate', '');
  await window.expectRun('Completed');
  await expect(window.step('crunch')).toContainText('1000/1000');
});

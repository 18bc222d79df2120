import { AxeBuilder } from '@axe-core/playwright';
import { expect, type Locator, type Page } from '@playwright/test';

/** What a person sees, by role and name; the scenarios say what he does with it. */
export class Window {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  /** A step on the graph; its name says how it is. */
  step(id: string): Locator {
    return this.page.getByRole('button', { name: new RegExp(`^${id}, `) });
  }

  async expectStep(id: string, look: string): Promise<void> {
    await expect(this.step(id)).toHaveAccessibleName(new RegExp(`^${id}, ${look}`));
  }

  get toolbar(): Locator {
    return this.page.getByRole('banner');
  }

  action(name: string): Locator {
    return this.toolbar.getByRole('button', { name, exact: true });
  }

  /** The state of the open run. */
  async expectRun(word: string): Promise<void> {
    await expect(this.toolbar.getByText(word, { exact: true })).toBeVisible({ timeout: 30_000 });
  }

  get runs(): Locator {
    return this.page.getByRole('list', { name: 'Runs' }).getByRole('listitem');
  }

  get inspector(): Locator {
    return this.page.getByRole('complementary', { name: 'Inspector' });
  }

  async inspect(id: string, tab: string): Promise<void> {
    await this.step(id).click();
    await this.inspector.getByRole('tab', { name: tab, exact: true }).click();
  }

  get dock(): Locator {
    return this.page.getByRole('region', { name: 'Logs and file' });
  }

  async openDock(tab: string): Promise<void> {
    await this.dock.getByRole('tab', { name: tab }).click();
  }

  get alert(): Locator {
    return this.page.getByRole('alert');
  }

  get sheet(): Locator {
    return this.page.getByRole('form');
  }

  get editor(): Locator {
    return this.page.locator('[data-editor] .cm-content');
  }

  /** Where one is inside of containers. */
  get levels(): Locator {
    return this.page.getByRole('navigation', { name: 'Levels' });
  }

  get iterations(): Locator {
    return this.inspector.getByRole('listbox', { name: 'Iterations' }).getByRole('option');
  }

  async chooseIteration(iteration: number): Promise<void> {
    await this.iterations.filter({ hasText: `[${iteration}]` }).click();
  }

  /** Says who waits for a person. */
  get banner(): Locator {
    return this.page.getByRole('status').filter({ hasText: 'waits for you' });
  }

  /** The id of the open run, as the inspector says it. */
  async openRunId(): Promise<string> {
    await this.inspector.getByRole('button', { name: 'Back to the run' }).click();
    const id = this.inspector.getByText(/^[0-9a-z]{26}$/);
    return (await id.textContent()) ?? '';
  }

  /** The form of the step that waits for a person. */
  question(step: string): Locator {
    return this.inspector.getByRole('region', { name: `Question of ${step}` });
  }

  /** Shows the form of a step that waits. */
  async ask(step: string): Promise<Locator> {
    await this.step(step).click();
    await expect(this.question(step)).toBeVisible();
    return this.question(step);
  }

  /** Goes into a container, from the graph. */
  async drillInto(id: string): Promise<void> {
    await this.step(id).dblclick();
    await expect(this.levels).toContainText(id);
  }

  /** Puts another text in the place of the whole file. */
  async replaceText(text: string): Promise<void> {
    await this.editor.click();
    await this.page.keyboard.press('ControlOrMeta+a');
    await this.page.keyboard.insertText(text);
  }

  /** Nothing that keeps people out: no serious and no critical finding, contrast included. */
  async expectAccessible(): Promise<void> {
    // Legacy mode: the other one opens a page of its own, which the desktop app cannot have.
    const axe = new AxeBuilder({ page: this.page }).setLegacyMode(true);
    // What is well is not told, element by element: that takes longer than the checks.
    const { violations } = await axe.options({ resultTypes: ['violations'] }).analyze();
    const grave = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical');
    expect(
      grave.map(
        ({ id, nodes }) =>
          `${id}: ${nodes
            .map((node) => node.target.join(' '))
            .slice(0, 5)
            .join('; ')}`,
      ),
    ).toEqual([]);
  }
}

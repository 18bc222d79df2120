import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { type Browser, type BrowserContext, test as base, expect, type Page } from '@playwright/test';
import { type LaunchOptions, launchBrowser, launchElectron, openChromium, ROOT, type RunningHost } from './launch.ts';

export interface StudioOptions {
  readonly hostKind: 'electron' | 'browser';
}

/** A host that can be started again over the same data, and a folder for the person's files. */
export class Studio {
  readonly kind: StudioOptions['hostKind'];
  readonly dataFolder: string;
  readonly problems: string[] = [];
  /** Null in Electron. */
  readonly #chromium: Browser | null;
  #host: RunningHost | null = null;
  /** Of one scenario: home, data and the folders of scenarios lie side by side. */
  #name = 'work';
  readonly #root: string;

  constructor(root: string, chromium: Browser | null) {
    this.kind = chromium === null ? 'electron' : 'browser';
    this.#chromium = chromium;
    this.#root = root;
    this.dataFolder = path.join(root, 'data');
    for (const each of [this.folder, this.dataFolder, this.#home]) mkdirSync(each, { recursive: true });
  }

  /** The person's: what a scenario writes. */
  get folder(): string {
    return path.join(this.#root, this.#name);
  }

  get #home(): string {
    return path.join(this.#root, 'home');
  }

  /** From now on in another, empty folder. */
  moveTo(name: string): void {
    this.#name = name;
    mkdirSync(this.folder);
  }

  get host(): RunningHost {
    if (this.#host === null) throw new Error('the host has not been started');
    return this.#host;
  }

  get page(): Page {
    return this.host.page;
  }

  /** Writes a pipeline (or any file) into the person's folder; returns its path. */
  write(name: string, text: string): string {
    const file = path.join(this.folder, name);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, text);
    return file;
  }

  /** Trusts the person's folders before the start, for scenarios that are not about that. */
  trustFolder(): void {
    writeFileSync(path.join(this.dataFolder, 'settings.json'), JSON.stringify({ trustedFolders: [this.#root] }));
  }

  /** `prepare`: what must be done before a page is loaded. */
  async start(file?: string, prepare?: (context: BrowserContext) => Promise<void>): Promise<Page> {
    const options: LaunchOptions = {
      dataFolder: this.dataFolder,
      home: this.#home,
      ...(file === undefined ? {} : { file }),
      prepare: async (context) => {
        await prepare?.(context);
        await this.#watch(context);
      },
    };
    this.#host = await (this.#chromium === null ? launchElectron(options) : launchBrowser(options, this.#chromium));
    await this.page.setViewportSize({ width: 1440, height: 900 });
    // A window that came before it could be listened to is loaded again: none of its beginning is missed.
    if (!(await this.page.evaluate(() => Reflect.has(window, 'isWatched')))) await this.page.reload();
    await expect(this.page.locator('#root')).not.toBeEmpty();
    return this.page;
  }

  async stop(): Promise<void> {
    const host = this.#host;
    this.#host = null;
    await host?.close();
  }

  async kill(): Promise<void> {
    const host = this.#host;
    this.#host = null;
    await host?.kill();
  }

  /** Errors of its pages and breaches of their policy. */
  async #watch(context: BrowserContext): Promise<void> {
    context.on('weberror', (web) => this.problems.push(`page error: ${web.error().stack ?? web.error().message}`));
    context.on('console', (message) => {
      if (message.text().startsWith('policy violated:')) this.problems.push(message.text());
    });
    await context.addInitScript(() => {
      Reflect.set(window, 'isWatched', true);
      document.addEventListener('securitypolicyviolation', (event) => {
        console.log(
          `policy violated: ${event.violatedDirective} by ${event.blockedURI} at ${event.sourceFile}:${event.lineNumber}`,
        );
      });
    });
  }

  get isStarted(): boolean {
    return this.#host !== null;
  }

  /** Opens a pipeline in the window that is there, or in the first one; `name` may have folders in it. */
  async open(name: string, text: string): Promise<void> {
    const file = this.write(name, text);
    if (!this.isStarted) return void (await this.start(file));
    const { electron } = this.host;
    if (electron !== null) {
      await electron.evaluate(({ app }, opened) => {
        app.emit('second-instance', { preventDefault: () => undefined }, [], '/', { file: opened });
      }, file);
    } else await this.#browseTo(name);
    await expect(this.page.getByRole('banner').getByRole('heading')).toContainText(path.basename(name));
    // The window keeps the view that was last looked at.
    await this.page.getByRole('tab', { name: 'Graph', exact: true }).click();
  }

  /** The home folder of a scenario lies beside the person's folder. */
  async #browseTo(name: string): Promise<void> {
    await this.page.getByRole('button', { name: 'Open a pipeline' }).first().click();
    const dialog = this.page.getByRole('dialog', { name: 'Open a pipeline' });
    for (const entry of ['One folder up', this.#name, ...name.split('/')])
      await dialog.getByRole('button', { name: entry, exact: true }).click();
  }

  /** Pictures of a main state in both themes. */
  async screenshots(name: string): Promise<void> {
    for (const [theme, picture] of [['dark', `${name}-dark`] as const, ['light', name] as const]) {
      await this.page.emulateMedia({ colorScheme: theme });
      await expect(this.page.locator('html')).toHaveAttribute('data-theme', theme);
      await this.screenshot(picture);
    }
  }

  /** Keeps a picture of a main state; both hosts keep theirs. */
  async screenshot(name: string): Promise<void> {
    const folder = path.join(ROOT, 'test-results/screens');
    mkdirSync(folder, { recursive: true });
    await this.page.screenshot({ path: path.join(folder, `${name}-${this.kind}.png`), animations: 'disabled' });
  }
}

function newStudio(chromium: Browser | null): { studio: Studio; end: () => Promise<void> } {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'stepglass-e2e-'));
  const studio = new Studio(folder, chromium);
  const end = async (): Promise<void> => {
    await studio.stop();
    rmSync(folder, { recursive: true, force: true });
  };
  return { studio, end };
}

function skipWithoutElectron(kind: StudioOptions['hostKind']): void {
  const missing = process.env['STEPGLASS_NO_ELECTRON'];
  base.skip(kind === 'electron' && missing !== undefined, missing);
}

/** Each scenario has a host, data and a folder of its own. */
export const test = base.extend<{ studio: Studio }, StudioOptions & { chromium: Browser | null }>({
  hostKind: ['browser', { option: true, scope: 'worker' }],
  /** One for all scenarios of a worker: only its contexts are new. */
  chromium: [
    async ({ hostKind }, use) => {
      const chromium = hostKind === 'browser' ? await openChromium() : null;
      await use(chromium);
      await chromium?.close();
    },
    { scope: 'worker' },
  ],
  studio: async ({ hostKind, chromium }, use) => {
    skipWithoutElectron(hostKind);
    const { studio, end } = newStudio(chromium);
    await use(studio);
    await end();
    expect(studio.problems).toEqual([]);
  },
});

/** One host for all scenarios of a file: each opens a pipeline of its own in the window that is there. */
export const testInOne = test.extend<{ studio: Studio }, { house: Studio }>({
  house: [
    async ({ chromium }, use) => {
      const { studio, end } = newStudio(chromium);
      studio.trustFolder();
      await use(studio);
      await end();
    },
    { scope: 'worker' },
  ],
  studio: async ({ house, hostKind }, use, { testId, repeatEachIndex, retry }) => {
    skipWithoutElectron(hostKind);
    house.moveTo(`work-${testId.slice(-8)}-${repeatEachIndex}-${retry}`);
    if (!house.isStarted) await house.start();
    await use(house);
    await house.page.emulateMedia({ colorScheme: null });
    expect(house.problems.splice(0)).toEqual([]);
  },
});
export { expect };

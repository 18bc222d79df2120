import path from 'node:path';

export interface Arguments {
  /** What follows `--cli`; null: the app is meant. */
  readonly cli: readonly string[] | null;
  /** A pipeline file or a run bundle to open, absolute. */
  readonly file: string | null;
  /** `--data-dir=…`, absolute. */
  readonly dataDir: string | null;
}

export interface ArgumentContext {
  /** False: the program is `electron`, and its first plain argument is the app's own folder. */
  readonly isPackaged: boolean;
  readonly cwd: string;
}

/** What the app was started with. Switches of Chromium are none of our business. */
export function parseArguments(argv: readonly string[], { isPackaged, cwd }: ArgumentContext): Arguments {
  const given = argv.slice(1);
  const cliAt = given.indexOf('--cli');
  if (cliAt >= 0) return { cli: given.slice(cliAt + 1), file: null, dataDir: null };
  const plain = given.filter((argument) => !argument.startsWith('-')).slice(isPackaged ? 0 : 1);
  const file = plain.find((argument) => /\.(?:ya?ml|stepglass)$/i.test(argument));
  const dataDir = given.find((argument) => argument.startsWith('--data-dir='))?.slice('--data-dir='.length);
  const absolute = (named: string | undefined): string | null =>
    named === undefined || named === '' ? null : path.resolve(cwd, named);
  return { cli: null, file: absolute(file), dataDir: absolute(dataDir) };
}

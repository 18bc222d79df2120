import { spawnSync } from 'node:child_process';

/** The second keeps Chromium's own grumbling about missing services out of stderr. */
const SWITCHES = ['--ozone-platform=headless', '--log-level=3'];

/**
 * On a Linux machine without a display Chromium gives up unless it is told so on its command line, which is read before
 * any code of ours: the program is started once more with that switch, and this process ends with its exit code.
 */
export function startWithoutDisplay(
  argv: readonly string[],
  env: { readonly [name: string]: string | undefined },
): void {
  const [program, ...args] = argv;
  if (program === undefined || !needsSwitch(args, env)) return;
  const { status } = spawnSync(program, [...SWITCHES, ...args], { stdio: 'inherit' });
  process.exit(status ?? 1);
}

/** Pure, for its test. */
export function needsSwitch(
  args: readonly string[],
  env: { readonly [name: string]: string | undefined },
  platform: string = process.platform,
): boolean {
  const hasDisplay = Boolean(env['DISPLAY']) || Boolean(env['WAYLAND_DISPLAY']);
  return platform === 'linux' && !hasDisplay && !args.some((argument) => argument.startsWith('--ozone-platform='));
}

import { homedir } from 'node:os';
import { posix, win32 } from 'node:path';

/**
 * Where runs are kept when nobody says otherwise: `$STEPGLASS_DATA`, else the platform's folder for the data of
 * programs. App and command line share it. `env` also gives the home folder where it names one.
 */
export function defaultDataPath(
  env: { readonly [name: string]: string | undefined },
  platform: NodeJS.Platform,
): string {
  const chosen = env['STEPGLASS_DATA'];
  if (chosen !== undefined && chosen !== '') return chosen;
  if (platform === 'win32')
    return win32.join(
      given(env['LOCALAPPDATA']) ?? win32.join(given(env['USERPROFILE']) ?? homedir(), 'AppData', 'Local'),
      'stepglass',
      'Data',
    );
  const home = given(env['HOME']) ?? homedir();
  if (platform === 'darwin') return posix.join(home, 'Library', 'Application Support', 'stepglass');
  // The XDG specification: a relative path in the variable is to be ignored.
  const xdg = given(env['XDG_DATA_HOME']);
  return posix.join(xdg?.startsWith('/') === true ? xdg : posix.join(home, '.local', 'share'), 'stepglass');
}

function given(value: string | undefined): string | undefined {
  return value === '' ? undefined : value;
}

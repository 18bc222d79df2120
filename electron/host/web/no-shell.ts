import { StepglassError } from '../../../shared/errors.ts';
import type { HostShell } from '../deps.ts';

/** The browser host has no dialogs; its window asks `files:list` and opens links by itself. */
export const noShell: HostShell = {
  pickPipeline: () => Promise.reject(notAvailable('A native file dialog')),
  pickFile: () => Promise.reject(notAvailable('A native file dialog')),
  showItem: () => Promise.reject(notAvailable('Showing a file in its folder')),
  openExternal: () => Promise.reject(notAvailable('Opening an address in another program')),
};

function notAvailable(what: string): StepglassError {
  return new StepglassError(
    'illegal_state',
    'not_available',
    `${what} is not available in the browser host; only the desktop app has it.`,
  );
}

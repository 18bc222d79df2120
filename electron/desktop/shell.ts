import path from 'node:path';
import type { FileFilter } from 'electron';
import { StepglassError } from '../../shared/errors.ts';
import type { HostShell } from '../host/deps.ts';
import { isExternalLink } from '../host/web/security.ts';
import type { Electron } from './electron.ts';

/** Dialogs, folders and the system's browser. */
export function createShell({ dialog, shell }: Electron): HostShell {
  const pick = async (title: string, filters: FileFilter[]): Promise<{ path: string } | null> => {
    const { canceled, filePaths } = await dialog.showOpenDialog({ title, filters, properties: ['openFile'] });
    const [first] = filePaths;
    return canceled || first === undefined ? null : { path: first };
  };
  return {
    pickPipeline: () =>
      pick('Open a pipeline or a run bundle', [
        { name: 'Pipelines and run bundles', extensions: ['yaml', 'yml', 'stepglass'] },
      ]),
    pickFile: (title) => pick(title, []),
    showItem: async (item) => {
      shell.showItemInFolder(path.resolve(item));
      return null;
    },
    openExternal: async (url) => {
      if (!isExternalLink(url))
        throw new StepglassError('invalid_input', 'link_refused', 'Only https links are opened outside of the app.', {
          details: { url },
        });
      await shell.openExternal(url);
      return null;
    },
  };
}

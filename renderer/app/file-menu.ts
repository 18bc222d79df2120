import { Download, FileCode, FolderOpen, Image, Moon, Package, Save, Sun, SunMoon } from 'lucide-react';
import { showMarks } from '../../shared/marks.ts';
import { exportBundle } from '../runs/bundle.ts';
import { exportGraphPng, exportGraphSvg, exportReport, exportResult } from '../runs/export.ts';
import type { Parts } from '../state/parts.tsx';
import { fileName, folderName } from '../ui/format.ts';
import type { MenuEntry } from '../ui/menu.tsx';

const RECENT = 8;

/** What can be done with files: open, save, and take something along. */
export function fileMenu(parts: Parts): readonly MenuEntry[] {
  const state = parts.studio.getState();
  const { file, openedRun } = state;
  const open = (path: string) => () => {
    state.closeRun();
    void state.openFile(path);
  };
  const recent = state.recent.filter((path) => path !== file?.path).slice(0, RECENT);
  return [
    { type: 'item', label: 'Open…', icon: FolderOpen, keys: 'mod+o', run: () => void state.pickFile() },
    {
      type: 'item',
      label: 'Save',
      icon: Save,
      keys: 'mod+s',
      disabled: file === null || file.draft === file.savedText,
      run: () => void state.save(),
    },
    ...section(
      'Recent',
      recent.map(
        (path): MenuEntry => ({
          type: 'item',
          label: showMarks(fileName(path)),
          detail: showMarks(folderName(path)),
          icon: FileCode,
          run: open(path),
        }),
      ),
    ),
    ...section(
      'Examples',
      (state.info?.examples ?? []).map(
        (example): MenuEntry => ({ type: 'item', label: example.name, icon: FileCode, run: open(example.path) }),
      ),
    ),
    ...section('Export', [
      {
        type: 'item',
        label: 'Run bundle…',
        icon: Package,
        detail: 'everything, in one file',
        disabled: openedRun === null,
        run: () => void exportBundle(parts),
      },
      {
        type: 'item',
        label: 'Result as JSON',
        icon: Download,
        disabled: openedRun === null,
        run: () => void exportResult(parts),
      },
      {
        type: 'item',
        label: 'Report as HTML',
        icon: Download,
        disabled: openedRun === null,
        run: () => void exportReport(parts),
      },
      {
        type: 'item',
        label: 'Graph as SVG',
        icon: Image,
        disabled: file === null && openedRun === null,
        run: () => exportGraphSvg(parts),
      },
      {
        type: 'item',
        label: 'Graph as PNG',
        icon: Image,
        disabled: file === null && openedRun === null,
        run: () => void exportGraphPng(parts),
      },
    ]),
    ...section('Theme', [
      { type: 'item', label: 'As the system', icon: SunMoon, run: () => state.setTheme('system') },
      { type: 'item', label: 'Light', icon: Sun, run: () => state.setTheme('light') },
      { type: 'item', label: 'Dark', icon: Moon, run: () => state.setTheme('dark') },
    ]),
  ];
}

function section(label: string, entries: readonly MenuEntry[]): readonly MenuEntry[] {
  return entries.length === 0 ? [] : [{ type: 'line' }, { type: 'heading', label }, ...entries];
}

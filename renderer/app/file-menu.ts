import { Download, FileCode, FolderOpen, GraduationCap, Image, Package, Save, SunMoon } from 'lucide-react';
import type { Example } from '../../shared/api/answers.ts';
import { showMarks } from '../../shared/text/marks.ts';
import { byTopic } from '../pipelines/by-topic.ts';
import { exportBundle } from '../runs/bundle.ts';
import { exportGraphPng, exportGraphSvg, exportReport, exportResult } from '../runs/export.ts';
import type { Parts } from '../state/parts.tsx';
import { fileName, folderName } from '../ui/format.ts';
import type { MenuEntry } from '../ui/menu.tsx';

const RECENT = 6;

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
    { type: 'line' },
    { type: 'menu', label: 'Examples', icon: GraduationCap, entries: exampleEntries(state.info?.examples ?? [], open) },
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
    { type: 'line' },
    {
      type: 'menu',
      label: 'Theme',
      icon: SunMoon,
      entries: THEMES.map(({ theme, label }) => ({
        type: 'choice',
        label,
        chosen: state.settings.theme === theme,
        run: () => state.setTheme(theme),
      })),
    },
  ];
}

const THEMES = [
  { theme: 'system', label: 'As the system' },
  { theme: 'light', label: 'Light' },
  { theme: 'dark', label: 'Dark' },
] as const;

/** Under the headings of their topics, each with what it shows. */
function exampleEntries(examples: readonly Example[], open: (path: string) => () => void): readonly MenuEntry[] {
  return byTopic(examples).flatMap(({ topic, examples: own }): readonly MenuEntry[] => [
    { type: 'heading', label: topic },
    ...own.map(
      ({ name, description, path }): MenuEntry => ({
        type: 'item',
        label: showMarks(name),
        ...(description === '' ? {} : { about: showMarks(description) }),
        run: open(path),
      }),
    ),
  ]);
}

function section(label: string, entries: readonly MenuEntry[]): readonly MenuEntry[] {
  return entries.length === 0 ? [] : [{ type: 'line' }, { type: 'heading', label }, ...entries];
}

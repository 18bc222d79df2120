import type { OpenedPipeline } from '../../../shared/api/answers.ts';
import { isBundle } from '../../runs/bundle.ts';
import type { CreateSlice, FileSlice, KeptDraft, OpenFile } from '../studio-types.ts';
import { errorBodyOf } from './error-body.ts';

/** As long as a person pauses between two words. */
const COMPILE_AFTER_MS = 220;

export const createFileSlice: CreateSlice<FileSlice> =
  ({ client, later }) =>
  (set, get) => {
    /** Bumped by everything that makes an earlier answer late. */
    let generation = 0;
    let forgetCompile = () => undefined as void;
    let unwatch = () => undefined as void;

    const change = (part: Partial<OpenFile>) => {
      const { file } = get();
      if (file !== null) set({ file: { ...file, ...part } });
    };

    const compile = async (path: string, draft: string) => {
      generation += 1;
      const mine = generation;
      change({ compiling: true });
      try {
        const opened = await client.request('pipelines:compile', { path, text: draft });
        if (mine === generation) change({ opened, compiling: false });
      } catch (error) {
        if (mine !== generation) return;
        change({ compiling: false });
        get().report('Checking the file', error);
      }
    };

    const putAside = () => {
      const { file, drafts } = get();
      if (file === null || file.draft === file.savedText) return;
      const { path, draft, savedText, savedVersion } = file;
      set({ drafts: new Map(drafts).set(path, { draft, savedText, savedVersion }) });
    };

    /** The file as it was left, if it was left with unsaved edits. */
    const takeUp = (opened: OpenedPipeline): OpenFile => {
      const drafts = new Map(get().drafts);
      const kept = drafts.get(opened.path);
      if (kept === undefined) return fresh(opened);
      drafts.delete(opened.path);
      set({ drafts });
      return withDraft(opened, kept);
    };

    const changedOnDisk = (opened: OpenedPipeline) => {
      const { file } = get();
      if (file === null || file.path !== opened.path || opened.text === file.savedText) return;
      if (file.draft === file.savedText) {
        generation += 1;
        set({ file: fresh(opened) });
        get().notify({ title: 'Reloaded: the file changed on disk' });
      } else change({ outside: opened });
    };

    return {
      file: null,
      fileProblem: null,
      drafts: new Map(),
      opening: null,
      recent: [],
      async pickFile() {
        try {
          const picked = await client.request('pipelines:pick', {});
          if (picked !== null) await get().openFile(picked.path);
        } catch (error) {
          if (errorBodyOf(error).code === 'not_available') set({ overlay: 'browse' });
          else get().report('Opening a file', error);
        }
      },
      async openFile(path, { ofRun = false } = {}) {
        if (isBundle(path)) return get().importRun(path);
        generation += 1;
        const mine = generation;
        set({ opening: path });
        try {
          const opened = await client.request('pipelines:open', { path });
          if (mine !== generation) return;
          forgetCompile();
          unwatch();
          unwatch = client.subscribe('pipeline', { path: opened.path }, changedOnDisk);
          const recent = [opened.path, ...get().recent.filter((other) => other !== opened.path)];
          const keepRun = ofRun || get().openedRun?.pipeline.file === opened.path;
          // A run beside the file of another one would be taken for a run of that.
          if (!keepRun) get().closeRun();
          putAside();
          set({
            file: takeUp(opened),
            fileProblem: null,
            recent,
            opening: null,
            overlay: null,
            included: null,
            ...(keepRun ? {} : { selected: null, scope: '' }),
          });
          if (!keepRun) get().dismissOpenings();
          if (opened.pipeline === null) set({ dock: 'problems', collapsed: { ...get().collapsed, dock: false } });
          const draft = get().file?.draft ?? opened.text;
          if (draft !== opened.text) await compile(opened.path, draft);
        } catch (error) {
          if (mine !== generation) return;
          set({ opening: null });
          if (ofRun) set({ fileProblem: errorBodyOf(error).message });
          else get().report(`Opening ${path}`, error, { ofOpening: true });
        }
      },
      leaveFile() {
        generation += 1;
        forgetCompile();
        unwatch();
        putAside();
        set({ file: null, fileProblem: null, opening: null });
      },
      async forgetFile(path) {
        set({ recent: get().recent.filter((other) => other !== path) });
        try {
          await client.request('pipelines:forget', { path });
        } catch (error) {
          get().report('Removing the file from the list', error);
        }
      },
      edit(draft) {
        const { file } = get();
        if (file === null || file.draft === draft) return;
        generation += 1;
        change({ draft });
        forgetCompile();
        forgetCompile = later(() => void compile(file.path, draft), COMPILE_AFTER_MS);
      },
      async save() {
        const { file } = get();
        if (file === null) return false;
        try {
          const opened = await client.request('pipelines:save', {
            path: file.path,
            text: file.draft,
            baseVersion: file.savedVersion,
          });
          const now = get().file;
          // What was typed while the file was being written stays.
          if (now?.path === file.path)
            set({ file: { ...fresh(opened), draft: now.draft === file.draft ? opened.text : now.draft } });
          get().say('Saved');
          return true;
        } catch (error) {
          if (errorBodyOf(error).code === 'file_changed') await showConflict(file.path);
          else get().report('Saving the file', error);
          return false;
        }
      },
      resolveOutside(keep) {
        const outside = get().file?.outside ?? null;
        if (outside === null) return;
        generation += 1;
        if (keep === 'theirs') set({ file: fresh(outside) });
        else change({ outside: null, savedText: outside.text, savedVersion: outside.version });
      },
      async trust() {
        const { file } = get();
        if (file === null) return;
        await client.request('pipelines:trust', { path: file.path });
        change({ opened: { ...(get().file?.opened ?? file.opened), trusted: true } });
      },
    };

    async function showConflict(path: string): Promise<void> {
      try {
        change({ outside: await client.request('pipelines:open', { path }) });
      } catch (error) {
        get().report('Reading the file as it is on disk', error);
      }
    }
  };

/** With what was typed before; a conflict if the file has become another one since. */
function withDraft(opened: OpenedPipeline, kept: KeptDraft): OpenFile {
  const file = fresh(opened);
  if (kept.draft === opened.text) return file;
  if (kept.savedVersion === opened.version) return { ...file, draft: kept.draft };
  return { ...file, ...kept, outside: opened };
}

function fresh(opened: OpenedPipeline): OpenFile {
  return {
    path: opened.path,
    draft: opened.text,
    savedText: opened.text,
    savedVersion: opened.version,
    opened,
    compiling: false,
    outside: null,
  };
}

import type { StoreApi } from 'zustand';
import type { KeptDraft, Studio } from '../state/studio-types.ts';

/** Storage of a page holds about 5 MB; a longer draft is not kept beyond the window. */
const LONGEST = 500_000;
const PREFIX = 'draft:';
const REST_MS = 200;

type Drafts = ReadonlyMap<string, KeptDraft>;

/**
 * Where drafts outlive what shows them: in the desktop app also the window. A browser gives the next window of the
 * host another storage in any case, and may show the app in several tabs at once.
 */
export function draftStorage(isDesktop: boolean): Storage {
  return isDesktop ? localStorage : sessionStorage;
}

/** What was typed and not saved when the window was last there. */
export function readDrafts(storage: Storage): Drafts {
  const names = Array.from({ length: storage.length }, (_, index) => storage.key(index) ?? '');
  const own = names.filter((name) => name.startsWith(PREFIX));
  // Written by `keepDrafts`.
  return new Map(own.map((name) => [name.slice(PREFIX.length), JSON.parse(storage.getItem(name) ?? '') as KeptDraft]));
}

/** Keeps what is typed and not saved, a moment after it changes (monitor.md M12). Returns the way to end it. */
export function keepDrafts(studio: StoreApi<Studio>, storage: Storage): () => void {
  let written: Drafts = readDrafts(storage);
  let timer: ReturnType<typeof setTimeout> | null = null;
  const write = () => {
    timer = null;
    const drafts = draftsNow(studio.getState());
    for (const path of written.keys()) if (!drafts.has(path)) storage.removeItem(PREFIX + path);
    for (const [path, kept] of drafts)
      if (written.get(path)?.draft !== kept.draft) storage.setItem(PREFIX + path, JSON.stringify(kept));
    written = drafts;
  };
  const end = studio.subscribe((now, before) => {
    if (now.file !== before.file || now.drafts !== before.drafts) timer ??= setTimeout(write, REST_MS);
  });
  // A window that is closed does not wait for a timer.
  window.addEventListener('pagehide', write);
  return () => {
    end();
    window.removeEventListener('pagehide', write);
    if (timer !== null) clearTimeout(timer);
  };
}

function draftsNow({ file, drafts }: Studio): Drafts {
  const all = new Map(drafts);
  if (file !== null && file.draft !== file.savedText) all.set(file.path, file);
  return new Map(
    [...all].flatMap(([path, kept]) => (kept.draft.length > LONGEST ? [] : [[path, plain(kept)] as const])),
  );
}

function plain({ draft, savedText, savedVersion }: KeptDraft): KeptDraft {
  return { draft, savedText, savedVersion };
}

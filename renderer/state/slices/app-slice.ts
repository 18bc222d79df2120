import type { Settings } from '../../../shared/api/answers.ts';
import type { AppSlice, CreateSlice } from '../studio-types.ts';
import { errorBodyOf } from './error-body.ts';

const DEFAULTS: Settings = { theme: 'system', layoutDirection: {}, panes: {}, notifications: true, lastInputs: {} };
/** Dragging a pane changes its size with every frame; it is written once the hand rests. */
const REST_MS = 400;

export const createAppSlice: CreateSlice<AppSlice> =
  ({ client, later }) =>
  (set, get) => {
    let forgetWrite = () => undefined as void;
    const write = (name: keyof Settings) => {
      client
        .request('settings:set', { name, value: get().settings[name] })
        .catch((error: unknown) => get().report('Saving the settings', error));
    };
    const change = (part: Partial<Settings>) => set({ settings: { ...get().settings, ...part } });
    return {
      info: null,
      settings: DEFAULTS,
      connection: 'connected',
      bootError: null,
      async boot() {
        client.onConnection((connection) => set({ connection }));
        try {
          const [info, settings] = await Promise.all([
            client.request('app:info', {}),
            client.request('settings:get', {}),
          ]);
          set({ info, settings, recent: info.recentFiles, bootError: null });
          if (info.openAtStart !== null) await get().openFile(info.openAtStart);
        } catch (error) {
          set({ bootError: errorBodyOf(error) });
        }
      },
      async readSettings() {
        try {
          set({ settings: await client.request('settings:get', {}) });
        } catch (error) {
          get().report('Reading the settings', error);
        }
      },
      setTheme(theme) {
        change({ theme });
        write('theme');
      },
      setPane(pane, size) {
        change({ panes: { ...get().settings.panes, [pane]: Math.round(size) } });
        forgetWrite();
        forgetWrite = later(() => write('panes'), REST_MS);
      },
      setDirection(path, direction) {
        change({ layoutDirection: { ...get().settings.layoutDirection, [path]: direction } });
        write('layoutDirection');
      },
      leaveInterrupted() {
        const { info } = get();
        if (info !== null) set({ info: { ...info, interrupted: [] } });
      },
    };
  };

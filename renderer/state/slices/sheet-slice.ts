import type { CreateSlice, SheetSlice } from '../studio-types.ts';
import { errorBodyOf } from './error-body.ts';

const READ_ONLY = 'It was imported. To run it here, open its pipeline file.';

export const createSheetSlice: CreateSlice<SheetSlice> =
  ({ client }) =>
  (set, get) => {
    let generation = 0;
    return {
      sheet: null,
      plan: null,
      planning: false,
      planError: null,
      openSheet(sheet) {
        if (sheet.kind !== 'start' && get().openedRun?.summary.importedAt !== undefined)
          return get().notify({ title: 'This run is read only', detail: READ_ONLY });
        generation += 1;
        set({
          sheet,
          plan: null,
          planError: null,
          planning: false,
          collapsed: { ...get().collapsed, inspector: false },
        });
      },
      closeSheet() {
        generation += 1;
        set({ sheet: null, plan: null, planError: null, planning: false });
      },
      async requestPlan(request) {
        generation += 1;
        const mine = generation;
        if (request === null) return set({ plan: null, planError: null, planning: false });
        set({ planning: true });
        try {
          const plan = await client.request('runs:plan', request);
          if (mine === generation) set({ plan, planError: null, planning: false });
        } catch (error) {
          if (mine === generation) set({ plan: null, planError: errorBodyOf(error), planning: false });
        }
      },
      rememberInputs(path, inputs) {
        const { settings } = get();
        const lastInputs = { ...settings.lastInputs, [path]: inputs };
        set({ settings: { ...settings, lastInputs } });
        client
          .request('settings:set', { name: 'lastInputs', value: lastInputs })
          .catch((error: unknown) => get().report('Remembering the inputs', error));
      },
    };
  };

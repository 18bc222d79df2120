import type { CreateSlice, NoticeSlice } from '../studio-types.ts';
import { errorBodyOf } from './error-body.ts';

const MOST = 4;

export const createNoticeSlice: CreateSlice<NoticeSlice> = () => (set, get) => {
  let made = 0;
  return {
    notices: [],
    spoken: '',
    notify({ title, detail, tone = 'info', action, ofOpening = false }) {
      made += 1;
      const notice = { id: made, tone, title, detail: detail ?? null, action: action ?? null, ofOpening };
      set({ notices: [...get().notices, notice].slice(-MOST) });
    },
    report(doing, error, { ofOpening = false } = {}) {
      const { kind, code, message } = errorBodyOf(error);
      const detail = kind === 'internal' ? `Stepglass itself has made a mistake: ${message}` : message;
      const mend = { breakpoint_damaged: get().mendBreakpoints, pin_damaged: get().mendPins }[code];
      get().notify({
        tone: 'error',
        title: `${doing} failed`,
        detail,
        ofOpening,
        action: mend === undefined ? null : { label: 'Forget it', run: () => void mend() },
      });
    },
    dismissOpenings() {
      if (get().notices.some(({ ofOpening }) => ofOpening))
        set({ notices: get().notices.filter(({ ofOpening }) => !ofOpening) });
    },
    dismiss: (id) => set({ notices: get().notices.filter((notice) => notice.id !== id) }),
    say: (spoken) => set({ spoken }),
  };
};

import { errorBodyOf } from './error-body.ts';
import type { CreateSlice, NoticeSlice } from './studio-types.ts';

const MOST = 4;

export const createNoticeSlice: CreateSlice<NoticeSlice> = () => (set, get) => {
  let made = 0;
  return {
    notices: [],
    spoken: '',
    notify({ title, detail, tone = 'info', action }) {
      made += 1;
      const notice = { id: made, tone, title, detail: detail ?? null, action: action ?? null };
      set({ notices: [...get().notices, notice].slice(-MOST) });
    },
    report(doing, error) {
      const { message } = errorBodyOf(error);
      get().notify({ tone: 'error', title: `${doing} failed`, detail: message });
    },
    dismiss: (id) => set({ notices: get().notices.filter((notice) => notice.id !== id) }),
    say: (spoken) => set({ spoken }),
  };
};

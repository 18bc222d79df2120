import { GoOnSheet } from '../breakpoints/go-on-sheet.tsx';
import type { Sheet as SheetState } from '../state/studio-types.ts';
import { AloneSheet } from './alone-sheet.tsx';
import { ContinueSheet } from './continue-sheet.tsx';
import { RerunSheet } from './rerun-sheet.tsx';
import { StartSheet } from './start-sheet.tsx';

/** What is asked before something runs. Nothing starts before its button is pressed. */
export function Sheet({ sheet }: { sheet: SheetState }) {
  switch (sheet.kind) {
    case 'start':
      return <StartSheet />;
    case 'rerun':
      return <RerunSheet key={`${sheet.run} ${sheet.from ?? ''} ${sheet.definition}`} sheet={sheet} />;
    case 'step':
      return <AloneSheet key={`${sheet.run ?? ''} ${sheet.step}`} sheet={sheet} />;
    case 'continue':
      return <ContinueSheet key={`${sheet.run} ${sheet.seq}`} sheet={sheet} />;
    case 'go-on':
      return <GoOnSheet key={`${sheet.run} ${sheet.step}`} sheet={sheet} />;
    default:
      return null;
  }
}

import { useEffect } from 'react';
import type { AppCommand } from '../../shared/api/answers.ts';
import { startRun } from '../state/actions.ts';
import type { Parts } from '../state/parts.tsx';
import { useParts } from '../state/parts.tsx';

/** Carries out what the menu, the system or a notification asks for. */
export function useCommands(): void {
  const parts = useParts();
  useEffect(() => parts.client.subscribe('commands', {}, (command) => carryOut(parts, command)), [parts]);
}

function carryOut(parts: Parts, command: AppCommand): void {
  const studio = parts.studio.getState();
  switch (command.command) {
    case 'open':
      if (command.path === null) void studio.pickFile();
      else void studio.openFile(command.path).then(() => parts.studio.getState().closeRun());
      return;
    case 'showRun':
      void studio.openRun(command.run, command.step);
      return;
    case 'run':
      startRun(parts);
      return;
    case 'pause':
      void studio.pause();
      return;
    case 'cancel':
      void studio.cancel();
      return;
    case 'save':
      void studio.save();
      return;
    case 'palette':
      studio.setOverlay('palette');
      return;
    case 'shortcuts':
      studio.setOverlay('help');
      return;
    case 'theme':
      void studio.readSettings();
      return;
    default:
      return;
  }
}

import { createContext, useContext } from 'react';
import { useParts } from '../parts.tsx';
import type { StepListening } from './dozing-bell.ts';

/** What those below listen to for their steps; null: every change is told at once. */
export const BellContext = createContext<StepListening | null>(null);

export function useBell(): StepListening {
  const { run } = useParts();
  return useContext(BellContext) ?? run.getState().bell;
}

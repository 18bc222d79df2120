import { useEffect } from 'react';
import type { PlanRequest } from '../../shared/api/parameters.ts';
import { useStudio } from '../state/parts.tsx';

const AFTER_MS = 180;

/** Asks for the plan of a request, again when it has changed and the person pauses. */
export function usePlan(request: PlanRequest | null): void {
  const requestPlan = useStudio((studio) => studio.requestPlan);
  const text = JSON.stringify(request);
  useEffect(() => {
    const timer = setTimeout(() => void requestPlan(JSON.parse(text) as PlanRequest | null), AFTER_MS);
    return () => clearTimeout(timer);
  }, [text, requestPlan]);
}

import { useMemo } from 'react';
import type { StoredValue } from '../../shared/facts.ts';
import type { Json } from '../../shared/json.ts';
import { isJsonObject } from '../../shared/json.ts';
import { preview } from '../inspector/value/preview.ts';
import { useStoredValue } from '../inspector/value/use-stored-value.ts';
import { useStudio } from '../state/parts.tsx';
import { useStep } from '../state/step-view.ts';

const NOTHING: StoredValue = { inline: null };

/** What each iteration of a loop is about, in a few words; empty where it is not about an item of a list. */
export function useItemText(step: string): (iteration: number) => string {
  const run = useStudio((studio) => studio.openedRun?.summary.run ?? '');
  const parameters = useStep(step)?.parameters ?? NOTHING;
  const loaded = useStoredValue(run, parameters);
  const items = useMemo(() => (loaded.state === 'ready' ? itemsOf(loaded.value) : []), [loaded]);
  return useMemo(() => itemText(items), [items]);
}

/** The items that a `for_each` began with: those of its list, or the keys of its object. */
export function itemsOf(parameters: Json): readonly Json[] {
  const given = isJsonObject(parameters) ? (parameters['for_each'] ?? null) : null;
  if (Array.isArray(given)) return given as readonly Json[];
  return isJsonObject(given) ? Object.keys(given) : [];
}

/** Texts without their quotes, everything else as a value. */
export function itemText(items: readonly Json[]): (iteration: number) => string {
  return (iteration) => {
    const item = items[iteration];
    if (item === undefined) return '';
    return typeof item === 'string' && item.length <= 80 ? item : preview(item);
  };
}

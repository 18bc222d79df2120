import type { RunSummary } from '../../shared/api/answers.ts';
import type { Json, JsonObject } from '../../shared/json.ts';
import { canonicalJson, isEqualJson } from '../../shared/json.ts';
import type { InputSpec } from '../../shared/pipeline.ts';
import { formatDay } from '../ui/format.ts';

export interface EarlierValues {
  readonly id: string;
  readonly label: string;
  readonly values: JsonObject;
}

const MOST = 8;

/** Sets of values that can be taken over: those of earlier runs of the file, each set once, and the defaults. */
export function earlierValues(
  specs: readonly InputSpec[],
  { runs, path, now }: { readonly runs: readonly RunSummary[]; readonly path: string; readonly now: number },
): readonly EarlierValues[] {
  if (specs.length === 0) return [];
  const defaults: JsonObject = Object.fromEntries(
    specs.flatMap((spec): [string, Json][] => (spec.default === undefined ? [] : [[spec.name, spec.default]])),
  );
  const found: EarlierValues[] = [{ id: 'defaults', label: 'the defaults', values: defaults }];
  const seen = new Set([canonicalJson(defaults)]);
  for (const summary of runs) {
    if (summary.pipeline.file !== path || found.length > MOST) continue;
    const values = inlineInputs(specs, summary);
    const key = canonicalJson(values);
    if (Object.keys(values).length === 0 || seen.has(key)) continue;
    seen.add(key);
    found.push({
      id: summary.run,
      label: `${formatDay(summary.createdAt, now)}${differences(values, defaults)}`,
      values,
    });
  }
  return found;
}

function inlineInputs(specs: readonly InputSpec[], { inputs }: RunSummary): JsonObject {
  return Object.fromEntries(
    specs.flatMap(({ name }): [string, Json][] => {
      const stored = inputs[name];
      return stored !== undefined && 'inline' in stored ? [[name, stored.inline]] : [];
    }),
  );
}

function differences(values: JsonObject, defaults: JsonObject): string {
  const changed = Object.entries(values).filter(([name, value]) => !isEqualJson(value, defaults[name]));
  const text = changed.map(([name, value]) => `${name} ${JSON.stringify(value)}`).join(', ');
  return text === '' ? '' : ` · ${text.slice(0, 48)}`;
}

import type { Bound, FilterDefinition } from './evaluate/definitions.ts';
import { tableOf } from './evaluate/definitions.ts';
import { DATE_FILTERS } from './filters/dates.ts';
import { ENCODING_FILTERS } from './filters/encoding.ts';
import { LIST_FILTERS } from './filters/lists.ts';
import { MARKUP_FILTERS } from './filters/markup.ts';
import { NUMBER_FILTERS } from './filters/numbers.ts';
import { OBJECT_FILTERS } from './filters/objects.ts';
import { PATTERN_FILTERS } from './filters/patterns.ts';
import { SELECT_FILTERS } from './filters/select.ts';
import { TEXT_FILTERS } from './filters/texts.ts';
import { WRAPPING_FILTERS } from './filters/wrapping.ts';

/** Every filter by name and alias. The documentation is made from this (language.md L15). */
export const FILTERS: ReadonlyMap<string, Bound<FilterDefinition>> = tableOf<FilterDefinition>([
  ...TEXT_FILTERS,
  ...WRAPPING_FILTERS,
  ...LIST_FILTERS,
  ...SELECT_FILTERS,
  ...OBJECT_FILTERS,
  ...NUMBER_FILTERS,
  ...MARKUP_FILTERS,
  ...ENCODING_FILTERS,
  ...PATTERN_FILTERS,
  ...DATE_FILTERS,
]);
export const FILTER_NAMES: readonly string[] = [...FILTERS.keys()].sort();

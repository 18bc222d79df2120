import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fitValue } from '../../shared/fit-value.ts';
import type { Json } from '../../shared/json.ts';
import { printedJson } from '../../shared/json.ts';
import { render } from '../templates/support.ts';

const values = fc.jsonValue({ maxDepth: 4 }).map((value) => JSON.parse(JSON.stringify(value)) as Json);

describe('the text of a value', () => {
  it('L12 is JSON on one line, with spaces', () => {
    expect(printedJson({ a: [1, 'x,\n y: 2'], b: {}, c: [] })).toBe('{"a": [1, "x,\\n y: 2"], "b": {}, "c": []}');
  });

  it('L14 is the same in a template and where a text is asked for', () => {
    fc.assert(
      fc.property(fc.oneof(fc.array(values), fc.dictionary(fc.string(), values)), (value) => {
        const given = JSON.parse(JSON.stringify(value)) as Json;
        const fitted = fitValue(given, { type: 'string' }, 'text');
        expect(fitted).toEqual({ ok: true, value: String(render('>{{ value }}', { value: given })).slice(1) });
      }),
    );
  });
});

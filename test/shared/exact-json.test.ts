import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { exactNumber, parseExactJson } from '../../shared/exact-json.ts';

describe('reading JSON exactly', () => {
  it.each<[string, unknown]>([
    ['9007199254740993', '9007199254740993'],
    ['-9223372036854775808', '-9223372036854775808'],
    [
      '{"id":12345678901234567890,"of":[1,9007199254740993]}',
      { id: '12345678901234567890', of: [1, '9007199254740993'] },
    ],
    ['{"9007199254740993":1}', { '9007199254740993': 1 }],
    [
      '["9007199254740993","\\\\",9007199254740993,"\\"9007199254740993"]',
      ['9007199254740993', '\\', '9007199254740993', '"9007199254740993'],
    ],
  ])('keeps the digits of %s', (text, value) => {
    expect(parseExactJson(text)).toEqual(value);
  });

  it.each([
    '9007199254740991',
    '9007199254740992',
    '100000000000000000000',
    '0.1234567890123456789',
    '1e-3000000000000000',
    '1.5e+1234567890123456',
  ])('reads %s as a number as before', (text) => {
    expect(parseExactJson(text)).toBe(JSON.parse(text));
  });

  it('changes nothing in what a number can hold', () => {
    fc.assert(
      fc.property(fc.json(), (text) => {
        expect(parseExactJson(text)).toEqual(JSON.parse(text));
      }),
    );
  });

  it('gives the digits of any whole number back', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: -(10n ** 40n), max: 10n ** 40n }), (whole) => {
        const read = parseExactJson(`{"a":[${whole}],"b":"${whole}"}`);
        expect(read).toEqual({ a: [exactNumber(String(whole))], b: String(whole) });
        expect(String(exactNumber(String(whole)))).toBe(String(whole));
      }),
    );
  });

  it('refuses what is no JSON in the words of JSON.parse', () => {
    expect(() => parseExactJson('{"a":9007199254740993')).toThrow(SyntaxError);
  });
});

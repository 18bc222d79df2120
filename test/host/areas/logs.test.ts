import fc from 'fast-check';
import { expect, it } from 'vitest';
import { toChunk } from '../../../electron/host/areas/logs.ts';

const piece = (stream: 'stdout' | 'stderr', bytes: Uint8Array | string, offset = 0) => ({
  stream,
  at: 0,
  offset,
  bytes: Buffer.from(bytes),
});

it('puts a character together that another stream cut in two', () => {
  const euro = Buffer.from('€');
  const pieces = [piece('stdout', euro.subarray(0, 1)), piece('stderr', 'E'), piece('stdout', euro.subarray(1))];
  expect(toChunk(pieces, 4, 4).records.map(({ stream, text }) => `${stream}:${text}`)).toEqual([
    'stderr:E',
    'stdout:€',
  ]);
});

it('leaves a character whose end is not there yet for the next read', () => {
  const bytes = Buffer.from('ab€').subarray(0, 4);
  expect(toChunk([piece('stdout', bytes)], 4, 5)).toMatchObject({
    records: [{ text: 'ab' }],
    nextOffset: 2,
    totalBytes: 5,
  });
});

it('shows bytes that never become a character rather than turning in circles', () => {
  const chunk = toChunk([piece('stdout', Uint8Array.of(0xe2))], 1, 1);
  expect(chunk).toMatchObject({ records: [{ text: '\ufffd' }], nextOffset: 1 });
});

it('gives the whole text again, wherever it is cut', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 60 }), fc.integer({ min: 4, max: 20 }), (text, size) => {
      const bytes = Buffer.from(text);
      let offset = 0;
      let read = '';
      for (let turn = 0; offset < bytes.length && turn < 1000; turn += 1) {
        const end = Math.min(bytes.length, offset + size);
        const chunk = toChunk([piece('stdout', bytes.subarray(offset, end), offset)], end, bytes.length);
        read += chunk.records.map((record) => record.text).join('');
        offset = chunk.nextOffset;
      }
      expect(read).toBe(bytes.toString('utf8'));
    }),
  );
});

import { TextDecoder } from 'node:util';
import type { LogChunk } from '../../../shared/api/answers.ts';
import type { LogPiece } from '../../storage/step-logs.ts';
import type { HostDeps } from '../deps.ts';
import { placeOf } from '../inspect/step-places.ts';
import { unknownStep } from '../inspect/unknown-step.ts';
import { readSnapshot } from '../runs/run-snapshot.ts';
import type { AreaHandlers } from '../transport/wire.ts';

export function logHandlers(deps: HostDeps): AreaHandlers<'logs'> {
  const { data } = deps;
  return {
    'logs:sizes': async ({ run: named, attempts }) => {
      const run = data.resolve(named);
      const { pipeline } = await readSnapshot(deps, run);
      const { logs } = data.open(run);
      return attempts.map(({ step, attempt }) => {
        const place = placeOf(pipeline, step);
        if (place === null) throw unknownStep(run, step);
        return logs.size(place.logName, attempt);
      });
    },
    'logs:read': async ({ run: named, step, attempt, offset, maxBytes }) => {
      const run = data.resolve(named);
      const { pipeline } = await readSnapshot(deps, run);
      const place = placeOf(pipeline, step);
      if (place === null) throw unknownStep(run, step);
      const slice = data.open(run).logs.read(place.logName, attempt, { offset, maxBytes });
      return toChunk(slice.pieces, slice.nextOffset, slice.sizeBytes);
    },
  };
}

/** Characters that another stream cut in two are put together; one whose end is not there yet is left for the next read. */
export function toChunk(pieces: readonly LogPiece[], nextOffset: number, totalBytes: number): LogChunk {
  const last = pieces.at(-1);
  const missing = last === undefined ? 0 : incompleteTail(last.bytes);
  const readBytes = pieces.reduce((sum, piece) => sum + piece.bytes.byteLength, 0);
  // Where nothing but the incomplete character would be left, it is shown as it is: no reader turns in circles.
  const held = missing < readBytes ? missing : 0;
  const decoders = new Map<string, TextDecoder>();
  const records = pieces.map((piece) => {
    const decoder = decoders.get(piece.stream) ?? new TextDecoder('utf-8', { ignoreBOM: true });
    decoders.set(piece.stream, decoder);
    const bytes = piece === last ? piece.bytes.subarray(0, piece.bytes.byteLength - held) : piece.bytes;
    return {
      at: new Date(piece.at).toISOString(),
      stream: piece.stream,
      text: decoder.decode(bytes, { stream: piece !== last }),
    };
  });
  return { records: records.filter((record) => record.text !== ''), nextOffset: nextOffset - held, totalBytes };
}

/** How many bytes at the end begin a UTF-8 character that is not complete. */
function incompleteTail(bytes: Uint8Array): number {
  for (let back = 1; back <= Math.min(3, bytes.byteLength); back += 1) {
    const byte = bytes[bytes.byteLength - back] ?? 0;
    if ((byte & 0xc0) === 0x80) continue;
    const needed = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : byte >= 0xc0 ? 2 : 1;
    return needed > back ? back : 0;
  }
  return 0;
}

import { stat } from 'node:fs/promises';
import path from 'node:path';
import type { RequestParameters } from '../../../shared/api/studio-api.ts';
import { StepglassError } from '../../../shared/errors.ts';
import type { StoredValue } from '../../../shared/facts.ts';
import type { DataFolder } from '../../storage/data-folder.ts';
import type { HeavyWork } from '../heavy/heavy-work.ts';
import type { AreaHandlers } from '../transport/wire.ts';

/** Texts of values that were looked at last; a person who scrolls asks for piece after piece of one. */
const MAX_CACHED_BYTES = 64 * 1024 * 1024;

type Asked = Pick<RequestParameters<'values:read'>, 'blob' | 'part'>;

export function valueHandlers(data: DataFolder, heavy: HeavyWork): AreaHandlers<'values'> {
  const texts = new Map<string, Promise<Uint8Array>>();
  const sizes = new Map<string, number>();

  const remember = (key: string, text: Promise<Uint8Array>, bytes: number): void => {
    texts.set(key, text);
    sizes.set(key, bytes);
    let total = [...sizes.values()].reduce((sum, size) => sum + size, 0);
    for (const oldest of sizes.keys()) {
      if (total <= MAX_CACHED_BYTES || oldest === key) break;
      total -= sizes.get(oldest) ?? 0;
      forget(oldest);
    }
  };
  const forget = (key: string): void => {
    texts.delete(key);
    sizes.delete(key);
  };
  const textOf = async (run: string, { blob, part = [] }: Asked): Promise<Uint8Array> => {
    const key = JSON.stringify([run, blob, part]);
    const known = texts.get(key);
    if (known !== undefined) return known;
    const { folder } = data.open(run).blobs;
    const sizeBytes = await sizeOf(folder, blob);
    const text = heavy.prettyValue({ folder, blob, part }, sizeBytes);
    remember(key, text, sizeBytes);
    text.catch(() => forget(key));
    return text;
  };
  const runValue = ({ run, stored }: RequestParameters<'values:compare'>['before']) => ({
    folder: data.open(data.resolve(run)).blobs.folder,
    stored,
  });
  return {
    'values:compare': ({ before, after }) => {
      const size = Math.max(sizeOfStored(before.stored), sizeOfStored(after.stored));
      return heavy.compareValues({ before: runValue(before), after: runValue(after) }, size);
    },
    'values:read': async ({ run, offset, length, ...asked }) => {
      const bytes = await textOf(data.resolve(run), asked);
      const piece = cutAtCharacter(bytes, offset, length);
      return { text: new TextDecoder('utf-8', { ignoreBOM: true }).decode(piece), totalBytes: bytes.byteLength };
    },
  };
}

function sizeOfStored(stored: StoredValue): number {
  return 'blob' in stored ? stored.sizeBytes : 0;
}

async function sizeOf(folder: string, blob: string): Promise<number> {
  try {
    return (await stat(path.join(folder, blob))).size;
  } catch (error) {
    throw new StepglassError('invalid_input', 'unknown_value', `The run has no stored value ${blob}.`, {
      details: { blob },
      cause: error,
    });
  }
}

/** The bytes `[offset, offset + length)`, the end moved back to the beginning of a character so that none is torn. */
function cutAtCharacter(bytes: Uint8Array, offset: number, length: number): Uint8Array {
  let end = Math.min(bytes.byteLength, offset + length);
  while (end < bytes.byteLength && end > offset && isContinuation(bytes[end])) end -= 1;
  return bytes.subarray(offset, end);
}

function isContinuation(byte: number | undefined): boolean {
  return byte !== undefined && (byte & 0xc0) === 0x80;
}

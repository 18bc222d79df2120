const BLOCK_BYTES = 512;
const NAME_BYTES = 100;
const EMPTY_BLOCK = Buffer.alloc(BLOCK_BYTES);
/** Eleven octal digits. */
const MAX_ENTRY_BYTES = 8 ** 11 - 1;

/** Tar fills up to blocks of 10 KiB, some programs to larger ones. */
const MAX_END_BYTES = 1024 * 1024;

/** The end of an archive: two empty blocks. */
export const TAR_END = Buffer.alloc(2 * BLOCK_BYTES);

/** One regular file of an archive. */
export interface TarEntry {
  readonly name: string;
  readonly sizeBytes: number;
  /** Its bytes, in pieces; to be read to the end before the next entry is asked for. */
  readonly body: AsyncGenerator<Buffer, void, undefined>;
}

/** What is wrong with an archive; the caller knows which file it is about. */
export class TarError extends Error {
  override readonly name = 'TarError';
}

/** The header of a regular file (ustar), readable by any tar. `name` is plain ASCII of at most 100 characters. */
export function tarHeader(name: string, sizeBytes: number, modifiedMs: number): Buffer {
  if (!/^[\x20-\x7e]{1,100}$/.test(name) || sizeBytes > MAX_ENTRY_BYTES)
    throw new TarError(`${JSON.stringify(name)} of ${sizeBytes} bytes does not fit into a tar archive`);
  const header = Buffer.alloc(BLOCK_BYTES);
  header.write(name, 0, 'latin1');
  header.write('0000600\0' + '0000000\0'.repeat(2), 100, 'latin1');
  header.write(`${octal(sizeBytes, 11)} ${octal(Math.floor(modifiedMs / 1000), 11)} `, 124, 'latin1');
  header.write('0', 156, 'latin1');
  header.write('ustar\u000000', 257, 'latin1');
  header.write(`${octal(checksumOf(header), 6)}\0 `, 148, 'latin1');
  return header;
}

/** What fills the last block of an entry. */
export function tarPadding(sizeBytes: number): Buffer {
  return EMPTY_BLOCK.subarray(0, (BLOCK_BYTES - (sizeBytes % BLOCK_BYTES)) % BLOCK_BYTES);
}

/**
 * The files of an archive, one after the other, without ever holding more than a piece. Throws `TarError` for what is no
 * archive, ends too early, or holds anything but regular files (links, folders, devices).
 */
export async function* readTar(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<TarEntry, void, undefined> {
  const source = new ByteSource(chunks[Symbol.asyncIterator]());
  try {
    for (;;) {
      const header = await source.exactly(BLOCK_BYTES);
      if (header.equals(EMPTY_BLOCK)) return await source.toEnd();
      const { name, sizeBytes } = readHeader(header);
      yield { name, sizeBytes, body: source.pieces(sizeBytes) };
      await source.exactly(tarPadding(sizeBytes).length);
    }
  } finally {
    await source.close();
  }
}

function readHeader(header: Buffer): { readonly name: string; readonly sizeBytes: number } {
  const text = (from: number, length: number): string =>
    header.toString('latin1', from, from + length).replace(/\0.*$/s, '');
  if (text(257, 5) !== 'ustar' || number(text(148, 8)) !== checksumOf(header))
    throw new TarError('it is no tar archive');
  const name = text(0, NAME_BYTES);
  const type = text(156, 1);
  if (type !== '0' && type !== '') throw new TarError(`${JSON.stringify(name)} in it is no regular file`);
  if (text(345, 155) !== '') throw new TarError(`the name of ${JSON.stringify(name)} is too long`);
  return { name, sizeBytes: number(text(124, 12)) };
}

function number(text: string): number {
  const digits = /^ *([0-7]{1,11})[ ]*$/.exec(text)?.[1];
  if (digits === undefined) throw new TarError('a number in it is no number');
  return Number.parseInt(digits, 8);
}

function octal(value: number, digits: number): string {
  return value.toString(8).padStart(digits, '0');
}

/** The sum of all bytes, those of the checksum itself counted as blanks. */
function checksumOf(header: Buffer): number {
  return header.reduce((sum, byte, at) => sum + (at >= 148 && at < 156 ? 32 : byte), 0);
}

function isEmpty(bytes: Uint8Array): boolean {
  return bytes.every((byte) => byte === 0);
}

/** Bytes asked for by number, from chunks of any size. */
class ByteSource {
  readonly #chunks: AsyncIterator<Uint8Array>;
  #rest: Buffer = Buffer.alloc(0);

  constructor(chunks: AsyncIterator<Uint8Array>) {
    this.#chunks = chunks;
  }

  async exactly(sizeBytes: number): Promise<Buffer> {
    const pieces: Buffer[] = [];
    for await (const piece of this.pieces(sizeBytes)) pieces.push(piece);
    return Buffer.concat(pieces);
  }

  async *pieces(sizeBytes: number): AsyncGenerator<Buffer, void, undefined> {
    for (let left = sizeBytes; left > 0; ) {
      if (this.#rest.length === 0) await this.#fill();
      const piece = this.#rest.subarray(0, left);
      this.#rest = this.#rest.subarray(piece.length);
      left -= piece.length;
      yield piece;
    }
  }

  /** Other programs fill the end with blocks; whoever made the chunks learns that all were taken, and checks its own end. */
  async toEnd(): Promise<void> {
    if (!isEmpty(this.#rest)) throw new TarError('something follows its end');
    let seen = 0;
    for (let next = await this.#chunks.next(); next.done !== true; next = await this.#chunks.next()) {
      seen += next.value.length;
      if (seen > MAX_END_BYTES || !isEmpty(next.value)) throw new TarError('something follows its end');
    }
  }

  async close(): Promise<void> {
    await this.#chunks.return?.();
  }

  async #fill(): Promise<void> {
    const { done, value } = await this.#chunks.next();
    if (done === true) throw new TarError('it ends too early');
    this.#rest = Buffer.from(value.buffer, value.byteOffset, value.byteLength);
  }
}

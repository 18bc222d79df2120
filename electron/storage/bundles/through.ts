import { pipeline, Readable, type Transform } from 'node:stream';

/**
 * What comes out of a transform that is fed with `source`, at the pace of whoever takes it. A failure on either side ends
 * the iteration with its error; leaving the iteration ends both sides.
 */
export function through(source: AsyncIterable<Uint8Array>, transform: Transform): AsyncIterable<Buffer> {
  pipeline(Readable.from(source, { objectMode: false }), transform, () => undefined);
  return transform;
}

import { expect, it } from 'vitest';
import type { Pipeline } from '../../../shared/pipeline.ts';
import { placeOf } from '../../../electron/host/inspect/step-places.ts';

/** Only what places depend on: ids, and what is inside of what. */
function pipeline(): Pipeline {
  const leaf = (id: string) => ({ id });
  const inner = { id: 'inner', container: { kind: 'loop', body: { steps: [leaf('x'), leaf('y')] } } };
  const outer = { id: 'outer', container: { kind: 'for_each', body: { steps: [leaf('a'), inner] } } };
  const sub = { id: 'sub', container: { kind: 'pipeline', pipeline: { steps: [leaf('first'), leaf('save')] } } };
  return { steps: [leaf('start'), outer, sub] } as unknown as Pipeline;
}

it.each([
  ['start', '0'],
  ['outer', '1'],
  ['outer[2].a', '1.2.0'],
  ['outer[2].inner[0].y', '1.2.1.0.1'],
  ['sub.save', '2.1'],
])('finds %s under the name of its logs: %s', (path, logName) => {
  expect(placeOf(pipeline(), path)).toMatchObject({ logName, step: { id: path.split('.').at(-1) } });
});

it.each([
  '',
  'nobody',
  'start.x',
  'start[0].x',
  'outer.a',
  'outer[2].nobody',
  'sub[0].save',
  '../start',
  'outer[1].inner.y',
])('finds nothing at %j', (path) => {
  expect(placeOf(pipeline(), path)).toBeNull();
});

import type { Pipeline } from '../../../shared/pipeline.ts';
import type { Fields } from '../keys/fields.ts';
import { textAt } from '../keys/fields.ts';
import { slugOf } from './slug.ts';

type Identity = Pick<Pipeline, 'id' | 'name' | 'description' | 'version'>;

export function readIdentity(top: Fields): Identity {
  const name = textAt(top, 'name') ?? '';
  const [description, version] = [textAt(top, 'description'), textAt(top, 'version')];
  return {
    id: textAt(top, 'id') ?? (slugOf(name) || 'pipeline'),
    name,
    ...(description === undefined ? {} : { description }),
    ...(version === undefined ? {} : { version }),
  };
}

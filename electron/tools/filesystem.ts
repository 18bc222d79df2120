import type { ValueSpec } from '../../shared/value-spec.ts';
import { append, copy, DEFAULT_MAX_BYTES, exists, list, move, read, remove, write } from './files/actions.ts';
import { ENCODINGS } from './files/contents.ts';
import type { Action, ParameterSpec, Tool } from './tool.ts';

const path: ParameterSpec = {
  type: 'string',
  required: true,
  description: 'Relative paths start at the working directory of the run.',
  aliases: ['file_path', 'source'],
};
const content: ParameterSpec = {
  type: 'string',
  required: true,
  description: 'Lists and objects are written as JSON.',
};
const destination: ParameterSpec = {
  type: 'string',
  required: true,
  description: 'A path; a folder (or a path that ends with a slash) receives the source under its own name.',
  aliases: ['dest', 'target'],
};
const encoding: ParameterSpec = {
  type: 'string',
  enum: ENCODINGS,
  default: 'utf-8',
  description: 'base64 for files that are not text.',
};

const given: ValueSpec = { type: 'string', required: true, description: 'The path as it was given.' };
const size: ValueSpec = { type: 'integer', required: true, minimum: 0, description: 'Bytes of the file.' };

function resultOf(properties: NonNullable<ValueSpec['properties']>): ValueSpec {
  return { type: 'object', properties, additionalProperties: false };
}

const actions: { readonly [name: string]: Action } = {
  read: {
    description: 'Reads a file.',
    parameters: {
      path,
      encoding,
      max_bytes: {
        type: 'integer',
        minimum: 0,
        default: DEFAULT_MAX_BYTES,
        description: 'Files with more bytes are refused.',
      },
    },
    result: resultOf({ path: given, content: { type: 'string', required: true }, size }),
    effects: 'none',
    run: read,
  },
  write: {
    description: 'Writes a file, in one step and with the folders above it.',
    parameters: { path, content, encoding },
    result: resultOf({ path: given, size }),
    effects: 'local',
    run: write,
  },
  append: {
    description: 'Adds to the end of a file.',
    parameters: { path, content, encoding },
    result: resultOf({ path: given, size }),
    effects: 'local',
    run: append,
  },
  copy: {
    description: 'Copies a file or a folder.',
    parameters: { path, destination },
    result: resultOf({ source: given, destination: given }),
    effects: 'local',
    run: copy,
  },
  move: {
    description: 'Moves or renames a file or a folder.',
    aliases: ['rename'],
    parameters: { path, destination },
    result: resultOf({ source: given, destination: given }),
    effects: 'local',
    run: move,
  },
  delete: {
    description: 'Deletes a file; a folder only with `recursive`.',
    aliases: ['remove'],
    parameters: {
      path,
      recursive: { type: 'boolean', default: false, description: 'Delete a folder with all that is in it.' },
    },
    result: resultOf({ path: given }),
    effects: 'local',
    run: remove,
  },
  list: {
    description: 'Lists a folder, sorted by name.',
    parameters: {
      path: { ...path, required: false, default: '.' },
      recursive: { type: 'boolean', default: false, description: 'Also what is in the folders below.' },
    },
    result: resultOf({
      path: given,
      items: {
        type: 'array',
        required: true,
        items: resultOf({
          name: { type: 'string', required: true },
          path: { type: 'string', required: true },
          type: { type: 'string', required: true, enum: ['file', 'folder', 'link', 'other'] },
          size,
        }),
      },
      count: { type: 'integer', required: true },
    }),
    effects: 'none',
    run: list,
  },
  exists: {
    description: 'Says whether there is a file or folder.',
    parameters: { path },
    result: resultOf({
      path: given,
      exists: { type: 'boolean', required: true },
      type: { type: 'any', required: true, enum: ['file', 'folder', 'other', null] },
    }),
    effects: 'none',
    run: exists,
  },
};

export const filesystem: Tool = {
  name: 'filesystem',
  aliases: ['file-system', 'file'],
  version: '1',
  description: 'Reads and writes files and folders.',
  actions,
};

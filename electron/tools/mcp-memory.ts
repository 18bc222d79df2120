import { createHash } from 'node:crypto';
import { readdir, readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import type { Json, JsonObject } from '../../shared/json.ts';
import type { ValueSpec } from '../../shared/value-spec.ts';
import { failure, success } from './failure.ts';
import { replaceContent } from './files/contents.ts';
import { doing, isMissing } from './files/file-errors.ts';
import { optionalText, textOf } from './parameters.ts';
import type { Action, ParameterSpec, Tool, ToolContext, ToolOutcome } from './tool.ts';

/**
 * Values that steps of one run leave for each other, by namespace and key. They lie in the run's temporary folder, one
 * file per value: so they are private to the run (engine.md E3) and still there after a crash and a resume.
 */
interface Entry {
  readonly key: string;
  readonly value: Json;
  /** Milliseconds since 1970; null: as long as the run. */
  readonly expiresAt: number | null;
}

const DEFAULT_NAMESPACE = 'default';
const namespace: ParameterSpec = {
  type: 'string',
  default: DEFAULT_NAMESPACE,
  description: 'Keys of different namespaces do not meet.',
};
const key: ParameterSpec = { type: 'string', required: true, description: 'The name of the value.' };
const value: ParameterSpec = { type: 'any', required: true, description: 'Any value.' };
const ttl: ParameterSpec = {
  type: 'number',
  minimum: 0,
  description: 'Seconds until the value is gone. Default: as long as the run.',
};

const text: ValueSpec = { type: 'string', required: true };
const results = {
  store: { namespace: text, key: text, stored: { type: 'boolean', required: true } },
  retrieve: {
    namespace: text,
    key: text,
    found: { type: 'boolean', required: true },
    value: { type: 'any', required: true, description: 'Null where nothing was found.' },
  },
  list: {
    namespace: text,
    keys: { type: 'array', required: true, items: { type: 'string' }, description: 'Sorted.' },
    count: { type: 'integer', required: true },
  },
  clear: { namespace: text, cleared: { type: 'integer', required: true, description: 'How many values were there.' } },
} as const satisfies { readonly [action: string]: NonNullable<ValueSpec['properties']> };

const actions = {
  store: {
    description: 'Keeps a value under a key.',
    aliases: ['set'],
    parameters: { namespace, key, value, ttl },
    result: resultOf(results.store),
    effects: 'local',
    run: store,
  },
  retrieve: {
    description: 'Gives the value of a key, and whether there is one.',
    aliases: ['get'],
    parameters: { namespace, key },
    result: resultOf(results.retrieve),
    effects: 'none',
    run: retrieve,
  },
  list: {
    description: 'Gives the keys of a namespace.',
    parameters: { namespace },
    result: resultOf(results.list),
    effects: 'none',
    run: list,
  },
  clear: {
    description: 'Forgets a key, or a whole namespace.',
    aliases: ['delete'],
    parameters: { namespace, key: { ...key, required: false } },
    result: resultOf(results.clear),
    effects: 'local',
    run: clear,
  },
} as const satisfies { readonly [name: string]: Action };

export const mcpMemory: Tool = {
  name: 'mcp-memory',
  aliases: ['mcp_memory'],
  version: '1',
  description: 'Keeps values for other steps of the same run.',
  actions: {
    ...actions,
    execute: {
      description: 'The older way to write the other actions: the parameter `action` says which.',
      parameters: {
        action: { type: 'string', required: true, enum: Object.keys(actions), description: 'What to do.' },
        namespace,
        key: { ...key, required: false },
        value: { ...value, required: false },
        ttl,
      },
      result: resultOf(allOptional(results)),
      effects: 'local',
      run: execute,
    },
  },
};

async function execute(parameters: JsonObject, context: ToolContext): Promise<ToolOutcome> {
  const name = textOf(parameters, 'action');
  const found = new Map<string, Action>(Object.entries(actions)).get(name);
  if (found !== undefined) return found.run(parameters, context);
  throw failure(
    'validation/invalid_parameter',
    `the parameter \`action\` is ${JSON.stringify(name)}, expected one of ${Object.keys(actions).join(', ')}`,
  );
}

async function store(parameters: JsonObject, context: ToolContext): Promise<ToolOutcome> {
  const place = placeOf(parameters, context);
  const key = textOf(parameters, 'key');
  const ttl = parameters['ttl'];
  const expiresAt = typeof ttl === 'number' ? context.now() + ttl * 1000 : null;
  const entry = { key, value: parameters['value'] ?? null, expiresAt };
  await doing(`cannot keep ${JSON.stringify(key)}`, () =>
    replaceContent(fileOf(place.folder, key), Buffer.from(JSON.stringify(entry)), context.step),
  );
  return success({ namespace: place.namespace, key, stored: true });
}

async function retrieve(parameters: JsonObject, context: ToolContext): Promise<ToolOutcome> {
  const place = placeOf(parameters, context);
  const key = textOf(parameters, 'key');
  const entry = await readEntry(fileOf(place.folder, key), context.now());
  return success({ namespace: place.namespace, key, found: entry !== null, value: entry?.value ?? null });
}

async function list(parameters: JsonObject, context: ToolContext): Promise<ToolOutcome> {
  const place = placeOf(parameters, context);
  const entries = await readEntries(place.folder, context.now());
  const keys = entries.map((entry) => entry.key).sort();
  return success({ namespace: place.namespace, keys, count: keys.length });
}

async function clear(parameters: JsonObject, context: ToolContext): Promise<ToolOutcome> {
  const place = placeOf(parameters, context);
  const key = optionalText(parameters, 'key');
  const entries = await readEntries(place.folder, context.now());
  const gone = entries.filter((entry) => key === undefined || entry.key === key);
  await doing('cannot forget what was kept', () =>
    rm(key === undefined ? place.folder : fileOf(place.folder, key), { recursive: true, force: true }),
  );
  return success({ namespace: place.namespace, cleared: gone.length });
}

async function readEntries(folder: string, nowMs: number): Promise<readonly Entry[]> {
  const names = await filesOf(folder);
  const entries = await Promise.all(names.map((name) => readEntry(path.join(folder, name), nowMs)));
  return entries.filter((entry) => entry !== null);
}

async function filesOf(folder: string): Promise<readonly string[]> {
  try {
    return (await readdir(folder)).filter((name) => name.endsWith('.json'));
  } catch (thrown) {
    if (isMissing(thrown)) return [];
    throw thrown;
  }
}

/** Null: it is not there, or its time is over. */
async function readEntry(file: string, nowMs: number): Promise<Entry | null> {
  try {
    // Written by `store`, through a file that is replaced in one step.
    const entry = JSON.parse(await readFile(file, 'utf8')) as Entry;
    return entry.expiresAt === null || entry.expiresAt > nowMs ? entry : null;
  } catch (thrown) {
    if (isMissing(thrown)) return null;
    throw thrown;
  }
}

function placeOf(parameters: JsonObject, { tempDir }: ToolContext): { namespace: string; folder: string } {
  const namespace = optionalText(parameters, 'namespace') ?? DEFAULT_NAMESPACE;
  return { namespace, folder: path.join(tempDir, 'memory', hash(namespace)) };
}

/** Keys may hold what file names may not. */
function fileOf(folder: string, key: string): string {
  return path.join(folder, `${hash(key)}.json`);
}

function hash(name: string): string {
  return createHash('sha256').update(name).digest('hex').slice(0, 32);
}

function resultOf(properties: NonNullable<ValueSpec['properties']>): ValueSpec {
  return { type: 'object', properties, additionalProperties: false };
}

function allOptional(tables: { readonly [action: string]: { readonly [name: string]: ValueSpec } }): {
  readonly [name: string]: ValueSpec;
} {
  const all = Object.values(tables).flatMap((table) => Object.entries(table));
  return Object.fromEntries(all.map(([name, spec]) => [name, { ...spec, required: false }]));
}

import type { SerializerProtocol } from '@langchain/langgraph-checkpoint';
import { JsonPlusSerializer } from '@langchain/langgraph-checkpoint';
import type { Dumped } from './checkpoint-records.ts';

export async function dumpValue(serde: SerializerProtocol, value: unknown): Promise<Dumped> {
  const [type, bytes] = await serde.dumpsTyped(value);
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return [type, buffer.toString(type === 'json' ? 'utf8' : 'base64')];
}

export async function dumpAll(
  serde: SerializerProtocol,
  values: readonly (readonly [name: string, value: unknown])[],
): Promise<{ [name: string]: Dumped }> {
  const dumped = values.map(async ([name, value]) => [name, await dumpValue(serde, value)] as const);
  return Object.fromEntries(await Promise.all(dumped));
}

/** A new copy of a value at each call. */
export async function loadValue(serde: SerializerProtocol, [type, text]: Dumped): Promise<unknown> {
  if (type !== 'json') return serde.loadsTyped(type, Buffer.from(text, 'base64'));
  // LangGraph's own serializer marks all that is more than plain JSON with `lc`, and walks the whole value to find it.
  if (serde instanceof JsonPlusSerializer && !text.includes('"lc"')) return JSON.parse(text);
  return serde.loadsTyped(type, text);
}

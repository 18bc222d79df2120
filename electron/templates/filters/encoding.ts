import { createHash } from 'node:crypto';
import type { Json } from '../../../shared/json.ts';
import { isJsonObject } from '../../../shared/json.ts';
import { ValueProblem } from '../errors.ts';
import { isList } from '../evaluate/access.ts';
import { asText } from '../evaluate/coerce.ts';
import type { Args, FilterDefinition, Tools } from '../evaluate/definitions.ts';
import { readJson, readYaml, yamlText } from '../evaluate/documents.ts';
import { jsonText, printed } from '../evaluate/json-text.ts';

export const ENCODING_FILTERS: readonly FilterDefinition[] = [
  {
    signature: 'to_json(indent=none, sort_keys=false)',
    doc: 'The value as JSON text, on one line or indented.',
    aliases: ['tojson'],
    apply: toJson,
  },
  {
    signature: 'pprint()',
    doc: 'The value as JSON text for reading, indented by 2.',
    apply: (input, _args, tools) => jsonText(input, tools.budget, { indent: 2 }),
  },
  {
    signature: 'from_json()',
    doc: 'The value that a JSON text stands for; what is data already stays as it is.',
    apply: (input, _args, tools) => (typeof input === 'string' ? readJson(costed(input, tools), tools.budget) : input),
  },
  {
    signature: 'to_yaml(indent=2)',
    doc: 'The value as YAML text.',
    apply: (input, args, tools) => yamlText(input, Math.min(8, Math.max(1, args.integer('indent'))), tools.budget),
  },
  {
    signature: 'from_yaml()',
    doc: 'The value that a YAML text stands for; what is data already stays as it is.',
    apply: (input, _args, tools) => (typeof input === 'string' ? readYaml(costed(input, tools), tools.budget) : input),
  },
  {
    signature: 'urlencode()',
    doc: 'The text as part of an address; of an object or of pairs, a query.',
    apply: (input, _args, tools) => urlEncode(input, tools),
  },
  {
    signature: 'b64encode()',
    doc: 'The UTF-8 bytes of the text in base64.',
    apply: (input, _args, tools) => Buffer.from(asText(input, tools), 'utf8').toString('base64'),
  },
  {
    signature: 'b64decode()',
    doc: 'The text whose UTF-8 bytes a base64 text stands for; the address-safe alphabet is read too.',
    apply: (input, _args, tools) => decodeBase64(asText(input, tools)),
  },
  {
    signature: 'sha256()',
    doc: 'The SHA-256 of the UTF-8 bytes of the text, in hexadecimal.',
    apply: (input, _args, tools) => createHash('sha256').update(asText(input, tools), 'utf8').digest('hex'),
  },
];

function toJson(input: Json, args: Args, tools: Tools): string {
  const indent = args.value('indent') === null ? undefined : Math.min(20, Math.max(0, args.integer('indent')));
  return jsonText(input, tools.budget, { indent, sortKeys: args.flag('sort_keys') });
}

/** Reading is dearer than looking: a unit of text costs four times as much. */
function costed(text: string, tools: Tools): string {
  tools.budget.spend(Math.floor(text.length / 16));
  return text;
}

function urlEncode(input: Json, tools: Tools): string {
  if (!isJsonObject(input) && !isList(input)) return quote(asText(input, tools), tools).replaceAll('%2F', '/');
  const pairs: readonly Json[] = isList(input) ? input : Object.entries(input);
  return pairs.map((pair) => queryPart(pair, tools)).join('&');
}

function queryPart(pair: Json, tools: Tools): string {
  const parts = isList(pair) && pair.length === 2 ? pair : null;
  if (parts === null)
    throw new ValueProblem('wrong_types', 'a query is made of an object, or of pairs `[name, value]`');
  return parts.map((part) => quote(printed(part, tools.budget), tools).replaceAll('%20', '+')).join('=');
}

function quote(text: string, tools: Tools): string {
  tools.budget.text(text.length * 3);
  const whole = text.replace(/\p{Surrogate}/gu, '\ufffd');
  return encodeURIComponent(whole).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

function decodeBase64(text: string): string {
  const compact = text.replace(/\s+/g, '');
  if (!/^[A-Za-z0-9+/_-]*={0,2}$/.test(compact)) throw new ValueProblem('bad_base64', 'this text is not base64');
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.from(compact, 'base64'));
  } catch (error) {
    throw new ValueProblem('bad_base64', 'the decoded bytes are not UTF-8 text', { cause: error });
  }
}

import path from 'node:path';
import { ROOT } from './files.mjs';
import { plainLexer, plainParser } from './plain-yaml.mjs';
import { swap } from './swap.mjs';

/** The build of `yaml` for Node is the one for browsers, but asks the environment at every token whether it is to be logged. */
const YAML = path.join(ROOT, 'node_modules/yaml/browser/index.js');

/** LangGraph makes an id for every node of a graph when a command comes, with a hash that is written for browsers. */
function nativeIds(code) {
  const hashed = swap(
    code,
    'const namespaceBytes = namespace.replace(/-/g, "").match(/.{2}/g).map((byte) => parseInt(byte, 16));',
    `const bytes = Buffer.concat([Buffer.from(namespace.replaceAll('-', ''), 'hex'), Buffer.from(name)]);
     const hex = hash('sha1', bytes), variant = (Number.parseInt(hex[16], 16) & 3) | 8;`,
  );
  const parts = ['hex.slice(0, 8)', 'hex.slice(8, 12)', '"5" + hex.slice(13, 16)'];
  const id = `[${parts}, variant.toString(16) + hex.slice(17, 20), hex.slice(20, 32)].join('-')`;
  return `import { hash } from 'node:crypto';\n${swap(hashed, 'v5(name, new Uint8Array(namespaceBytes))', id)}`;
}

/** Every node of a graph keeps a list of the names of all channels: of a thousand steps a million entries. */
const oneList = (code) =>
  swap(
    code,
    'else outputKeys = Object.keys(this.builder.channels);',
    'else outputKeys = (this.channelNames ??= Object.keys(this.builder.channels));',
  );

const REWRITTEN = {
  'yaml/browser/dist/parse/lexer.js': plainLexer,
  'yaml/browser/dist/parse/parser.js': plainParser,
  '@langchain/langgraph-checkpoint/dist/id.js': nativeIds,
  '@langchain/langgraph/dist/graph/state.js': oneList,
};

/** The code that is bundled in the place of a module of a library; undefined: it is as it is. */
export function rewritten(code, id) {
  const file = id.replaceAll('\\', '/');
  const [, rewrite] = Object.entries(REWRITTEN).find(([name]) => file.endsWith(`/node_modules/${name}`)) ?? [];
  return rewrite?.(code);
}

/**
 * What bundles for Node take of libraries instead of what they would find: the same results in less time.
 *
 * @returns {import('vite').Plugin}
 */
export function fastLibraries() {
  return {
    name: 'stepglass:fast-libraries',
    enforce: 'pre',
    config: () => ({ resolve: { alias: { yaml: YAML } } }),
    transform: rewritten,
  };
}

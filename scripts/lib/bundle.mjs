import path from 'node:path';
import { ROOT } from './files.mjs';
import { withoutGenerators } from './plain-yaml.mjs';

/** The build of `yaml` for Node is the one for browsers, but asks the environment at every token whether it is to be logged. */
const YAML = path.join(ROOT, 'node_modules/yaml/browser/index.js');

/** LangGraph hashes the name of every node of a graph when a command comes; its own copy of `uuid` is the one for browsers. */
const UUID_SHA1 = '@langchain/core/dist/utils/uuid/sha1.js';
const NODE_SHA1 = `import { createHash } from 'node:crypto';
export default (bytes) => createHash('sha1').update(bytes).digest();
`;

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
    load: (id) => (id.replaceAll('\\', '/').endsWith(UUID_SHA1) ? NODE_SHA1 : undefined),
    transform: withoutGenerators,
  };
}

import path from 'node:path';
import { ROOT } from './files.mjs';

/**
 * What bundles for Node take instead. The build of `yaml` for Node is the one for browsers, but asks the environment at
 * every token whether it is to be logged: a fifth of the time that a file takes.
 */
export const ALIAS = { yaml: path.join(ROOT, 'node_modules/yaml/browser/index.js') };

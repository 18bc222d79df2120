import { rebuild } from './lib/build.mjs';
import { ensureInstalled } from './lib/install.mjs';

ensureInstalled();
rebuild();

// Puts onto the machine what the tests need: packages of the lock file, and system packages where that is possible.
import { ensureInstalled } from './lib/install.mjs';
import { ensureSystemPackages } from './lib/machine.mjs';

ensureInstalled();
const missing = ensureSystemPackages();
process.exitCode = missing.length === 0 ? 0 : 1;

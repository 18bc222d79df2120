import { parentPort } from 'node:worker_threads';
import { builtinTools } from '../../tools/registry.ts';
import { createHeavyJobs } from './heavy-jobs.ts';
import { serveJobs } from './worker-runner.ts';

// The background thread of both hosts (heavy-work.ts); built to `work.js`.
if (parentPort !== null) serveJobs(parentPort, createHeavyJobs(builtinTools));

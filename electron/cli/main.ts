import process from 'node:process';
import { createNodeIo } from './io.ts';
import { runCli } from './program.ts';

const io = createNodeIo(process);
const exitCode = await runCli(process.argv.slice(2), io);
await Promise.all([io.stdout.flush(), io.stderr.flush()]);
process.exit(exitCode);

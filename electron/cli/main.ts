import process from 'node:process';
import { EXIT } from './exit-codes.ts';
import { createNodeIo } from './io.ts';
import { runCli } from './program.ts';
import { watchTerminal } from './terminal/hung-up.ts';

const hasHungUp = watchTerminal(process);
const io = createNodeIo(process);
const exitCode = await runCli(process.argv.slice(2), io);
await io.stdout.flush();
const lost = io.stdout.failure?.();
if (lost !== undefined) io.stderr.line(`stepglass: the output could not be written: ${lost}`);
await io.stderr.flush();
// Node crashes where it is to give a terminal back that is gone: then the signal that said so ends it, as it would any program.
if (hasHungUp()) process.kill(process.pid, 'SIGHUP');
process.exit(lost !== undefined && exitCode === EXIT.completed ? EXIT.stopped : exitCode);

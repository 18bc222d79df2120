// Prints what a checkpoint file holds. argv: file
import { FileCheckpointSaver } from '../../../electron/storage/checkpoints/checkpoint-saver.ts';
import { nodeFileLayer } from '../../../electron/storage/files/file-layer.ts';

const saver = new FileCheckpointSaver(process.argv[2] ?? '', { files: nodeFileLayer });
const tuples = [];
for await (const tuple of saver.list({})) tuples.push(tuple);
process.stdout.write(`${JSON.stringify(tuples)}\n`);

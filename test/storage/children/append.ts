// Appends durable facts for ever and prints the number of each once it is on the disk. argv: journal
import { nodeFileLayer } from '../../../electron/storage/files/file-layer.ts';
import { Journal } from '../../../electron/storage/journal/journal.ts';

const journal = Journal.open(process.argv[2] ?? '', { files: nodeFileLayer, now: Date.now });
for (;;) {
  const batch = [1, 2, 3].map((part) =>
    journal.append({ type: 'warning', code: 'x', message: `${part} ${'x'.repeat(part * 100)}` }, { durable: true }),
  );
  await Promise.all(
    batch.map(async ({ fact, written }) => {
      await written;
      process.stdout.write(`${fact.n}\n`);
    }),
  );
}

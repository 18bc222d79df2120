import { tmpdir } from 'node:os';
import { bundleName } from '../../storage/bundles/bundle-manifest.ts';
import { BundleTransfers } from '../../storage/bundles/bundle-transfers.ts';
import type { ImportedBundle } from '../../storage/bundles/import-bundle.ts';
import { nodeFileLayer } from '../../storage/files/file-layer.ts';
import type { HostDeps } from '../deps.ts';
import type { RunList } from '../runs/run-list.ts';
import type { AreaHandlers } from '../transport/wire.ts';

export interface BundleArea {
  readonly handlers: AreaHandlers<'bundles'>;
  close(): void;
}

/** Run bundles (monitor.md M18): windows fetch and send them in pieces, because a page writes and reads no files. */
export function createBundleArea({ data, identity }: Pick<HostDeps, 'data' | 'identity'>, list: RunList): BundleArea {
  const transfers = new BundleTransfers({ data, files: nodeFileLayer, temp: tmpdir(), release: identity.version });
  const listed = async (imported: ImportedBundle): Promise<ImportedBundle> => {
    await list.refresh();
    return imported;
  };
  return {
    handlers: {
      'bundles:make': async ({ run: named }) => {
        const run = data.resolve(named);
        const { pipeline } = await data.summary(run);
        return { ...(await transfers.make(run)), name: bundleName(pipeline?.id ?? '', run) };
      },
      'bundles:read': ({ bundle, offset, length }) => ({
        base64: transfers.read(bundle, offset, length).toString('base64'),
      }),
      'bundles:import': async ({ path }) => listed(await data.importBundle(path)),
      'bundles:receive': async ({ base64, ...piece }) => {
        const imported = await transfers.receive({ ...piece, bytes: Buffer.from(base64, 'base64') });
        return imported === null ? null : listed(imported);
      },
    },
    close: () => transfers.close(),
  };
}

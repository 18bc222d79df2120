import type { StudioClient } from '../../shared/api/studio-api.ts';
import type { Parts } from '../state/parts.tsx';
import { download } from '../ui/download.ts';

/** How much of a bundle goes in one message. */
const PIECE_BYTES = 1024 * 1024;

/** True for files that hold a run (monitor.md M18), by their name. */
export function isBundle(name: string): boolean {
  return /\.stepglass$/i.test(name);
}

/** Hands the open run over as one file. */
export async function exportBundle({ client, studio }: Parts): Promise<void> {
  const run = studio.getState().openedRun?.summary.run;
  if (run === undefined) return;
  try {
    const { bundle, name, sizeBytes } = await client.request('bundles:make', { run });
    const pieces: BlobPart[] = [];
    for (let offset = 0; offset < sizeBytes; offset += PIECE_BYTES) {
      const { base64 } = await client.request('bundles:read', { bundle, offset, length: PIECE_BYTES });
      pieces.push(decode(base64));
    }
    download(name, new Blob(pieces), 'application/octet-stream');
    studio.getState().notify({
      title: 'Run bundle made',
      detail: 'It holds files, values and logs as they are, with the paths of this machine. Secrets are masked.',
    });
  } catch (error) {
    studio.getState().report('Exporting the run bundle', error);
  }
}

/** Sends a bundle that only this page can read. Rejects with what the host says of it. */
export async function uploadBundle(client: StudioClient, file: Blob): Promise<{ run: string; isNew: boolean } | null> {
  const upload = crypto.randomUUID();
  let imported: { run: string; isNew: boolean } | null = null;
  for (let offset = 0; offset === 0 || offset < file.size; offset += PIECE_BYTES) {
    const end = offset + PIECE_BYTES;
    const base64 = encode(new Uint8Array(await file.slice(offset, end).arrayBuffer()));
    imported = await client.request('bundles:receive', { upload, offset, base64, isLast: end >= file.size });
  }
  return imported;
}

function decode(base64: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
}

function encode(bytes: Uint8Array): string {
  const chunks: string[] = [];
  for (let at = 0; at < bytes.length; at += 8192) chunks.push(String.fromCharCode(...bytes.subarray(at, at + 8192)));
  return btoa(chunks.join(''));
}

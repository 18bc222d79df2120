import { randomBytes } from 'node:crypto';
import { lstatSync, mkdirSync, mkdtempSync } from 'node:fs';
import type { Server, Socket } from 'node:net';
import { connect, createServer } from 'node:net';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import type { ErrorBody } from '../../../shared/errors.ts';
import { StepglassError, toErrorBody } from '../../../shared/errors.ts';
import type { Json } from '../../../shared/json.ts';
import { systemCode } from '../files/failure.ts';

/** What another process asks the owner of a run for. */
export type OwnerRequest =
  | { readonly type: 'pause' }
  | { readonly type: 'cancel' }
  | { readonly type: 'answer'; readonly step: string; readonly answer: Json };

/** The longest question or answer: values of people and forms, not data. */
const MAX_LINE_BYTES = 4 * 1024 * 1024;
/** Unix limits the path of a socket to 108 bytes (104 on macOS), the closing zero included. */
const MAX_PATH_BYTES = 100;

const question = z.object({
  token: z.string(),
  request: z.discriminatedUnion('type', [
    z.object({ type: z.literal('alive') }),
    z.object({ type: z.literal('pause') }),
    z.object({ type: z.literal('cancel') }),
    z.object({ type: z.literal('answer'), step: z.string(), answer: z.json() }),
  ]),
});
const answer = z.union([
  z.object({ ok: z.json() }),
  z.object({
    error: z.object({
      kind: z.enum(['invalid_input', 'illegal_state', 'storage_failure', 'step_failure', 'cancelled', 'internal']),
      code: z.string(),
      message: z.string(),
      details: z.record(z.string(), z.json()),
    }),
  }),
]);

/** `gone`: nobody listens there, or somebody else does. `silent`: a process is there that does not answer in time. */
export type Answer =
  | { readonly type: 'ok'; readonly value: Json }
  | { readonly type: 'error'; readonly error: ErrorBody }
  | { readonly type: 'gone' }
  | { readonly type: 'silent' };

export interface OwnerSocket {
  readonly path: string;
  close(): Promise<void>;
}

/** A short path that no other socket has, in a folder that only this user can enter. On Windows the name of a pipe. */
function newSocketPath(): string {
  const name = `sg-${randomBytes(12).toString('hex')}`;
  if (process.platform === 'win32') return `\\\\.\\pipe\\${name}`;
  return join(socketFolder(), `${name}.sock`);
}

/** True for a path that `newSocketPath` may have given: only such a file is ever removed on the word of a lock. */
export function isSocketPath(path: string): boolean {
  return /[/]sg-[0-9a-f]{24}\.sock$/.test(path);
}

function socketFolder(): string {
  const base = tmpdir().length + 60 > MAX_PATH_BYTES ? '/tmp' : tmpdir();
  const { uid } = userInfo();
  const folder = join(base, `stepglass-${uid}`);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const stat = lstatSync(folder);
  const isOurs = stat.isDirectory() && stat.uid === uid && (stat.mode & 0o077) === 0;
  // Somebody else has made a folder of this name: then one that nobody can have guessed.
  return isOurs ? folder : mkdtempSync(join(base, 'sg-'));
}

/** Answers on a socket that this process is alive, and what others ask it for. Does not keep the process running. */
export async function serveOwner(
  token: string,
  onRequest: (request: OwnerRequest) => Promise<Json>,
): Promise<OwnerSocket> {
  const path = newSocketPath();
  const open = new Set<Socket>();
  const server = createServer((socket) => {
    open.add(socket.unref());
    socket.on('close', () => open.delete(socket));
    // Who asked may hang up at any time; there is nobody left to tell.
    socket.on('error', () => socket.destroy());
    readLine(socket, (line) => void reply(line, { token, onRequest }).then((text) => socket.end(`${text}\n`)));
  });
  await listen(server, path);
  server.unref();
  return {
    path,
    close: async () => {
      for (const socket of open) socket.destroy();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

function listen(server: Server, path: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(path, () => {
      server.off('error', reject);
      resolve();
    });
  });
}

async function reply(
  line: string,
  { token, onRequest }: { token: string; onRequest: (request: OwnerRequest) => Promise<Json> },
): Promise<string> {
  try {
    const asked = readQuestion(line);
    if (asked.token !== token)
      throw new StepglassError('illegal_state', 'not_the_owner', 'this process does not own that run');
    const { request } = asked;
    return JSON.stringify({ ok: request.type === 'alive' ? true : await onRequest(request) });
  } catch (error) {
    return JSON.stringify({ error: toErrorBody(error) });
  }
}

function readQuestion(line: string): z.infer<typeof question> {
  const read = question.safeParse(parseJson(line));
  if (read.success) return read.data;
  throw new StepglassError(
    'invalid_input',
    'bad_request',
    `the owner of the run does not understand the request: ${z.prettifyError(read.error)}`,
  );
}

/** Sends one question and waits for the answer, at most `timeoutMs`. Never rejects. */
export async function askOwner(
  path: string,
  token: string,
  { request, timeoutMs }: { readonly request: OwnerRequest | { readonly type: 'alive' }; readonly timeoutMs: number },
): Promise<Answer> {
  const socket = connect(path);
  const answered = new Promise<Answer>((resolve) => {
    socket.on('connect', () => socket.write(`${JSON.stringify({ token, request })}\n`));
    socket.on('error', (error) => resolve({ type: isNobody(error) ? 'gone' : 'silent' }));
    socket.on('close', () => resolve({ type: 'gone' }));
    readLine(socket, (line) => resolve(parseAnswer(line)));
  });
  const timer = setTimeout(() => socket.destroy(new Error('no answer')), timeoutMs);
  const result = await answered;
  clearTimeout(timer);
  socket.destroy();
  return result;
}

function isNobody(error: unknown): boolean {
  return ['ENOENT', 'ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ENOTSOCK'].includes(systemCode(error));
}

function parseAnswer(line: string): Answer {
  const read = answer.safeParse(parseJson(line));
  if (!read.success) return { type: 'gone' };
  if ('ok' in read.data) return { type: 'ok', value: read.data.ok as Json };
  const error = read.data.error as ErrorBody;
  return error.code === 'not_the_owner' ? { type: 'gone' } : { type: 'error', error };
}

/** Undefined for what is no JSON: not from one of us. */
function parseJson(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

/** Calls back with the first line; a peer that sends more than 4 MiB without one is cut off. */
function readLine(socket: Socket, onLine: (line: string) => void): void {
  const chunks: Buffer[] = [];
  let sizeBytes = 0;
  const onData = (chunk: Buffer): void => {
    chunks.push(chunk);
    sizeBytes += chunk.length;
    if (chunk.includes(10)) {
      socket.off('data', onData);
      onLine(Buffer.concat(chunks).toString('utf8').split('\n', 1)[0] ?? '');
    } else if (sizeBytes > MAX_LINE_BYTES) socket.destroy();
  };
  socket.on('data', onData);
}

import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { type WebSocket, WebSocketServer } from 'ws';
import { CLOSE_CODES, type HostMessage, SOCKET_PATH, TOKEN_NAME } from '../../../shared/api/studio-wire.ts';
import { describeThrown, StepglassError } from '../../../shared/errors.ts';
import { createConnection, type HostDoor } from '../transport/connection.ts';
import { OneTimeCodes } from './one-time-codes.ts';
import { isOwnHost, isOwnOrigin, isSameToken, securityHeaders } from './security.ts';
import { readStaticFile } from './static-files.ts';

export interface WebServerOptions {
  readonly host: HostDoor;
  /** Where the built window lies. */
  readonly rendererFolder: string;
  /** 0: any free port. */
  readonly port: number;
  readonly token: string;
  readonly log: (line: string) => void;
}

export interface WebServer {
  readonly port: number;
  /** The address to open, token included. */
  readonly url: string;
  /**
   * An address for a program that opens browsers: everybody on this machine can read its arguments. It leads to `url`
   * once, within a minute, and is worth nothing after that.
   */
  openingUrl(): string;
  /** Tells the windows, then ends. */
  close(): Promise<void>;
}

/** The largest message: a pipeline text of 6 Mi characters, escaped, with room. */
const MAX_MESSAGE_BYTES = 32 * 1024 * 1024;
const PING_MS = 30_000;
const OPEN_PATH = '/open';
const CODE_NAME = 'code';

/**
 * The browser host: the window's files over HTTP and its calls over one WebSocket, on 127.0.0.1 only. The files hold no
 * secrets and are the same for everybody; all that reads or does anything needs the token.
 */
export async function startWebServer(options: WebServerOptions): Promise<WebServer> {
  const server = createServer((request, response) => {
    respond(request, response).catch((error: unknown) => {
      options.log(`serving ${request.url ?? ''}: ${describeThrown(error)}`);
      refuse(response, 500);
    });
  });
  const sockets = new WebSocketServer({ noServer: true, maxPayload: MAX_MESSAGE_BYTES });
  const port = await listen(server, options.port);
  const url = `http://127.0.0.1:${port}/#${TOKEN_NAME}=${options.token}`;
  const codes = new OneTimeCodes(Date.now);

  const respond = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    if (!isOwnHost(request.headers.host, port)) return refuse(response, 403);
    if (request.method !== 'GET' && request.method !== 'HEAD') return refuse(response, 405);
    if (pathOf(request) === OPEN_PATH) return open(request, response);
    const file = await readStaticFile(options.rendererFolder, pathOf(request));
    if (file === null) return refuse(response, 404);
    const headers = {
      ...securityHeaders({ socketOrigin: `ws://${request.headers.host ?? ''}` }),
      'content-type': file.contentType,
      'cache-control': 'no-cache',
    };
    response.writeHead(200, { ...headers, 'content-length': file.body.byteLength });
    response.end(request.method === 'HEAD' ? undefined : file.body);
  };

  const open = (request: IncomingMessage, response: ServerResponse): void => {
    if (request.method !== 'GET' || !codes.use(queryOf(request).get(CODE_NAME))) return refuse(response, 403);
    // Browsers take the part behind `#` from the header, and send it nowhere.
    response.writeHead(303, { ...securityHeaders(), 'cache-control': 'no-store', location: url }).end();
  };

  server.on('upgrade', (request, socket, head) => {
    const { host, origin } = request.headers;
    if (pathOf(request) !== SOCKET_PATH || !isOwnHost(host, port) || !isOwnOrigin(origin, host))
      return refuseUpgrade(socket);
    sockets.handleUpgrade(request, socket, head, (webSocket) => {
      if (isSameToken(tokenOf(request), options.token)) connect(options, webSocket);
      else webSocket.close(CLOSE_CODES.refused, 'token refused');
    });
  });
  const pings = setInterval(() => {
    for (const client of sockets.clients) client.ping();
  }, PING_MS);
  pings.unref();

  return {
    port,
    url,
    openingUrl: () => `http://127.0.0.1:${port}${OPEN_PATH}?${CODE_NAME}=${codes.make()}`,
    close: async () => {
      clearInterval(pings);
      for (const client of sockets.clients) client.close(CLOSE_CODES.ending, 'the host ends');
      sockets.close();
      server.closeIdleConnections();
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      const giveUp = setTimeout(() => {
        for (const client of sockets.clients) client.terminate();
        server.closeAllConnections();
      }, 1000);
      await closed;
      clearTimeout(giveUp);
    },
  };
}

function connect({ host, log }: WebServerOptions, webSocket: WebSocket): void {
  const send = (message: HostMessage): Promise<void> =>
    new Promise((resolve) => {
      // Called when the bytes have left: a window that does not read slows down its own subscriptions. After the socket
      // has closed there is nobody to tell; `close` below ends everything.
      webSocket.send(JSON.stringify(message), () => resolve());
    });
  const connection = createConnection(host, send);
  webSocket.on('message', (data, isBinary) => {
    const message = isBinary ? undefined : parseJson(String(data));
    connection.receive(message);
  });
  webSocket.on('close', () => connection.close());
  webSocket.on('error', (error) => log(`a window's connection: ${error.message}`));
}

/** Undefined is a message of no shape at all, which the connection answers. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', (error) => reject(notListening(port, error)));
    server.listen({ host: '127.0.0.1', port, exclusive: true }, () => {
      server.removeAllListeners('error');
      resolve((server.address() as AddressInfo).port);
    });
  });
}

function notListening(port: number, error: Error): StepglassError {
  const isTaken = 'code' in error && error.code === 'EADDRINUSE';
  const why = isTaken ? 'it is in use by another program. Choose another one, or 0 for any free one' : error.message;
  return new StepglassError(
    'invalid_input',
    'port_not_available',
    `The port ${port} on 127.0.0.1 cannot be used: ${why}.`,
    { details: { port }, cause: error },
  );
}

function pathOf(request: IncomingMessage): string {
  return (request.url ?? '/').split(/[?#]/, 1)[0] ?? '/';
}

function tokenOf(request: IncomingMessage): string | null {
  return queryOf(request).get(TOKEN_NAME);
}

function queryOf(request: IncomingMessage): URLSearchParams {
  return new URLSearchParams((request.url ?? '').split('?', 2)[1] ?? '');
}

function refuse(response: ServerResponse, status: number): void {
  if (response.headersSent) response.destroy();
  else
    response
      .writeHead(status, { ...securityHeaders(), 'content-type': 'text/plain; charset=utf-8' })
      .end(`${status}\n`);
}

function refuseUpgrade(socket: Duplex): void {
  socket.end('HTTP/1.1 403 Forbidden\r\nConnection: close\r\nContent-Length: 0\r\n\r\n');
}

import type { RequestAnswer, StudioClient, SubscriptionEvent } from '../../shared/api/studio-api.ts';
import { CLOSE_CODES, type ClientMessage, type HostMessage } from '../../shared/api/studio-wire.ts';
import { logEnded, requestError } from './request-error.ts';

type Connection = 'connected' | 'reconnecting' | 'closed';

interface Pending {
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: Error) => void;
  readonly message: ClientMessage;
  sent: boolean;
}

interface Subscription {
  readonly name: string;
  parameters: unknown;
  readonly listener: (event: unknown) => void;
}

export interface SocketDeps {
  readonly open: () => WebSocket;
  readonly later: (act: () => void, ms: number) => unknown;
}

const FIRST_DELAY_MS = 250;
const LONGEST_DELAY_MS = 5000;

/**
 * The client of the local web host. A lost connection is made again; subscriptions go on where they stopped, requests
 * that were under way are refused with `connection_lost`, because nobody knows whether they were carried out.
 */
export function createSocketClient(deps: SocketDeps): StudioClient {
  const client = new SocketClient(deps);
  return {
    request: (name, parameters) => client.request(name, parameters) as Promise<RequestAnswer<typeof name>>,
    subscribe: (name, parameters, listener) =>
      client.subscribe(name, parameters, (event) => listener(event as SubscriptionEvent<typeof name>)),
    onConnection: (listener) => client.onConnection(listener),
  };
}

class SocketClient {
  readonly #deps: SocketDeps;
  readonly #pending = new Map<number, Pending>();
  readonly #subscriptions = new Map<number, Subscription>();
  readonly #listeners = new Set<(state: Connection) => void>();
  #socket: WebSocket | null = null;
  #state: Connection = 'reconnecting';
  #delayMs = FIRST_DELAY_MS;
  #counter = 0;
  #refused = false;

  constructor(deps: SocketDeps) {
    this.#deps = deps;
    this.#connect();
  }

  request(name: string, parameters: unknown): Promise<unknown> {
    const message: ClientMessage = { id: this.#next(), type: 'request', name, parameters };
    return new Promise((resolve, reject) => {
      if (this.#state === 'closed') return reject(this.#refused ? refused() : lost());
      const pending: Pending = { resolve, reject, message, sent: false };
      this.#pending.set(message.id, pending);
      pending.sent = this.#send(message);
    });
  }

  subscribe(name: string, parameters: unknown, listener: (event: unknown) => void): () => void {
    const id = this.#next();
    this.#subscriptions.set(id, { name, parameters, listener });
    this.#send({ id, type: 'subscribe', name, parameters });
    return () => {
      if (this.#subscriptions.delete(id)) this.#send({ id, type: 'unsubscribe' });
    };
  }

  onConnection(listener: (state: Connection) => void): () => void {
    this.#listeners.add(listener);
    listener(this.#state);
    return () => this.#listeners.delete(listener);
  }

  #next(): number {
    this.#counter += 1;
    return this.#counter;
  }

  #connect(): void {
    const socket = this.#deps.open();
    this.#socket = socket;
    socket.addEventListener('open', () => this.#opened());
    socket.addEventListener('message', (event) => this.#heard(JSON.parse(String(event.data)) as HostMessage));
    socket.addEventListener('close', (event) => this.#closed(event.code));
  }

  #opened(): void {
    this.#delayMs = FIRST_DELAY_MS;
    this.#become('connected');
    for (const [id, { name, parameters }] of this.#subscriptions)
      this.#send({ id, type: 'subscribe', name, parameters });
    for (const pending of this.#pending.values()) pending.sent = this.#send(pending.message);
  }

  #heard(message: HostMessage): void {
    if (message.type === 'event') return this.#event(message.id, message.value);
    const pending = this.#pending.get(message.id);
    this.#pending.delete(message.id);
    if (message.type === 'answer') return pending?.resolve(message.value);
    pending?.reject(requestError(message.error));
    const subscription = this.#subscriptions.get(message.id);
    if (subscription === undefined) return;
    this.#subscriptions.delete(message.id);
    logEnded(subscription.name, message.error);
  }

  #event(id: number, value: unknown): void {
    const subscription = this.#subscriptions.get(id);
    if (subscription === undefined) return;
    subscription.parameters = goOnFrom(subscription.parameters, value);
    subscription.listener(value);
  }

  #closed(code: number): void {
    this.#socket = null;
    for (const [id, pending] of this.#pending) {
      if (!pending.sent) continue;
      this.#pending.delete(id);
      pending.reject(code === CLOSE_CODES.refused ? refused() : lost());
    }
    this.#refused = code === CLOSE_CODES.refused;
    if (this.#refused || code === CLOSE_CODES.ending) return this.#end();
    this.#become('reconnecting');
    this.#deps.later(() => this.#connect(), this.#delayMs);
    this.#delayMs = Math.min(LONGEST_DELAY_MS, this.#delayMs * 2);
  }

  #end(): void {
    this.#become('closed');
    for (const pending of this.#pending.values()) pending.reject(this.#refused ? refused() : lost());
    this.#pending.clear();
  }

  #become(state: Connection): void {
    if (state === this.#state) return;
    this.#state = state;
    for (const listener of this.#listeners) listener(state);
  }

  #send(message: ClientMessage): boolean {
    if (this.#socket === null || this.#socket.readyState !== WebSocket.OPEN) return false;
    this.#socket.send(JSON.stringify(message));
    return true;
  }
}

/** A subscription to facts that is made again asks for those behind the last one that was heard. */
function goOnFrom(parameters: unknown, event: unknown): unknown {
  if (typeof parameters !== 'object' || parameters === null || !('from' in parameters)) return parameters;
  if (typeof event !== 'object' || event === null || !('facts' in event) || !Array.isArray(event.facts))
    return parameters;
  const last: unknown = event.facts.at(-1);
  const n = typeof last === 'object' && last !== null && 'n' in last ? last.n : undefined;
  return typeof n === 'number' ? { ...parameters, from: n } : parameters;
}

function lost(): Error {
  return requestError({
    kind: 'illegal_state',
    code: 'connection_lost',
    message: 'The connection to the host was lost before it answered.',
    details: {},
  });
}

function refused(): Error {
  return requestError({
    kind: 'illegal_state',
    code: 'token_refused',
    message:
      'This address does not hold the token of the host that is running. Open the address that “stepglass serve” has printed.',
    details: {},
  });
}

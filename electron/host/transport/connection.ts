import { type ClientMessage, clientMessage, type HostMessage, type Reply } from '../../../shared/api/studio-wire.ts';
import { StepglassError, toErrorBody } from '../../../shared/errors.ts';
import type { Sink } from './wire.ts';

/** What a transport needs of the host. */
export interface HostDoor {
  request(name: string, parameters: unknown): Promise<Reply>;
  subscribe(name: string, parameters: unknown, sink: Sink): () => void;
}

/** One window's line to the host, over any channel that carries `ClientMessage` and `HostMessage`. */
export interface Connection {
  /** Anything that arrived; a message of the wrong shape is answered by an error, never thrown. */
  receive(message: unknown): void;
  /** Ends all subscriptions; later messages are ignored. */
  close(): void;
}

/** A window that asks for more than this at once is broken or hostile. */
const MAX_SUBSCRIPTIONS = 1000;

/** `send` resolves when the channel can take more; it must not reject after the channel has closed. */
export function createConnection(host: HostDoor, send: (message: HostMessage) => Promise<void>): Connection {
  const subscriptions = new Map<number, () => void>();
  let closed = false;

  const answer = (id: number, reply: Reply): Promise<void> =>
    send(reply.ok ? { id, type: 'answer', value: reply.value } : { id, type: 'error', error: reply.error });

  const subscribe = (message: Extract<ClientMessage, { type: 'subscribe' }>): void => {
    const { id, name, parameters } = message;
    if (subscriptions.has(id)) throw refused(`the id ${id} is in use by another subscription`, id);
    if (subscriptions.size >= MAX_SUBSCRIPTIONS)
      throw refused(`there are ${MAX_SUBSCRIPTIONS} subscriptions already`, id);
    const sink: Sink = {
      send: (event) => {
        if (event.ok) return send({ id, type: 'event', value: event.value });
        subscriptions.delete(id);
        return send({ id, type: 'error', error: event.error });
      },
    };
    subscriptions.set(id, () => undefined);
    const end = host.subscribe(name, parameters, sink);
    if (subscriptions.has(id)) subscriptions.set(id, end);
  };

  const unsubscribe = (id: number): void => {
    subscriptions.get(id)?.();
    subscriptions.delete(id);
  };

  const handle = async (message: ClientMessage): Promise<void> => {
    if (message.type === 'subscribe') subscribe(message);
    else if (message.type === 'unsubscribe') unsubscribe(message.id);
    else await answer(message.id, await host.request(message.name, message.parameters));
  };

  return {
    receive(message) {
      if (closed) return;
      const parsed = clientMessage.safeParse(message);
      const id = parsed.success ? parsed.data.id : idOf(message);
      const done = parsed.success ? handle(parsed.data) : Promise.reject(malformed());
      // A channel that closed meanwhile has nobody left to tell.
      done.catch((error: unknown) => send({ id, type: 'error', error: toErrorBody(error) })).catch(() => undefined);
    },
    close() {
      closed = true;
      for (const end of subscriptions.values()) end();
      subscriptions.clear();
    },
  };
}

function idOf(message: unknown): number {
  if (typeof message !== 'object' || message === null || !('id' in message)) return 0;
  return typeof message.id === 'number' && Number.isSafeInteger(message.id) && message.id >= 0 ? message.id : 0;
}

function malformed(): StepglassError {
  return new StepglassError(
    'invalid_input',
    'invalid_message',
    'A message of the wrong shape arrived; expected { id, type, name, parameters }. Window and host may be of different versions; restart the app.',
  );
}

function refused(why: string, id: number): StepglassError {
  return new StepglassError('invalid_input', 'invalid_message', `Subscription ${id} was refused: ${why}.`, {
    details: { id },
  });
}

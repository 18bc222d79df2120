import { z } from 'zod';
import type { ErrorBody } from '../errors.ts';
import { type RequestName, requests, type SubscriptionName, subscriptions } from './studio-api.ts';

/**
 * How calls of the studio API cross from a window to its host.
 *
 * In the browser host these are the JSON texts of one WebSocket (`/ws`, same origin); in Electron the preload's bridge
 * carries the same answers and events. The host parses a message's frame with `clientMessage`, then the parameters with
 * the schema of the table, so an unknown name and a wrong argument are both answered by an `error` with a code.
 */

/** Chosen by the client, unique per connection; an answer, error or event names the message it belongs to. */
const id = z.int().nonnegative();
const name = z.string().max(64);

export const clientMessage = z.discriminatedUnion('type', [
  z.strictObject({ id, type: z.literal('request'), name, parameters: z.unknown() }),
  z.strictObject({ id, type: z.literal('subscribe'), name, parameters: z.unknown() }),
  /** Names the `id` of the subscription that ends; it is not answered. */
  z.strictObject({ id, type: z.literal('unsubscribe') }),
]);
export type ClientMessage = z.infer<typeof clientMessage>;

/**
 * `answer` and `error` end a request. A subscription is answered by any number of `event`s; an `error` to a subscription
 * means that it has ended (a run that does not exist, a wrong argument) and must not be tried again as it is.
 */
export type HostMessage =
  | { readonly id: number; readonly type: 'answer'; readonly value: unknown }
  | { readonly id: number; readonly type: 'error'; readonly error: ErrorBody }
  | { readonly id: number; readonly type: 'event'; readonly value: unknown };

/** An answer as a value: an error that is thrown across Electron's bridge would lose all but its message. */
export type Reply<T = unknown> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly error: ErrorBody };

/** What the preload puts at `window.stepglass`. Nothing else of Electron reaches a window. */
export interface StudioBridge {
  /** Never rejects. */
  request(name: RequestName, parameters: unknown): Promise<Reply>;
  /** Returns the way to end it. `{ ok: false }` is the last thing that a listener hears. */
  subscribe(name: SubscriptionName, parameters: unknown, listener: (event: Reply) => void): () => void;
  /** The path of a file that was dropped or chosen; empty for one that is not on disk. */
  pathForFile(file: unknown): string;
}

export function isRequestName(name: string): name is RequestName {
  return Object.hasOwn(requests, name);
}

export function isSubscriptionName(name: string): name is SubscriptionName {
  return Object.hasOwn(subscriptions, name);
}

/** Path of the WebSocket in the browser host. */
export const SOCKET_PATH = '/ws';

/**
 * The token of the browser host: in the printed address as `#token=…` (a fragment never reaches a server's log or a
 * `Referer`), kept by the renderer in `sessionStorage` under the same name and sent as `/ws?token=…`.
 */
export const TOKEN_NAME = 'token';

/** WebSocket close codes: the client reconnects after any other. */
export const CLOSE_CODES = {
  /** Token, `Host` or `Origin` are not ours: connecting again cannot help. */
  refused: 4403,
  /** The host ends: it says so, so that a window can tell this from a lost connection. */
  ending: 4001,
} as const;

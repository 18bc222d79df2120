import type {
  RequestAnswer,
  RequestName,
  RequestParameters,
  SubscriptionEvent,
  SubscriptionName,
  SubscriptionParameters,
} from '../../../shared/api/studio-api.ts';
import type { Reply } from '../../../shared/api/studio-wire.ts';

/** Who listens to a subscription: a window, whatever the transport. */
export interface Sink {
  /** Resolves when the receiver can take more; so a slow window slows down nobody but itself. */
  send(event: Reply): Promise<void>;
}

/** What a subscription reads from. The pump decides when; the stream decides what. */
export interface Stream<T> {
  /** What is new since the last call, in one piece of bounded size; null for nothing. */
  take(): T | null;
  close(): void;
}

export interface StreamSignals {
  /** There is something to take. May be called at any time and any number of times. */
  readonly notify: () => void;
  /** The stream cannot go on; the subscriber is told and the subscription is over. */
  readonly fail: (error: unknown) => void;
}

type MaybePromise<T> = T | Promise<T>;

/** One handler for each line of the table; a forgotten one does not compile. */
export type RequestHandlers = {
  readonly [K in RequestName]: (parameters: RequestParameters<K>) => MaybePromise<RequestAnswer<K>>;
};
export type StreamHandlers = {
  readonly [K in SubscriptionName]: (
    parameters: SubscriptionParameters<K>,
    signals: StreamSignals,
  ) => MaybePromise<Stream<SubscriptionEvent<K>>>;
};
/** The handlers of one area, for example all that begin with `runs:`. */
export type AreaHandlers<Area extends string> = Pick<RequestHandlers, Extract<RequestName, `${Area}:${string}`>>;

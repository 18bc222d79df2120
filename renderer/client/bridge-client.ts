import type { RequestAnswer, StudioClient, SubscriptionEvent } from '../../shared/api/studio-api.ts';
import type { StudioBridge } from '../../shared/api/studio-wire.ts';
import { logEnded, requestError } from './request-error.ts';

/** The client of the desktop app. The bridge carries replies as values; here a refused one becomes a rejection. */
export function createBridgeClient(bridge: StudioBridge): StudioClient {
  return {
    async request<K extends Parameters<StudioClient['request']>[0]>(name: K, parameters: unknown) {
      const reply = await bridge.request(name, parameters);
      if (!reply.ok) throw requestError(reply.error);
      // Answers come from our own host, which the table of the studio API binds to this type.
      return reply.value as RequestAnswer<K>;
    },
    subscribe<K extends Parameters<StudioClient['subscribe']>[0]>(
      name: K,
      parameters: unknown,
      listener: (event: SubscriptionEvent<K>) => void,
    ) {
      return bridge.subscribe(name, parameters, (reply) => {
        if (reply.ok) listener(reply.value as SubscriptionEvent<K>);
        else logEnded(name, reply.error);
      });
    },
    onConnection(listener) {
      listener('connected');
      return () => undefined;
    },
  };
}

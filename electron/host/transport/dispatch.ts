import type { z } from 'zod';
import {
  type RequestName,
  type RequestParameters,
  requests,
  type SubscriptionName,
  type SubscriptionParameters,
  subscriptions,
} from '../../../shared/api/studio-api.ts';
import { isRequestName, isSubscriptionName, type Reply } from '../../../shared/api/studio-wire.ts';
import { StepglassError, toErrorBody } from '../../../shared/errors.ts';
import type { RequestHandlers, Stream, StreamHandlers, StreamSignals } from './wire.ts';

/** The one door: every call of every transport comes through here, is parsed, answered, and cannot throw. */
export async function dispatch(handlers: RequestHandlers, name: string, parameters: unknown): Promise<Reply> {
  try {
    if (!isRequestName(name)) throw unknownCall('request', name, Object.keys(requests));
    return { ok: true, value: await callHandler(handlers, name, parameters) };
  } catch (error) {
    return { ok: false, error: toErrorBody(error) };
  }
}

/** Opens the stream of a subscription; rejects with an error that has a code. */
export async function openStream(
  handlers: StreamHandlers,
  call: { name: string; parameters: unknown },
  signals: StreamSignals,
): Promise<Stream<unknown>> {
  if (!isSubscriptionName(call.name)) throw unknownCall('subscription', call.name, Object.keys(subscriptions));
  return callStream(handlers, { name: call.name, parameters: call.parameters }, signals);
}

async function callHandler<K extends RequestName>(
  handlers: RequestHandlers,
  name: K,
  parameters: unknown,
): Promise<unknown> {
  const parsed = parse(name, requests[name].parameters, parameters);
  return handlers[name](parsed as RequestParameters<K>);
}

async function callStream<K extends SubscriptionName>(
  handlers: StreamHandlers,
  call: { name: K; parameters: unknown },
  signals: StreamSignals,
): Promise<Stream<unknown>> {
  const parsed = parse(call.name, subscriptions[call.name].parameters, call.parameters);
  return handlers[call.name](parsed as SubscriptionParameters<K>, signals);
}

function parse(name: string, schema: z.ZodType, parameters: unknown): unknown {
  const result = schema.safeParse(parameters);
  if (result.success) return result.data;
  const problems = result.error.issues
    .slice(0, 20)
    .map((issue) => ({ path: issue.path.join('.'), message: issue.message }));
  const first = problems.map(({ path, message }) => (path === '' ? message : `${path}: ${message}`)).join('; ');
  throw new StepglassError(
    'invalid_input',
    'invalid_argument',
    `The call "${name}" was given arguments of the wrong shape: ${first}.`,
    { details: { call: name, problems } },
  );
}

function unknownCall(kind: string, name: string, known: readonly string[]): StepglassError {
  const shown = name.slice(0, 64);
  return new StepglassError(
    'invalid_input',
    'unknown_call',
    `There is no ${kind} "${shown}". Window and host may be of different versions; restart the app.`,
    { details: { call: shown, known } },
  );
}

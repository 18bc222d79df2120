import { type MessagePort, type Transferable, Worker } from 'node:worker_threads';
import { type ErrorBody, StepglassError, toErrorBody } from '../../../shared/errors.ts';

/** Named functions from one plain value to another. */
type Jobs<T> = { readonly [K in keyof T]: (request: never) => unknown };
type RequestOf<T, K extends keyof T> = T[K] extends (request: infer R) => unknown ? R : never;
type AnswerOf<T, K extends keyof T> = T[K] extends (request: never) => infer A ? A : never;

/** Runs jobs in a thread of its own, one after the other. */
export interface JobRunner<T> {
  run<K extends keyof T & string>(job: K, request: RequestOf<T, K>): Promise<AnswerOf<T, K>>;
  close(): Promise<void>;
}

interface JobMessage {
  readonly id: number;
  readonly job: string;
  readonly request: unknown;
}
type JobReply =
  | { readonly id: number; readonly ok: true; readonly answer: unknown }
  | { readonly id: number; readonly ok: false; readonly error: ErrorBody };

interface Waiting {
  readonly resolve: (answer: never) => void;
  readonly reject: (error: unknown) => void;
}

/** Starts the thread with the first job, and another one after it died; it does not keep the process alive by itself. */
export function createWorkerRunner<T extends Jobs<T>>(script: URL): JobRunner<T> {
  const waiting = new Map<number, Waiting>();
  let worker: Worker | null = null;
  let counter = 0;

  const failAll = (message: string): void => {
    worker = null;
    const error = new StepglassError(
      'internal',
      'worker_failed',
      `The background thread ended: ${message}. Try again.`,
    );
    for (const { reject } of waiting.values()) reject(error);
    waiting.clear();
  };
  const start = (): Worker => {
    const started = new Worker(script, { name: 'stepglass-work' });
    started.unref();
    started.on('message', (reply: JobReply) => settle(waiting, reply));
    started.on('error', (error) => failAll(error.message));
    started.on('exit', (code) => {
      if (worker === started) failAll(`exit code ${code}`);
    });
    return started;
  };
  return {
    run: (job, request) =>
      new Promise((resolve, reject) => {
        worker ??= start();
        counter += 1;
        waiting.set(counter, { resolve, reject });
        worker.postMessage({ id: counter, job, request } satisfies JobMessage);
      }),
    close: async () => {
      const last = worker;
      worker = null;
      await last?.terminate();
    },
  };
}

function settle(waiting: Map<number, Waiting>, reply: JobReply): void {
  const entry = waiting.get(reply.id);
  waiting.delete(reply.id);
  // The thread runs the same build as we do, so the answer has the type that the job declares.
  if (reply.ok) entry?.resolve(reply.answer as never);
  else
    entry?.reject(
      new StepglassError(reply.error.kind, reply.error.code, reply.error.message, { details: reply.error.details }),
    );
}

/** The other side: answers jobs that come through `port`. */
export function serveJobs<T extends Jobs<T>>(port: MessagePort, jobs: T): void {
  port.on('message', ({ id, job, request }: JobMessage) => {
    port.postMessage(...runJob(jobs, { id, job, request }));
  });
}

function runJob<T extends Jobs<T>>(jobs: T, { id, job, request }: JobMessage): [JobReply, Transferable[]] {
  try {
    if (!Object.hasOwn(jobs, job)) throw new StepglassError('internal', 'unknown_job', `there is no job "${job}"`);
    const answer = jobs[job as keyof T](request as never);
    return [
      { id, ok: true, answer },
      answer instanceof Uint8Array && answer.buffer instanceof ArrayBuffer ? [answer.buffer] : [],
    ];
  } catch (error) {
    return [{ id, ok: false, error: toErrorBody(error) }, []];
  }
}

import type { JsonObject } from '../../../shared/json.ts';
import type { Step } from '../../../shared/pipeline.ts';
import type { ToolContext, ToolError } from '../../tools/tool.ts';
import { outside } from '../context.ts';
import { markerOf } from '../processes/process-tree.ts';
import { AttemptProcesses } from '../processes/processes.ts';
import { describeFailure, readToolError } from '../recovery/classify.ts';
import { stepOf } from '../run/definition.ts';
import { actionOf, pathOf, type RunContext } from '../run/run-context.ts';
import { AttemptLog } from './attempt-log.ts';
import type { Interruption, Reason } from './interruption.ts';
import { normalise } from './normalise.ts';

export interface ToolCall {
  readonly step: Step;
  readonly attempt: number;
  readonly parameters: JsonObject;
  readonly interruption: Interruption;
}

export type ToolAnswer =
  | { readonly kind: 'completed'; readonly result: unknown; readonly meta: unknown; readonly variables: unknown }
  | {
      readonly kind: 'failed';
      readonly failure: { readonly error: ToolError; readonly stack?: string; readonly cause?: string };
      readonly result?: unknown;
      readonly fatal: boolean;
    }
  | { readonly kind: 'cancelled' };

type Ended =
  | { readonly kind: 'returned'; readonly outcome: unknown }
  | { readonly kind: 'threw'; readonly thrown: unknown };

/**
 * Calls a tool, outside of any LangGraph context, and ends it when it is interrupted or its time is up: first by its
 * signal, then by killing everything that it started. When this resolves nothing of it is alive, but for code of our own
 * process that ignores the signal: its answer is not looked at any more. Rejects for failures of storage only.
 */
export async function callTool(context: RunContext, call: ToolCall): Promise<ToolAnswer> {
  const { clock, ledger, secrets, folder, settings, env } = context;
  const { step, attempt, interruption } = call;
  const path = pathOf(context, step.id);
  const marker = markerOf(context.run, path, attempt);
  const log = new AttemptLog({
    logs: folder.logs,
    stepNumber: `${context.logPrefix}${stepOf(context.definition, step.id).position}`,
    attempt,
    secrets,
    onGrown: (offset) => context.signal({ type: 'output', run: context.run, step: path, attempt, offset }),
    onFailure: context.onStorageFailure,
  });
  const processes = new AttemptProcesses({
    marker,
    env,
    signal: interruption.signal,
    maxOutputBytes: settings.maxOutputBytes,
    now: () => clock.now(),
    maskStream: () => secrets.maskStream(),
    onStarted: ({ pid, identity }) =>
      void ledger.append({ type: 'process.started', step: step.id, attempt, pid, startedAt: identity, marker }, false),
    onOutput: (stream, chunk) => log.writeMasked(stream, chunk),
  });
  const timer = new AbortController();
  startTimer(context, call, timer.signal);
  try {
    // the run's time may have ended while the parameters were stored
    if (interruption.reason !== null) return stopped(call, interruption.reason);
    const ended = start(context, call, toolContext(context, call, { log, processes }));
    const first = await Promise.race([ended, interruption.happened]);
    return typeof first === 'object' ? read(call, first) : await stop(call, first, { ended, processes });
  } finally {
    timer.abort();
    log.close();
  }
}

function startTimer({ clock }: RunContext, { step, interruption }: ToolCall, signal: AbortSignal): void {
  if (step.timeoutMs === undefined) return;
  clock.sleep(step.timeoutMs, signal).then(
    () => interruption.interrupt('timeout'),
    // aborted: the attempt ended in time
    () => undefined,
  );
}

/** The tool runs in a later turn, so that what it throws at once is an answer like any other. */
function start(context: RunContext, { step, parameters }: ToolCall, tool: ToolContext): Promise<Ended> {
  const run = async (): Promise<unknown> => actionOf(context, step)?.run(parameters, tool);
  return outside(run).then(
    (outcome): Ended => ({ kind: 'returned', outcome }),
    (thrown: unknown): Ended => ({ kind: 'threw', thrown }),
  );
}

async function stop(
  call: ToolCall,
  reason: Reason,
  { ended, processes }: { ended: Promise<Ended>; processes: AttemptProcesses },
): Promise<ToolAnswer> {
  await processes.terminate();
  const last = await Promise.race([ended, call.interruption.grace(processes.hasStarted)]);
  await processes.kill();
  // what it did is done: a step that completed all the same need not run again
  if (reason === 'cancel' && last?.kind === 'returned') {
    const answer = read(call, last);
    if (answer.kind === 'completed') return answer;
  }
  return stopped(call, reason);
}

function stopped({ step }: ToolCall, reason: Reason): ToolAnswer {
  if (reason === 'cancel' || reason === 'abandon') return { kind: 'cancelled' };
  return { kind: 'failed', failure: { error: tooLate(step, reason) }, fatal: reason === 'run_timeout' };
}

function tooLate(step: Step, reason: Reason): ToolError {
  if (reason === 'run_timeout')
    return { category: 'timeout', code: 'run_timeout', message: `step ${step.id} was stopped: the run's time is up` };
  return {
    category: 'timeout',
    code: 'timeout',
    message: `step ${step.id} did not end within its timeout of ${step.timeoutMs ?? 0} ms and was stopped`,
    hint: 'raise `timeout`, or let the step do less',
  };
}

/** Reads what a tool answered; whatever it is, it becomes a result or a failure (E24). */
function read(call: ToolCall, ended: Ended): ToolAnswer {
  if (ended.kind === 'threw') return { kind: 'failed', failure: describeFailure(ended.thrown), fatal: false };
  try {
    return readOutcome(call, ended.outcome);
  } catch (error) {
    return { kind: 'failed', failure: describeFailure(error), fatal: false };
  }
}

function readOutcome({ step }: ToolCall, outcome: unknown): ToolAnswer {
  if (typeof outcome !== 'object' || outcome === null || !('success' in outcome)) {
    const message = `the tool ${step.tool}.${step.action} answered something that is no outcome: expected { success, result }`;
    return {
      kind: 'failed',
      failure: { error: { category: 'internal', code: 'invalid_outcome', message } },
      fatal: false,
    };
  }
  const field = (name: string): unknown => (name in outcome ? Reflect.get(outcome, name) : undefined);
  if (outcome.success === true)
    return { kind: 'completed', result: field('result'), meta: field('meta'), variables: field('variables') };
  const error = readToolError(field('error'), (value) => normalise(value, 'error').value);
  return { kind: 'failed', failure: { error }, result: field('result'), fatal: false };
}

function toolContext(
  context: RunContext,
  { step, attempt, interruption }: ToolCall,
  parts: { log: AttemptLog; processes: AttemptProcesses },
): ToolContext {
  const { run, clock, env, settings, folder, ledger, runScript } = context;
  const { log, processes } = parts;
  const path = pathOf(context, step.id);
  return {
    run,
    step: path,
    attempt,
    signal: interruption.signal,
    workdir: ledger.table.workdir,
    tempDir: folder.tempDir,
    env: { ...env, STEPGLASS_ATTEMPT: markerOf(run, path, attempt) },
    settings,
    spawn: (request) => processes.run(request),
    ...(runScript === undefined
      ? {}
      : {
          runScript: (request) =>
            runScript(request, {
              signal: interruption.signal,
              output: (stream, chunk) => log.write(stream, chunk),
              onStarted: (pid) => void processes.adopt(pid),
            }),
        }),
    output: (stream, chunk) => log.write(stream, chunk),
    progress: (fraction, text) =>
      context.signal({
        type: 'step.progress',
        run,
        step: path,
        attempt,
        fraction: Math.min(1, Math.max(0, fraction)),
        ...(text === undefined ? {} : { text }),
      }),
    now: () => clock.now(),
    sleep: (ms, signal) => clock.sleep(ms, signal),
  };
}

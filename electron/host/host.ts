import type { AppCommand } from '../../shared/api/answers.ts';
import { appHandlers } from './areas/app.ts';
import { createBreakpointArea } from './areas/breakpoints.ts';
import { createBundleArea } from './areas/bundles.ts';
import { fileHandlers } from './areas/files.ts';
import { logHandlers } from './areas/logs.ts';
import { pinHandlers } from './areas/pins.ts';
import { PipelineFiles, pipelineHandlers } from './areas/pipelines.ts';
import { runHandlers } from './areas/runs.ts';
import { settingsHandlers } from './areas/settings.ts';
import { stepHandlers } from './areas/steps.ts';
import { valueHandlers } from './areas/values.ts';
import { createCommandHub } from './commands.ts';
import type { HostDeps } from './deps.ts';
import { watchPipeline } from './pipeline-watch.ts';
import { createRunFeeds, factSource } from './runs/run-feeds.ts';
import { RunList } from './runs/run-list.ts';
import { createRunWatch, type RunNews } from './runs/run-watch.ts';
import { createTrust } from './settings/trust.ts';
import type { HostDoor } from './transport/connection.ts';
import { dispatch, openStream } from './transport/dispatch.ts';
import { startPump } from './transport/pump.ts';
import type { RequestHandlers, StreamHandlers } from './transport/wire.ts';

/** Answers the studio API for one process, whatever the transport (monitor.md "Processes"). */
export interface Host extends HostDoor {
  /** To every window, or to the first one that comes. */
  command(command: AppCommand): void;
  /** Runs of this process that ended, stopped or wait for a person. Returns the way to end it. */
  onNews(listener: (news: RunNews) => void): () => void;
  /** Ends watching; runs are left as they are (`stopRuns` ends them). */
  close(): Promise<void>;
}

export function createHost(deps: HostDeps): Host {
  const { engine, data, settings, shell, identity, heavy, pacer, log } = deps;
  const trust = createTrust(settings, identity.examplesFolder === null ? [] : [identity.examplesFolder]);
  const files = new PipelineFiles(deps, trust);
  const list = new RunList({ engine, data, pacer, log });
  const feeds = createRunFeeds(factSource(engine, data));
  const watch = createRunWatch({ engine, list, feeds, log });
  const commands = createCommandHub();
  const bundles = createBundleArea(deps, list);
  const breakpoints = createBreakpointArea(deps, files);

  const requestHandlers: RequestHandlers = {
    ...appHandlers(deps, list),
    ...settingsHandlers(settings),
    ...pipelineHandlers(deps, files, trust),
    ...fileHandlers(shell),
    ...runHandlers(deps, { list, feeds, files, trust, watch }),
    ...breakpoints.handlers,
    ...bundles.handlers,
    ...pinHandlers(deps, files),
    ...valueHandlers(data, heavy),
    ...stepHandlers(deps, feeds),
    ...logHandlers(deps),
    'language:schema': () => deps.languageSchema(),
  };
  const streamHandlers: StreamHandlers = {
    run: ({ run: named, from }, signals) => {
      const run = data.resolve(named);
      const stream = feeds.acquire(run).open(from, signals);
      return {
        take: () => stream.take(),
        close: () => {
          stream.close();
          feeds.release(run);
        },
      };
    },
    runs: (_, signals) => list.open(signals),
    pipeline: ({ path }, signals) => watchPipeline(files, path, signals),
    breakpoints: ({ path }, signals) => breakpoints.open(path, signals),
    commands: (_, signals) => commands.open(signals),
  };
  return {
    request: (name, parameters) => dispatch(requestHandlers, name, parameters),
    subscribe: (name, parameters, sink) =>
      startPump((signals) => openStream(streamHandlers, { name, parameters }, signals), sink, pacer),
    command: (command) => commands.send(command),
    onNews: (listener) => watch.onNews(listener),
    close: async () => {
      list.close();
      feeds.close();
      bundles.close();
      await heavy.close();
    },
  };
}

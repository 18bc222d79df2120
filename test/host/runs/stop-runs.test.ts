import path from 'node:path';
import { expect, it } from 'vitest';
import { systemClock } from '../../../electron/execution/clock.ts';
import { cancelRuns, pauseRuns, runsUnderWay } from '../../../electron/host/runs/stop-runs.ts';
import { openTestHost, type TestHost } from '../open-test-host.ts';

async function startGated(host: TestHost): Promise<string> {
  const gate = path.join(host.folder, 'gate');
  const text = `name: Gated\nsteps:\n  - id: wait\n    tool: terminal\n    parameters: { command: "while [ ! -e '${gate}' ]; do sleep 0.05; done" }\n  - id: after\n    tool: echo\n    parameters: { value: "{{ wait.return_code }}" }\n`;
  const { run } = await host.ask('runs:execute', { kind: 'start', path: host.write('gated.yaml', text), inputs: {} });
  const window = host.listen('run', { run, from: 0 });
  await expect
    .poll(() => window.events.flatMap(({ facts }) => facts).some((fact) => fact.type === 'process.started'))
    .toBe(true);
  return run;
}

const options = { clock: systemClock, log: () => undefined };
const statusOf = async (host: TestHost, run: string) => (await host.ask('runs:open', { run })).summary.status;

it('lets running steps finish within the grace, and offers the run at the next start', async () => {
  const host = openTestHost();
  const run = await startGated(host);
  const stopped = pauseRuns(host.engine, { ...options, graceMs: 60_000 });
  host.write('gate', '');
  await stopped;
  expect(host.engine.running()).toEqual([]);
  expect(await statusOf(host, run)).toBe('paused');
  expect((await host.ask('app:info', {})).interrupted.map((summary) => summary.run)).toEqual([run]);
});

it('aborts what does not finish in time, and offers the run at the next start all the same', async () => {
  const host = openTestHost();
  const run = await startGated(host);
  await pauseRuns(host.engine, { ...options, graceMs: 1 });
  expect(host.engine.running()).toEqual([]);
  expect(await statusOf(host, run)).toBe('paused');
  expect((await host.ask('app:info', {})).interrupted.map((summary) => summary.run)).toEqual([run]);
  host.write('gate', '');
  await host.ask('runs:execute', { kind: 'resume', run });
  await host.engine.handle(run)?.done;
  expect(await statusOf(host, run)).toBe('completed');
});

it('cancels every run of the process', async () => {
  const host = openTestHost();
  const runs = [await startGated(host), await startGated(host)];
  await cancelRuns(host.engine, () => undefined);
  for (const run of runs) expect(await statusOf(host, run)).toBe('cancelled');
});

it('has nothing to stop once the end of a run is told', async () => {
  const host = openTestHost();
  const run = await startGated(host);
  expect(runsUnderWay(host.engine)).toEqual([run]);
  const atTheEnd: (readonly string[])[] = [];
  host.engine.subscribe(run, {
    from: 0,
    onFacts: (facts) => {
      if (facts.some(({ type }) => type === 'run.completed'))
        atTheEnd.push(host.engine.running(), runsUnderWay(host.engine));
    },
  });
  host.write('gate', '');
  await host.engine.handle(run)?.done;
  // the process has it still, to put it away
  expect(atTheEnd).toEqual([[run], []]);
});

it('lets a run be deleted as soon as its end is told', async () => {
  const host = openTestHost();
  const run = await startGated(host);
  const deleted = new Promise((resolve) => {
    host.engine.subscribe(run, {
      from: 0,
      onFacts: (facts) => {
        if (facts.some(({ type }) => type === 'run.completed')) resolve(host.ask('runs:delete', { run }));
      },
    });
  });
  host.write('gate', '');
  await deleted;
  await expect(statusOf(host, run)).rejects.toThrow('It is in the trash');
});

it('does nothing where nothing runs', async () => {
  const host = openTestHost();
  await pauseRuns(host.engine, { ...options, graceMs: 60_000 });
});

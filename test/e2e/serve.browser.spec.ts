import type { ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { WebSocket } from 'ws';
import { exited, serve } from './launch.ts';
import { expect, type Studio, test } from './studio.ts';

/** A window without a page: the calls of the studio API over the real socket. */
async function connect(address: string) {
  const url = new URL(address);
  const token = new URLSearchParams(url.hash.slice(1)).get('token');
  const socket = new WebSocket(`ws://${url.host}/ws?token=${token}`, { headers: { Origin: url.origin } });
  await new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject));
  const waiting = new Map<number, (message: { type: string; value?: never; error?: { code: string } }) => void>();
  let counter = 0;
  socket.on('message', (data) => {
    const message = JSON.parse(String(data));
    waiting.get(message.id)?.(message);
  });
  const send = (
    type: string,
    name: string,
    parameters: unknown,
    hear: (message: { type: string; value?: never; error?: { code: string } }) => void,
  ): void => {
    counter += 1;
    waiting.set(counter, hear);
    socket.send(JSON.stringify({ id: counter, type, name, parameters }));
  };
  return {
    ask: <T>(name: string, parameters: unknown) =>
      new Promise<T>((resolve, reject) => {
        send('request', name, parameters, ({ type, value, error }) =>
          type === 'answer' ? resolve(value as T) : reject(new Error(error?.code)),
        );
      }),
    listen: <T>(name: string, parameters: unknown, hear: (event: T) => void) =>
      send('subscribe', name, parameters, ({ value }) => hear(value as T)),
    close: () => socket.close(),
  };
}

type Facts = { facts: readonly { n: number; type: string; reason?: string; pid?: number }[] };

async function startGated(studio: Studio, address: string, gate: string) {
  const client = await connect(address);
  const file = studio.write(
    'gated.yaml',
    `name: Gated\nsteps:\n  - id: wait\n    tool: terminal\n    parameters: { command: "while [ ! -e '${gate}' ]; do sleep 0.05; done" }\n  - id: after\n    tool: echo\n    parameters: { value: "{{ wait.return_code }}" }\n`,
  );
  const { run } = await client.ask<{ run: string }>('runs:execute', { kind: 'start', path: file, inputs: {} });
  const facts: Facts['facts'][number][] = [];
  client.listen<Facts>('run', { run, from: 0 }, (event) => facts.push(...event.facts));
  await expect.poll(() => facts.some(({ type }) => type === 'process.started')).toBe(true);
  return { client, run, facts };
}

/** Resolves when the process has printed a text. */
function said(child: ChildProcess, text: string): Promise<void> {
  return new Promise((resolve) => {
    let output = '';
    child.stdout?.on('data', (chunk) => {
      output += String(chunk);
      if (output.includes(text)) resolve();
    });
  });
}

const options = (studio: Studio) => ({ dataFolder: studio.dataFolder, home: path.join(studio.folder, '..', 'home') });

test('serve pauses what runs when it is asked to end, and the next start offers to resume it', async ({ studio }) => {
  studio.trustFolder();
  const gate = path.join(studio.folder, 'gate');
  const first = await serve(options(studio));
  const { run } = await startGated(studio, first.url, gate);
  const ending = said(first.child, 'Ending');
  first.child.kill('SIGTERM');
  await ending;
  studio.write('gate', '');
  await exited(first.child);
  expect(first.child.exitCode).toBe(0);
  const second = await serve(options(studio));
  const client = await connect(second.url);
  const { interrupted } = await client.ask<{ interrupted: { run: string; status: string }[] }>('app:info', {});
  expect(interrupted).toMatchObject([{ run, status: 'paused' }]);
  const facts: Facts['facts'][number][] = [];
  client.listen<Facts>('run', { run, from: 0 }, (event) => facts.push(...event.facts));
  await client.ask('runs:execute', { kind: 'resume', run });
  await expect.poll(() => facts.at(-1)?.type).toBe('run.completed');
  expect(facts.map(({ n }) => n)).toEqual(facts.map((_fact, at) => at + 1));
  expect(facts.filter(({ type }) => type === 'step.started')).toHaveLength(2);
  second.child.kill('SIGINT');
  await exited(second.child);
  expect(second.child.exitCode).toBe(0);
});

test('serve leaves no process behind when a step does not end in time', async ({ studio }) => {
  studio.trustFolder();
  const { child, url } = await serve(options(studio));
  const { facts } = await startGated(studio, url, path.join(studio.folder, 'never'));
  const pid = facts.find(({ type }) => type === 'process.started')?.pid ?? 0;
  child.kill('SIGINT');
  await exited(child);
  expect(child.exitCode).toBe(0);
  expect(existsSync(`/proc/${pid}`)).toBe(false);
});

test('a window that lost its connection misses nothing', async ({ studio }) => {
  studio.trustFolder();
  const gate = path.join(studio.folder, 'gate');
  const { child, url } = await serve(options(studio));
  const { client, run, facts } = await startGated(studio, url, gate);
  const seen = facts.length;
  client.close();
  studio.write('gate', '');
  const again = await connect(url);
  const later: Facts['facts'][number][] = [];
  again.listen<Facts>('run', { run, from: seen }, (event) => later.push(...event.facts));
  await expect.poll(() => later.at(-1)?.type).toBe('run.completed');
  expect([...facts, ...later].map(({ n }) => n)).toEqual([...facts, ...later].map((_fact, at) => at + 1));
  child.kill('SIGTERM');
  await exited(child);
});

test('serve refuses what it cannot use with exit code 2', async ({ studio }) => {
  const { child, url } = await serve(options(studio));
  const { port } = new URL(url);
  for (const wrong of ['70000', 'x', '-1'])
    await expect(serve({ ...options(studio), port: wrong })).rejects.toThrow(/serve ended/);
  await expect(serve({ ...options(studio), port })).rejects.toThrow(/in use/);
  child.kill('SIGTERM');
  await exited(child);
});

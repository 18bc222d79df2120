import { readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { CliSandbox } from '../helpers/cli.ts';

let box: CliSandbox;
beforeEach(async () => {
  box = new CliSandbox();
  await box.write('chain.yaml', CHAIN);
});
afterEach(() => box.close());

const CHAIN = `name: Chain
steps:
  - { id: a, tool: set, parameters: { variables: { x: 1 } } }
  - { id: b, tool: echo, parameters: { value: '{{ variables.x }}' } }
  - { id: c, tool: echo, parameters: { value: '{{ b }}' } }
outputs: { b: '{{ b }}', c: '{{ c }}' }
`;

describe('--break', () => {
  it('pauses there, and goes on with what was edited', async () => {
    const stopped = await box.json('run', 'chain.yaml', '--break', 'before:b if variables.x == 1');
    expect(stopped.end.code).toBe(3);
    expect(stopped.document).toMatchObject({
      status: 'paused',
      steps: { a: { status: 'completed' }, b: { status: 'pending' } },
    });
    const { end, document } = await box.json(
      'resume',
      stopped.document.run,
      '--var',
      'x=7',
      '--param',
      'c.value=edited',
    );
    expect(end.code, end.stderr).toBe(0);
    expect(document.outputs).toEqual({ b: 7, c: 'edited' });
  });

  it('refuses a step that is not there', async () => {
    expect(await box.run('run', 'chain.yaml', '--break', 'x')).toMatchObject({ code: 2 });
  });

  it('takes the kept ones only when asked to, whatever the run is made from', async () => {
    const set = await box.json('breakpoints', 'chain.yaml', '--add', 'c', '--add', 'after:b if b == 1');
    expect(set.document).toEqual([
      { step: 'c', when: 'before', enabled: true, problem: null },
      { step: 'b', when: 'after', condition: 'b == 1', enabled: true, problem: null },
    ]);
    const { document: free } = await box.json('run', 'chain.yaml');
    expect(free.status).toBe('completed');
    for (const args of [
      ['run', 'chain.yaml'],
      ['rerun', free.run, '--from', 'b'],
      ['continue', free.run, '--checkpoint', '@2'],
    ]) {
      const { document } = await box.json(...args, '--kept-breakpoints');
      expect([args[0], document.status, document.steps.c.status]).toEqual([args[0], 'paused', 'pending']);
      const next = await box.json('resume', document.run, '--kept-breakpoints');
      expect(next.document.status, 'it stops before c, too').toBe('paused');
    }
    await box.json('breakpoints', 'chain.yaml', '--remove', 'c', '--remove', 'after:b');
    expect((await box.json('run', 'chain.yaml', '--kept-breakpoints')).document.status).toBe('completed');
  });

  it('E15 obeys a kept one that another process sets while the run goes on', async () => {
    await box.fifo('ready');
    await box.fifo('gate');
    await box.write(
      'held.yaml',
      `name: Held
steps:
  - { id: held, tool: terminal, parameters: { command: 'echo ready > ready; cat gate' } }
  - { id: next, tool: echo, needs: held, parameters: { value: 1 } }
`,
    );
    const run = box.start(['run', 'held.yaml', '--kept-breakpoints', '--json']);
    await box.hear('ready');
    expect(await box.run('breakpoints', 'held.yaml', '--add', 'next')).toMatchObject({ code: 0 });
    await box.open('gate');
    const end = await run.end;
    expect(end.code, end.stderr).toBe(3);
    expect(JSON.parse(end.stdout)).toMatchObject({ status: 'paused', steps: { next: { status: 'pending' } } });
  });

  it('E15 loses none of those that many processes keep at once', async () => {
    await Promise.all(['a', 'b', 'c', 'after:a'].map((step) => box.run('breakpoints', 'chain.yaml', '--add', step)));
    const { document } = await box.json('breakpoints', 'chain.yaml');
    const places = (document as { step: string; when: string }[]).map(({ step, when }) => `${when}:${step}`);
    expect(places.sort()).toEqual(['after:a', 'before:a', 'before:b', 'before:c']);
  });

  it('E15 names a kept one that cannot be read, and forgets it when told to', async () => {
    await box.json('breakpoints', 'chain.yaml', '--add', 'b');
    const kept = path.join(box.dataDir, 'breakpoints');
    const bad = path.join(kept, readdirSync(kept)[0] ?? '', 'bad.json');
    writeFileSync(bad, '{');
    const refused = await box.run('run', 'chain.yaml', '--kept-breakpoints');
    expect(refused.code).not.toBe(0);
    expect(refused.stderr).toContain(bad);
    expect(refused.stderr).toContain('--forget-damaged');
    expect(await box.run('run', 'chain.yaml')).toMatchObject({ code: 0 });
    expect((await box.run('breakpoints', 'chain.yaml', '--forget-damaged')).stdout).toBe('● before b\n');
    expect(await box.run('run', 'chain.yaml', '--kept-breakpoints')).toMatchObject({ code: 3 });
  });

  it('refuses to keep what cannot be hit, and shows what cannot be hit any more', async () => {
    expect(await box.run('breakpoints', 'chain.yaml', '--add', 'c if cc')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('there is no name `cc` at this step'),
    });
    await box.json('breakpoints', 'chain.yaml', '--add', 'c');
    await box.write('chain.yaml', CHAIN.replaceAll('id: c', 'id: d').replaceAll('{{ c }}', '{{ d }}'));
    expect((await box.run('breakpoints', 'chain.yaml')).stdout).toBe(
      '○ before c  (there is no step c to break at; the steps are `a`, `b` and `d`)\n',
    );
    expect((await box.json('run', 'chain.yaml', '--kept-breakpoints')).document.status).toBe('completed');
    expect((await box.run('breakpoints', 'chain.yaml', '--clear')).stdout).toContain('No breakpoints are kept');
  });
});

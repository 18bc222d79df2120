import { expect, it } from 'vitest';
import type { FactOf, StoredValue } from '../../../shared/facts.ts';
import { openTestHost, type TestHost } from '../open-test-host.ts';

const MAKE = `name: Make
inputs:
  last: { type: integer, default: 1 }
steps:
  - { id: make, tool: echo, parameters: { value: { text: '{{ "x" * 9000 }}', last: '{{ last }}' } } }
`;

async function made(host: TestHost, last: number): Promise<{ run: string; stored: StoredValue }> {
  const file = host.write('make.yaml', MAKE);
  const { run } = await host.ask('runs:execute', { kind: 'start', path: file, inputs: { last } });
  await host.engine.handle(run)?.done;
  const facts = await host.ask('runs:facts', { run, from: 0, limit: 100 });
  const completed = facts.find((fact): fact is FactOf<'step.completed'> => fact.type === 'step.completed');
  return { run, stored: completed?.result ?? { inline: null } };
}

it('M16 compares large values of two runs, and a large one with a small one', async () => {
  const host = openTestHost();
  const [one, two] = [await made(host, 1), await made(host, 2)];
  expect('blob' in one.stored).toBe(true);
  expect(await host.ask('values:compare', { before: one, after: two })).toEqual({
    isCut: false,
    found: [
      {
        path: ['last'],
        kind: 'changed',
        before: { text: '1', isText: false, omitted: 0 },
        after: { text: '2', isText: false, omitted: 0 },
      },
    ],
  });
  const whole = await host.ask('values:compare', { before: one, after: { run: two.run, stored: { inline: 5 } } });
  expect(whole.found).toMatchObject([{ path: [], kind: 'changed', after: { text: '5' } }]);
  expect((await host.ask('values:compare', { before: one, after: one })).found).toEqual([]);
});

it('M16 refuses to compare what is no value of a run', async () => {
  const host = openTestHost();
  const one = await made(host, 1);
  const missing = { run: one.run, stored: { blob: 'a'.repeat(64), sizeBytes: 5 } };
  expect(await host.refused('values:compare', { before: one, after: missing })).toMatchObject({ code: 'missing' });
  const outside = { run: one.run, stored: { blob: '../../../etc/passwd', sizeBytes: 5 } };
  expect(await host.refused('values:compare', { before: one, after: outside })).toMatchObject({
    code: 'invalid_argument',
  });
});

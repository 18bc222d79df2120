import { expect, it } from 'vitest';
import { openTestHost, type TestHost, untilDone } from '../open-test-host.ts';

async function run(host: TestHost, text: string, inputs = {}): Promise<string> {
  const file = host.write('pipeline.yaml', text);
  const { run: id } = await host.ask('runs:execute', { kind: 'start', path: file, inputs });
  await untilDone(host, id);
  return id;
}

const PIPELINE = `name: Lineage
inputs:
  who: { type: string, default: world }
secrets: [API_KEY]
steps:
  - id: first
    tool: echo
    parameters: { value: { items: [1, 2, 3] } }
  - id: remember
    tool: set
    parameters: { variables: { count: "{{ first.items | length }}" } }
  - id: second
    tool: echo
    parameters:
      value:
        text: "{{ who }} has {{ variables.count }} of {{ first.items[0] }}"
        list: [plain, "{{ first.items }}"]
        key: "k={{ secrets.API_KEY }}"
`;

it('shows each expression of a parameter with its value and what it was read from', async () => {
  const host = openTestHost();
  const id = await run(host, PIPELINE, { who: 'Ann' });
  const inspected = await host.ask('steps:inspect', { run: id, step: 'second' });
  expect(inspected.map(({ name }) => name)).toEqual(['value.text', 'value.list[0]', 'value.list[1]', 'value.key']);
  const [text, plain, list] = inspected;
  expect(text?.expressions.map(({ value, reads }) => [value, reads])).toEqual([
    ['Ann', ['who']],
    [3, ['variables.count']],
    [1, ['first']],
  ]);
  expect(text?.expressions.map(({ start, end }) => text.source?.slice(start, end).includes('who'))).toEqual([
    true,
    false,
    false,
  ]);
  expect(text?.span).toMatchObject({ line: 16 });
  expect(plain).toMatchObject({ source: null, span: null, expressions: [] });
  expect(list?.expressions).toMatchObject([{ value: [1, 2, 3], reads: ['first'] }]);
});

it('never shows a secret', async () => {
  const host = openTestHost();
  const id = await run(host, PIPELINE);
  const inspected = await host.ask('steps:inspect', { run: id, step: 'second' });
  expect(inspected.at(-1)?.expressions).toMatchObject([{ value: '«secret:API_KEY»', reads: ['secrets.API_KEY'] }]);
  const everything = JSON.stringify([
    inspected,
    await host.ask('runs:facts', { run: id, from: 0, limit: 1000 }),
    await host.ask('runs:result', { run: id }),
  ]);
  expect(everything).not.toContain('a-very-secret-value');
});

it('shows the templates of a step that has not run, without values', async () => {
  const host = openTestHost();
  const id = await run(host, PIPELINE.replace('{ items: [1, 2, 3] }', '{ none: true }'));
  const inspected = await host.ask('steps:inspect', { run: id, step: 'second' });
  expect(inspected[0]).toMatchObject({ name: 'value.text', expressions: [] });
  expect(await host.refused('steps:inspect', { run: id, step: 'nobody' })).toMatchObject({ code: 'unknown_step' });
});

it('reads a log piece by piece, characters whole, streams apart', async () => {
  const host = openTestHost();
  const id = await run(
    host,
    'name: Log\nsteps:\n  - id: talk\n    tool: terminal\n    parameters: { command: "printf \'äöü\'; printf oops >&2" }\n',
  );
  let offset = 0;
  const texts: string[] = [];
  for (let turn = 0; turn < 20; turn += 1) {
    const chunk = await host.ask('logs:read', { run: id, step: 'talk', attempt: 1, offset, maxBytes: 3 });
    texts.push(...chunk.records.map(({ stream, text }) => `${stream}:${text}`));
    if (chunk.nextOffset >= chunk.totalBytes) break;
    offset = chunk.nextOffset;
  }
  const of = (stream: string) =>
    texts
      .filter((text) => text.startsWith(stream))
      .map((text) => text.slice(stream.length + 1))
      .join('');
  expect([of('stdout'), of('stderr')]).toEqual(['äöü', 'oops']);
  const attempts = [
    { step: 'talk', attempt: 1 },
    { step: 'talk', attempt: 2 },
  ];
  expect(await host.ask('logs:sizes', { run: id, attempts })).toEqual([10, 0]);
  expect(
    await host.refused('logs:read', { run: id, step: 'nobody', attempt: 1, offset: 0, maxBytes: 10 }),
  ).toMatchObject({ code: 'unknown_step' });
});

it('reads a large value in pieces that together are its JSON text', async () => {
  const host = openTestHost();
  const id = await run(
    host,
    'name: Large\nsteps:\n  - id: make\n    tool: echo\n    parameters: { value: { text: "{{ \'é\' * 20000 }}", n: 1 } }\n',
  );
  const facts = await host.ask('runs:facts', { run: id, from: 0, limit: 100 });
  const completed = facts.find((fact) => fact.type === 'step.completed');
  const result = completed?.type === 'step.completed' ? completed.result : { inline: null };
  const blob = 'blob' in result ? result.blob : '';
  const pieces: string[] = [];
  let offset = 0;
  for (let total = 1; offset < total; ) {
    const piece = await host.ask('values:read', { run: id, blob, offset, length: 4097 });
    pieces.push(piece.text);
    total = piece.totalBytes;
    offset += Buffer.byteLength(piece.text);
  }
  expect(JSON.parse(pieces.join(''))).toEqual({ text: 'é'.repeat(20_000), n: 1 });
  expect(pieces.length).toBeGreaterThan(5);
  expect(await host.refused('values:read', { run: id, blob: 'a'.repeat(64), offset: 0, length: 10 })).toMatchObject({
    code: 'unknown_value',
  });
});

it('M6 reads one entry of a large value without the rest', async () => {
  const host = openTestHost();
  const id = await run(
    host,
    'name: Large\nsteps:\n  - id: make\n    tool: echo\n    parameters: { value: { list: [a, { b: [1, 2] }], text: "{{ \'x\' * 9000 }}" } }\n',
  );
  const facts = await host.ask('runs:facts', { run: id, from: 0, limit: 100 });
  const made = facts.find((fact) => fact.type === 'step.completed');
  const result = made?.type === 'step.completed' ? made.result : { inline: null };
  const blob = 'blob' in result ? result.blob : '';
  const read = async (...part: (string | number)[]) =>
    (await host.ask('values:read', { run: id, blob, part, offset: 0, length: 4096 })).text;
  expect(JSON.parse(await read('list', 1, 'b'))).toEqual([1, 2]);
  expect(await read('list', 0)).toBe('"a"');
  expect(await read('list', 'length')).toBe('null');
  expect(await read('list', 7, 'b')).toBe('null');
});

const NESTED = `name: Nested
inputs:
  word: { type: string, default: Hello }
secrets: [API_KEY]
steps:
  - id: names
    tool: echo
    parameters: { value: [Ada, Bob] }
  - id: process
    for_each: "{{ names }}"
    as: person
    loop_name: people
    steps:
      - id: count
        tool: set
        parameters: { variables: { letters: "{{ item | length }}" } }
      - id: days
        for_each: [4, 5]
        steps:
          - id: save
            tool: echo
            parameters:
              value: "{{ person }} {{ index }} {{ loops.people.index }} {{ item }} {{ variables.letters }} {{ word }} {{ secrets.API_KEY }}"
            dependencies: [count]
  - id: sub
    pipeline: part.yaml
    inputs: { who: "{{ names[1] }}" }
  - id: again
    while: "{{ iteration <= 3 }}"
    set_state: { sum: "{{ loop_state.sum | default(0) + add }}" }
    steps:
      - id: add
        tool: echo
        parameters: { value: "{{ loop_state.sum | default(0) + 1 }}" }
`;
const PART = `name: Part
inputs:
  who: { type: string }
steps:
  - id: each
    for_each: [x, y]
    steps:
      - id: say
        tool: echo
        parameters: { value: "{{ item }} {{ who }} {{ pipeline.name }}" }
`;

async function runNested(host: TestHost): Promise<string> {
  host.write('part.yaml', PART);
  return await run(host, NESTED);
}

async function valuesOf(host: TestHost, id: string, step: string) {
  const inspected = await host.ask('steps:inspect', { run: id, step });
  return inspected.flatMap(({ expressions }) => expressions.map(({ value }) => value));
}

it('M5 shows the values of expressions inside of nested loops, as they were in that iteration', async () => {
  const host = openTestHost();
  const id = await runNested(host);
  expect(await valuesOf(host, id, 'process[1].days[0].save')).toEqual(['Bob', 0, 1, 4, 3, 'Hello', '«secret:API_KEY»']);
  expect((await valuesOf(host, id, 'process[0].days[1].save')).slice(0, 4)).toEqual(['Ada', 1, 0, 5]);
  expect(await valuesOf(host, id, 'process[0].count')).toEqual([3]);
});

it('M5 shows the values of expressions of steps of an included pipeline, which sees only its own inputs', async () => {
  const host = openTestHost();
  const id = await runNested(host);
  expect(await valuesOf(host, id, 'sub.each[1].say')).toEqual(['y', 'Bob', 'Part']);
});

it('M5 shows what a loop carried from one iteration to the next', async () => {
  const host = openTestHost();
  const id = await runNested(host);
  expect(await valuesOf(host, id, 'again[0].add')).toEqual([1]);
  expect(await valuesOf(host, id, 'again[2].add')).toEqual([4]);
});

it('M5 shows what a container began with: its items, the inputs of the included pipeline', async () => {
  const host = openTestHost();
  const id = await runNested(host);
  const [items] = await host.ask('steps:inspect', { run: id, step: 'process' });
  expect(items).toMatchObject({ name: 'for_each', expressions: [{ value: ['Ada', 'Bob'], reads: ['names'] }] });
  const [who] = await host.ask('steps:inspect', { run: id, step: 'sub' });
  expect(who).toMatchObject({ name: 'inputs.who', expressions: [{ value: 'Bob', reads: ['names'] }] });
});

it('M5 shows the values of a step whose result was taken over with what else was done inside', async () => {
  const host = openTestHost();
  const parent = await runNested(host);
  const { run: id } = await host.ask('runs:execute', {
    kind: 'rerun',
    run: parent,
    from: ['process[1].days[1].save'],
    definition: 'snapshot',
  });
  await untilDone(host, id);
  expect((await valuesOf(host, id, 'process[0].days[1].save')).slice(0, 4)).toEqual(['Ada', 1, 0, 5]);
  expect((await valuesOf(host, id, 'process[1].days[1].save')).slice(0, 4)).toEqual(['Bob', 1, 1, 5]);
});

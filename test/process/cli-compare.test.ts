import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { CliSandbox } from '../helpers/cli.ts';

let box: CliSandbox;
beforeEach(async () => {
  box = new CliSandbox();
  await box.write('sales.yaml', SALES);
});
afterEach(() => box.close());

const SALES = `name: Sales
inputs:
  month: { type: string, default: may }
steps:
  - { id: read, tool: echo, parameters: { value: { month: '{{ month }}', rows: [1, 2, 3], big: '{{ "x" * 9000 }}{{ month }}' } } }
  - { id: keep, tool: set, parameters: { variables: { last: '{{ month }}' } }, dependencies: [read] }
  - { id: only_june, tool: echo, condition: "{{ month == 'june' }}", parameters: { value: extra }, dependencies: [keep] }
outputs: { rows: '{{ read.rows }}' }
`;

describe('compare', () => {
  it('M16 says where two runs differ, and where they differed first', async () => {
    const may = (await box.json('run', 'sales.yaml')).document.run;
    const june = (await box.json('run', 'sales.yaml', '-i', 'month=june')).document.run;
    const { end, document } = await box.json('compare', may, june);
    expect(end.code, end.stderr).toBe(0);
    expect(document).toMatchObject({ a: may, b: june, first: 'read' });
    expect(
      document.steps.map((step: { step: string; difference: string }) => `${step.step} ${step.difference}`),
    ).toEqual(['read result', 'keep result', 'only_june status']);
    const result = document.steps[0].differences.find((each: { of: string }) => each.of === 'result');
    expect(result.found.map((each: { path: string[] }) => each.path)).toEqual([['month'], ['big']]);
    expect(document.values.map((value: { of: string }) => value.of)).toEqual(['input month', 'variable last']);
    const { stdout } = await box.run('compare', may, june);
    expect(stdout).toContain('3 of 3 steps differ, read first');
    expect(stdout).toMatch(/only_june\s+\S+ skipped.*\s+\S+ completed.*ended differently/);
    expect(stdout).toContain('~ month: "may" → "june"');
  });

  it('M16 says that two runs do not differ', async () => {
    const one = (await box.json('run', 'sales.yaml')).document.run;
    const two = (await box.json('run', 'sales.yaml')).document.run;
    expect((await box.json('compare', one, two)).document).toMatchObject({ first: null, values: [] });
    expect((await box.run('compare', one, two)).stdout).toContain('no step differs');
  });

  it('M16 compares runs of two pipelines', async () => {
    await box.write(
      'other.yaml',
      'steps:\n  - { id: read, tool: echo, parameters: { value: 1 } }\n  - { id: new, tool: echo, parameters: { value: 1 } }\nname: Other\n',
    );
    const one = (await box.json('run', 'sales.yaml')).document.run;
    const two = (await box.json('run', 'other.yaml')).document.run;
    const { stdout } = await box.run('compare', one, two);
    expect(stdout).toMatch(/keep.*only in the first/);
    expect(stdout).toMatch(/new.*only in the second/);
    expect(stdout).toContain('input month:\n  - "may"');
  });

  it('M16 refuses a run that is not there', async () => {
    const end = await box.run('compare', 'x', 'y');
    expect(end.code).toBe(2);
    expect(end.stderr).toContain('no run begins with "x"');
  });
});

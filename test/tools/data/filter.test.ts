import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../../shared/json.ts';
import { CSV, dataOf, fail, ROWS } from './support.ts';

describe('data-processing.filter', () => {
  it.each<[JsonObject, string[]]>([
    [{ criteria: { status: 'active' } }, ['Alpha', 'Gamma']],
    [{ operation: { criteria: { status: 'active' } } }, ['Alpha', 'Gamma']],
    [{ criteria: { name: ['Beta', 'Gamma'] } }, ['Beta', 'Gamma']],
    [{ criteria: { value: { '>=': 1500, lt: 2200 } } }, ['Alpha']],
    [{ criteria: { value: '2200' } }, ['Beta']],
    [{ criteria: { value: { missing: true } } }, ['Gamma']],
    [{ criteria: { name: { contains: 'a', not_in: ['Beta'] }, status: { starts_with: 'act' } } }, ['Alpha', 'Gamma']],
    [{ criteria: [{ field: 'name', operator: '!=', value: 'Beta' }] }, ['Alpha', 'Gamma']],
    [{ field: 'status', value: 'completed' }, ['Beta']],
    [{ field: 'value', operator: 'greater_than', value: 2000 }, ['Beta']],
    [{ condition: "status == 'active' and value" }, ['Alpha']],
    [{ condition: "{{ name | lower in ['alpha', 'beta'] }}" }, ['Alpha', 'Beta']],
    [{ condition: "row['name'][0] == 'G'" }, ['Gamma']],
    [{ condition: true }, ['Alpha', 'Beta', 'Gamma']],
  ])('%j keeps %j', async (parameters, names) => {
    const data = await dataOf('filter', { data: ROWS, ...parameters });
    expect((data as { name: string }[]).map((row) => row.name)).toEqual(names);
  });

  it('keeps the columns of a table whose rows are all gone', async () => {
    expect(await dataOf('filter', { data: CSV, format: 'csv', criteria: { name: 'nobody' } })).toBe(
      'name,status,value\n',
    );
  });

  it.each<[JsonObject, string]>([
    [{}, 'give `condition` or `criteria`'],
    [{ criteria: { nope: 1 } }, 'there is no column "nope"; the data has name, status, value'],
    [{ criteria: { name: { like: 'x' } } }, 'the operator "like", expected one of eq'],
    [{ condition: 'status ==' }, 'the expression `status ==` cannot be read'],
    [{ condition: 'nope > 1' }, 'fails in row 1'],
    [{ condition: 'value > 5' }, 'fails in row 3'],
  ])('%j is refused, saying why', async (parameters, reason) => {
    expect((await fail('filter', { data: ROWS, ...parameters })).message).toContain(reason);
  });
});

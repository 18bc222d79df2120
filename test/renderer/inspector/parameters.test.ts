import { describe, expect, it } from 'vitest';
import { cutTemplate, renderedParameters } from '../../../renderer/inspector/parameters.ts';
import { ordersRun } from '../helpers/scenarios.ts';

const step = (id: string) =>
  ordersRun('completed').pipeline.steps.find((candidate) => candidate.id === id)?.parameters ?? [];

describe('parameters beside their templates', () => {
  it('M5 gives every template in a parameter by its place', () => {
    const [, inputs] = renderedParameters(step('clean'), { stored: null, inspected: [] });
    expect(inputs?.templates.map((template) => template.name)).toEqual(['inputs.rows', 'inputs.keep']);
    const sections = renderedParameters(step('report'), { stored: null, inspected: [] }).find(
      (parameter) => parameter.name === 'sections',
    );
    expect(sections?.templates.map((template) => template.name)).toEqual(['sections[0]', 'sections[1]', 'sections[2]']);
  });

  it('M5 shows data as it stands before a run, and what was rendered after it', () => {
    expect(
      renderedParameters(step('aggregate'), { stored: null, inspected: [] }).find(
        (parameter) => parameter.name === 'group_by',
      )?.value,
    ).toEqual(['order_month', 'product']);
    const rendered = renderedParameters(step('aggregate'), { stored: { inline: { min_rows: 90 } }, inspected: [] });
    expect(rendered.find((parameter) => parameter.name === 'min_rows')?.value).toBe(90);
    expect(rendered.find((parameter) => parameter.name === 'sum')?.value).toBeUndefined();
  });

  it('M6 marks each expression with its value and what it read', () => {
    const expression = { start: 7, end: 20, value: 90, reads: ['threshold'] };
    expect(cutTemplate('rows > {{ threshold }} !', [expression])).toEqual([
      { text: 'rows > ' },
      { text: '{{ threshold ', expression },
      { text: '}} !' },
    ]);
  });

  it('leaves out ranges that do not fit the text', () => {
    const expression = { start: 3, end: 99, value: 1, reads: [] };
    expect(cutTemplate('short', [expression])).toEqual([{ text: 'short' }]);
  });
});

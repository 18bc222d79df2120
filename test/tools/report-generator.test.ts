import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../shared/json.ts';
import { reportGenerator } from '../../electron/tools/report-generator.ts';
import { errorOf, resultOf } from '../helpers/call-tool.ts';
import { makeToolContext } from '../helpers/tool-context.ts';

const generate = (parameters: JsonObject) =>
  resultOf({ tool: reportGenerator, context: makeToolContext() }, parameters);

describe('report-generator.generate', () => {
  it('puts title, metadata, content and nested sections together', async () => {
    const { markdown, word_count } = await generate({
      title: 'Sales\nof May',
      metadata: { author: 'A. Writer' },
      content: 'Beginning.',
      sections: [{ title: 'One', content: 'text', sections: [{ title: 'Deeper', content: 'more' }] }, 'free text'],
      toc: true,
    });
    expect(markdown).toBe(
      '# Sales of May\n\n**author:** A. Writer\n\n- One\n  - Deeper\n\nBeginning.\n\n## One\n\ntext\n\n### Deeper\n\nmore\n\nfree text\n',
    );
    expect(word_count).toBe(15);
  });

  it('shows rows as a table and other data as JSON', async () => {
    const { markdown, html } = await generate({
      sections: [
        {
          content: [
            { a: 1, b: 'x|y' },
            { a: null, c: [1] },
          ],
        },
        { content: { k: 1 } },
      ],
    });
    expect(markdown).toBe(
      '| a | b | c |\n| --- | --- | --- |\n| 1 | x\\|y |  |\n|  |  | [1] |\n\n```json\n{\n  "k": 1\n}\n```\n',
    );
    expect(html).toContain('<table>');
    expect(html).toContain('<td>x|y</td>');
  });

  it('does not repeat the heading of a template that brings its own', async () => {
    expect(await generate({ title: 'T', content: '# Mine\n\ntext' })).toMatchObject({ markdown: '# Mine\n\ntext\n' });
  });

  it('gives the asked format as content', async () => {
    expect(await generate({ content: '*a*', format: 'html' })).toMatchObject({
      content: '<p><em>a</em></p>\n',
      html: '<p><em>a</em></p>\n',
    });
    expect(await generate({ content: '*a*' })).toMatchObject({ content: '*a*\n' });
  });

  it.each([
    '<script>alert(1)</script>',
    '[x](javascript:alert(1))',
    '<img src=x onerror=alert(1)>',
    '![x](data:text/html,<script>)',
  ])('lets nothing run that stands in %s', async (content) => {
    const { html } = await generate({
      title: content,
      content,
      sections: [{ title: content, content: [{ [content]: content }] }],
      visualization_files: [content],
    });
    expect(html).not.toMatch(/<script|<img[^>"]+onerror|href="javascript|src="data:text|src="javascript/i);
  });

  it('shows pictures only where they are wanted', async () => {
    const pictures = { content: 'x', visualization_files: ['charts/a b.png'] };
    expect((await generate(pictures))['html']).toContain('<img src="charts/a%20b.png" alt="">');
    expect((await generate({ ...pictures, include_visualizations: false }))['html']).not.toContain('<img');
  });

  it('refuses a report of nothing, and sections that are none', async () => {
    const call = { tool: reportGenerator, context: makeToolContext() };
    expect(await errorOf(call, {})).toMatchObject({ category: 'validation', code: 'missing_parameter' });
    expect((await errorOf(call, { sections: [5] })).message).toContain('`sections[0]` is 5');
  });
});

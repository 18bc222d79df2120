import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { printedJson } from '../../shared/json.ts';
import { compilePipeline } from '../../electron/compiler/compile.ts';
import { readPipelineFile } from '../../electron/compiler/read-file.ts';
import { builtinTools } from '../../electron/tools/registry.ts';
import { insertReference } from '../../scripts/docs/language-reference.ts';
import { render } from '../templates/support.ts';

const ROOT = path.resolve(import.meta.dirname, '../..');
const text = readFileSync(path.join(ROOT, 'docs/language.md'), 'utf8');

interface Snippet {
  readonly title: string;
  readonly content: string;
}

function snippets(of: string, language: string): Snippet[] {
  return [...of.matchAll(new RegExp(`^\`\`\`${language}\\n([\\s\\S]*?)^\`\`\`$`, 'gm'))].map(
    ([, content = ''], at) => ({
      title: /^name: (.*)$/m.exec(content)?.[1] ?? `${at + 1}`,
      content,
    }),
  );
}

const diagnosticsOf = (content: string) =>
  compilePipeline({
    text: content,
    file: path.join(ROOT, 'examples/snippet.yaml'),
    tools: builtinTools,
    readFile: readPipelineFile,
  }).diagnostics.map(({ code, span, message }) => `${span.line}: ${code}: ${message}`);

describe('docs/language.md', () => {
  it('L3 L15 is up to date (npm run docs makes it anew)', () => {
    expect(insertReference(text)).toBe(text);
  });

  it.each(snippets(text, 'yaml'))('L1 the example `$title` compiles without a word', ({ content }) => {
    expect(diagnosticsOf(content)).toEqual([]);
  });

  it('L10 has templates that give what it says', () => {
    const names = {
      who: 'Ada',
      count: 3,
      rows: [
        { name: 'ink', size: 2 },
        { name: 'pen', size: 5 },
      ],
    };
    const lines = snippets(text, 'jinja').flatMap(({ content }) => content.trimEnd().split('\n'));
    const told = lines.map((line) => line.split(/ +→ /) as [string, string]);
    expect(told.length).toBeGreaterThan(5);
    for (const [template, expected] of told) {
      const value = render(template, names);
      expect((typeof value === 'string' ? value : printedJson(value)).trim()).toBe(expected.trim());
    }
  });

  it('leads to headings that are there', () => {
    const headings = [...text.matchAll(/^#+ (.*)$/gm)].map(([, heading = '']) =>
      heading.toLowerCase().replaceAll(/[`,:]/g, '').replaceAll(' ', '-'),
    );
    const links = [...text.matchAll(/\]\(#([^)]+)\)/g)].map(([, link]) => link);
    expect(links.filter((link) => !headings.includes(link ?? ''))).toEqual([]);
  });

  it('is linked from the README, whose example compiles too', () => {
    const readme = readFileSync(path.join(ROOT, 'README.md'), 'utf8');
    expect(readme).toContain('(docs/language.md)');
    for (const { content } of snippets(readme, 'yaml')) expect(diagnosticsOf(content)).toEqual([]);
  });
});

import MarkdownIt from 'markdown-it';
import { isJsonObject, type Json, type JsonObject } from '../../shared/json.ts';
import { failure, success } from './failure.ts';
import { asText, flagOf, isList, listOf, objectOf, optionalText } from './parameters.ts';
import type { Tool, ToolOutcome } from './tool.ts';

const FORMATS = ['markdown', 'html'] as const;

/** Raw HTML stays text: what a report is made of comes from files, servers and models. */
const markdown = new MarkdownIt({ html: false, linkify: false, typographer: false });

export const reportGenerator: Tool = {
  name: 'report-generator',
  aliases: ['report_generator'],
  version: '1',
  description: 'Makes a report from texts and data.',
  defaultAction: 'generate',
  actions: {
    generate: {
      description: 'Puts title, content and sections together, as Markdown and as HTML.',
      parameters: {
        title: { type: 'string', description: 'The heading of the report.' },
        content: {
          type: 'any',
          description: 'Markdown; lists of objects become tables, other data JSON.',
          aliases: ['template', 'body', 'data'],
        },
        sections: { type: 'array', description: 'Maps with `title`, `content` and, nested, `sections`.' },
        metadata: { type: 'object', description: 'Names and values to be shown below the title.' },
        toc: {
          type: 'boolean',
          default: false,
          description: 'A list of the sections at the beginning.',
          aliases: ['include_toc'],
        },
        format: {
          type: 'string',
          enum: FORMATS,
          default: 'markdown',
          description: 'What `content` of the result holds.',
        },
        include_visualizations: { type: 'boolean', default: true, description: 'Whether pictures are shown.' },
        visualization_files: {
          type: 'array',
          description: 'Paths of pictures for the end of the report.',
          aliases: ['images'],
        },
      },
      result: {
        type: 'object',
        properties: {
          markdown: { type: 'string', required: true },
          html: { type: 'string', required: true, description: 'A part of a page, without scripts.' },
          content: { type: 'string', required: true, description: 'The one of the two that `format` asks for.' },
          word_count: { type: 'integer', required: true },
        },
        additionalProperties: false,
      },
      effects: 'none',
      run: async (parameters) => generate(parameters),
    },
  },
};

function generate(parameters: JsonObject): ToolOutcome {
  const text = `${blocksOf(parameters).join('\n\n')}\n`;
  const html = markdown.render(text);
  const content = optionalText(parameters, 'format') === 'html' ? html : text;
  return success({ markdown: text, html, content, word_count: countWords(text) });
}

function blocksOf(parameters: JsonObject): readonly string[] {
  const title = optionalText(parameters, 'title');
  const content = contentOf(parameters['content'] ?? null);
  const sections = sectionsOf(listOf(parameters, 'sections'), 2);
  const blocks = [
    // A template of the older dialect often brings its own heading.
    title === undefined || startsWithHeading(content) ? '' : `# ${oneLine(title)}`,
    ...Object.entries(objectOf(parameters, 'metadata')).map(([name, value]) => `**${name}:** ${cell(value)}`),
    flagOf(parameters, 'toc', false) ? tocOf(sections) : '',
    content,
    ...sections.map((section) => section.text),
    flagOf(parameters, 'include_visualizations', true) ? picturesOf(listOf(parameters, 'visualization_files')) : '',
  ].filter((block) => block.trim() !== '');
  if (blocks.length > 0) return blocks;
  throw failure('validation/missing_parameter', 'there is nothing to report: give `title`, `content` or `sections`');
}

interface Section {
  readonly title: string;
  readonly level: number;
  readonly text: string;
}

function sectionsOf(sections: readonly Json[], level: number): readonly Section[] {
  return sections.flatMap((section, index) => {
    if (typeof section === 'string') return [{ title: '', level, text: section.trim() }];
    if (!isJsonObject(section)) {
      throw failure(
        'validation/invalid_parameter',
        `\`sections[${index}]\` is ${asText(section)}, expected a map with \`title\` and \`content\``,
      );
    }
    const title = oneLine(asText(section['title'] ?? section['name'] ?? ''));
    const heading = title === '' ? '' : `${'#'.repeat(Math.min(level, 6))} ${title}`;
    const text = [heading, contentOf(section['content'] ?? null)].filter((block) => block !== '').join('\n\n');
    return [{ title, level, text }, ...sectionsOf(listOf(section, 'sections'), level + 1)];
  });
}

function contentOf(content: Json): string {
  if (content === null) return '';
  if (typeof content === 'string') return content.trim();
  if (isList(content) && content.length > 0 && content.every(isJsonObject)) return tableOf(content);
  return `\`\`\`json\n${JSON.stringify(content, null, 2)}\n\`\`\``;
}

function tableOf(rows: readonly JsonObject[]): string {
  const columns = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [
    line(columns.map(cell)),
    line(columns.map(() => '---')),
    ...rows.map((row) => line(columns.map((column) => cell(row[column] ?? null)))),
  ].join('\n');
}

function tocOf(sections: readonly Section[]): string {
  return sections
    .filter((section) => section.title !== '')
    .map((section) => `${'  '.repeat(section.level - 2)}- ${section.title}`)
    .join('\n');
}

function picturesOf(files: readonly Json[]): string {
  return files.map((file) => `![](<${oneLine(asText(file)).replace(/[<>]/g, '')}>)`).join('\n\n');
}

function startsWithHeading(content: string): boolean {
  return /^# \S/.test(content);
}

function cell(value: Json): string {
  return value === null ? '' : oneLine(asText(value)).replaceAll('|', '\\|');
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}

/** Words as a reader counts them: runs of letters and digits. */
function countWords(text: string): number {
  return text.match(/[\p{L}\p{N}]+(?:['’.-][\p{L}\p{N}]+)*/gu)?.length ?? 0;
}

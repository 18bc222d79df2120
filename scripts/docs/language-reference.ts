import { isOfContainer, keyTable, noEffectTable } from './keys.ts';
import { filterTable, functionTable, methodTable, nameTable, testTable } from './templates.ts';
import { laterTools, toolOverview, toolSections } from './tools.ts';

/** The parts of docs/language.md that are made from the code, by the names that stand in its marks. */
const SECTIONS: { readonly [name: string]: () => string } = {
  top: () => keyTable('top'),
  inputs: () => keyTable('input'),
  outputs: () => keyTable('output'),
  config: () => keyTable('config'),
  steps: () => keyTable('step', (key, spec) => !isOfContainer(key, spec)),
  containers: () => keyTable('step', isOfContainer),
  retry: () => keyTable('retry'),
  handlers: () => keyTable('handler'),
  'no-effect': noEffectTable,
  names: nameTable,
  filters: filterTable,
  tests: testTable,
  functions: functionTable,
  methods: methodTable,
  tools: toolOverview,
  'tools-later': laterTools,
  'tools-each': toolSections,
};

const MARK = /<!-- made from the code: ([\w-]+) -->\n[\s\S]*?<!-- end -->/g;

/** The text with every marked part made anew. Throws where a mark names nothing, or a part has no mark. */
export function insertReference(text: string): string {
  const used = new Set<string>();
  const fresh = text.replace(MARK, (_, name: string) => {
    used.add(name);
    const make = SECTIONS[name];
    if (make === undefined) throw new Error(`docs/language.md asks for a part \`${name}\` that does not exist`);
    return `<!-- made from the code: ${name} -->\n\n${make()}\n\n<!-- end -->`;
  });
  const unused = Object.keys(SECTIONS).filter((name) => !used.has(name));
  if (unused.length > 0) throw new Error(`docs/language.md has no mark for ${unused.join(', ')}`);
  return fresh;
}

import type { Defect } from './kinds.ts';
import { DEFECTS, TOP_DEFECTS } from './kinds.ts';

/** Where in the file a step stands: in the list of the file, or in the body of a container. */
export const PLACES = ['top', 'for_each', 'while', 'parallel', 'nested'] as const;

export interface PlantedStep {
  readonly place: (typeof PLACES)[number];
  /** Defects whose keys do not meet. */
  readonly defects: readonly string[];
}

export interface Planted {
  readonly text: string;
  /** `line:code`, in the order of the lines. */
  readonly expected: readonly string[];
}

/** What comes behind: a loop with a step of its own, and a step that sets a variable. */
const REST = [
  '  - id: last_loop',
  '    for_each: [1]',
  '    steps: [{ id: within, tool: echo, parameters: { value: 1 } }]',
  '  - { id: setter, tool: set, parameters: { variables: { late: 1 } } }',
];

type Keys = Map<string, readonly string[]>;

/** A file with these defects and no other. */
export function plant(steps: readonly PlantedStep[], top: readonly string[]): Planted {
  const lines = [
    'name: planted',
    ...topLines('inputs', top, ['  topic: a']),
    ...topLines('config', top, ['  timeout: 5m']),
    ...topLines('stpes', top),
    'steps:',
    ...item(new Map([['id', ['id: base']], ...callLines('read')])),
    ...steps.flatMap(stepLines),
    ...REST,
    ...topLines('outputs', top, ['  size: "{{ base.size }}"']),
    ...topLines('error_handlers', top),
  ];
  const expected = lines.flatMap((line, index) =>
    [...line.matchAll(/#! (\w+)/g)].map(([, code]) => `${index + 1}:${code}`),
  );
  return { text: `${lines.map((line) => line.replace(/ ?#! .*$/, '')).join('\n')}\n`, expected };
}

/** Whether two defects of one step stand beside each other. */
export function areApart(one: string, other: string): boolean {
  const [first, second] = [DEFECTS[one]?.('x').keys ?? {}, DEFECTS[other]?.('x').keys ?? {}];
  return !Object.keys(first).some((key) => groupOf(key).some((each) => Object.hasOwn(second, each)));
}

/** What a step runs is one thing: a defect of one of these keys hides those of the others. */
const CALL = ['tool', 'action', 'parameters', 'for_each', 'while', 'steps', 'pipeline', 'action_loop'];
/** A step that has no id cannot be named by itself. */
const NAMED = ['id', 'on_success', 'dependencies', 'on_error', 'tool'];

function groupOf(key: string): readonly string[] {
  return [key, ...(CALL.includes(key) ? CALL : []), ...(NAMED.includes(key) && key !== 'tool' ? NAMED : [])];
}

function topLines(key: string, defects: readonly string[], valid: readonly string[] = []): string[] {
  const planted = defects.flatMap((name) => TOP_DEFECTS[name]?.[key] ?? []);
  if (key === 'stpes') return planted;
  const lines = [...valid, ...planted];
  return lines.length === 0 ? [] : [`${key}:`, ...lines];
}

function callLines(action: string): [string, string[]][] {
  return [
    ['tool', ['tool: filesystem']],
    ['action', [`action: ${action}`]],
    ['parameters', ['parameters:', '  path: "{{ topic }}"']],
  ];
}

/** The step in its container, with a step behind it that reads it. */
function stepLines({ place, defects }: PlantedStep, index: number): string[] {
  const self = `s${index}`;
  const found = defects.map((name) => DEFECTS[name]?.(self) ?? { keys: {} });
  const reader: Keys = new Map([
    ['id', [`id: r${index}`]],
    ['tool', ['tool: echo']],
    ['parameters', ['parameters:', `  value: "{{ ${self} }} {{ base }}"`]],
  ]);
  const isNamed = !found.some(({ anonymous }) => anonymous === true);
  const lines = [...item(withDefects(self, found)), ...(isNamed ? item(reader) : [])];
  return inside(place, index, lines);
}

function withDefects(self: string, defects: readonly Defect[]): Keys {
  const keys: Keys = new Map([['id', [`id: ${self}`]], ...callLines('read')]);
  for (const [key, lines] of defects.flatMap(({ keys: changed }) => Object.entries(changed))) {
    if (lines === null) keys.delete(key);
    else keys.set(key, lines);
  }
  const first = [...keys.values()][0]?.[0] ?? '';
  const marks = defects.flatMap((defect) => defect.first ?? []).map((code) => ` #! ${code}`);
  const [name] = keys.keys();
  if (name !== undefined && marks.length > 0)
    keys.set(name, [first + marks.join(''), ...(keys.get(name)?.slice(1) ?? [])]);
  return keys;
}

/** A list item, indented as the items of `steps` are. */
function item(keys: Keys): string[] {
  return [...keys.values()].flat().map((line, index) => `${index === 0 ? '  - ' : '    '}${line}`);
}

function inside(place: PlantedStep['place'], index: number, lines: string[]): string[] {
  const deeper = lines.map((line) => `    ${line}`);
  switch (place) {
    case 'top':
      return lines;
    case 'for_each':
      return [`  - id: c${index}`, '    for_each: [1, 2]', '    steps:', ...deeper];
    case 'while':
      return [`  - id: c${index}`, '    while: "{{ iteration < 2 }}"', '    steps:', ...deeper];
    case 'parallel':
      return [`  - id: c${index}`, '    parallel:', ...deeper];
    case 'nested':
      return [
        `  - id: c${index}`,
        '    for_each: [1, 2]',
        '    steps:',
        `      - id: d${index}`,
        '        for_each: [3]',
        '        as: inner_item',
        '        steps:',
        ...deeper.map((line) => `    ${line}`),
      ];
  }
}

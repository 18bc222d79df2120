import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { parseDocument } from 'yaml';
import type { Example } from '../../shared/api/answers.ts';

/** In the order in which one learns; what else files say stands before those that say nothing. */
const TOPICS = ['Start here', 'Order and repetition', 'Values', 'Failures', 'People'];
const NO_TOPIC = 'More';

/** Pipelines that lie in the folder itself, by topic and name; files that cannot be read are no examples. */
export async function listExamples(folder: string): Promise<readonly Example[]> {
  const names = (await readdir(folder)).filter((name) => /\.ya?ml$/.test(name));
  const examples = await Promise.all(names.map((name) => describeExample(path.join(folder, name))));
  return examples.filter((example) => example !== null).sort(inOrder);
}

function inOrder(a: Example, b: Example): number {
  const first = ({ path: file }: Example) => (path.basename(file).startsWith('quickstart') ? 0 : 1);
  return (
    topicRank(a) - topicRank(b) || a.topic.localeCompare(b.topic) || first(a) - first(b) || a.name.localeCompare(b.name)
  );
}

function topicRank({ topic }: Example): number {
  const at = TOPICS.indexOf(topic);
  return at >= 0 ? at : TOPICS.length + (topic === NO_TOPIC ? 1 : 0);
}

async function describeExample(file: string): Promise<Example | null> {
  const document = parseDocument(await readFile(file, 'utf8'), { logLevel: 'silent' });
  if (document.errors.length > 0) return null;
  const text = (key: string, otherwise: string) => {
    const value: unknown = document.get(key);
    return typeof value === 'string' ? value : otherwise;
  };
  return {
    path: file,
    name: text('name', path.basename(file)),
    description: text('description', ''),
    topic: text('x-topic', NO_TOPIC),
  };
}

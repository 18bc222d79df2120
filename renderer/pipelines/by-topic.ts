import type { Example } from '../../shared/api/answers.ts';

export interface Topic {
  readonly topic: string;
  readonly examples: readonly Example[];
}

/** Examples under the headings that they have, in the order in which they came. */
export function byTopic(examples: readonly Example[]): readonly Topic[] {
  const topics = [...new Set(examples.map(({ topic }) => topic))];
  return topics.map((topic) => ({ topic, examples: examples.filter((example) => example.topic === topic) }));
}

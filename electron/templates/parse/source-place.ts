import type { AccessPlace } from '../evaluate/access.ts';
import type { Index, Member } from './ast.ts';
import { shorten } from './tokens.ts';

/** An access in a template's text. The texts for messages are cut only when a message is made. */
export class SourcePlace implements AccessPlace {
  readonly start: number;
  readonly end: number;
  readonly #text: string;
  readonly #node: Member | Index;

  constructor(text: string, node: Member | Index) {
    this.start = node.start;
    this.end = node.end;
    this.#text = text;
    this.#node = node;
  }

  get object(): string {
    return shorten(this.#text.slice(this.#node.object.start, this.#node.object.end), 80);
  }

  get whole(): string {
    return shorten(this.#text.slice(this.start, this.end), 80);
  }
}

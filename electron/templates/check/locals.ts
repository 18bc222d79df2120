/**
 * The names that `for` and `set` have bound so far, while a template is parsed from front to back. A name that is
 * bound is local from there to the end of its frame; only `for` opens frames, as in Jinja.
 */
export class Locals {
  #frames: Set<string>[] = [new Set()];

  bind(name: string): void {
    this.#frames.at(-1)?.add(name);
  }

  has(name: string): boolean {
    return this.#frames.some((frame) => frame.has(name));
  }

  /** Runs `parse` in a frame of its own. */
  framed<Result>(parse: () => Result): Result {
    this.#frames.push(new Set());
    const result = parse();
    this.#frames.pop();
    return result;
  }
}

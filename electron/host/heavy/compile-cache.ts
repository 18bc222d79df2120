import type { Compiled, CompileRequest } from './heavy-jobs.ts';
import type { HeavyWork } from './heavy-work.ts';

/** Texts kept: those of a few windows, as they are, as they are being edited, and as they ran. */
const MAX_TEXTS = 16;

/**
 * Compilations by file and text. The same text is asked for again and again (opened, watched, planned, run, inspected),
 * and the engine, which cannot wait for a thread, finds here what was compiled in one. What has read other files is
 * compiled each time: they may have changed.
 */
export class CompileCache {
  readonly #envNames: readonly string[];
  readonly #pending = new Map<string, Promise<Compiled>>();
  readonly #done = new Map<string, Compiled>();

  /** `envNames`: what templates may read as `env.NAME`. */
  constructor(envNames: readonly string[]) {
    this.#envNames = envNames;
  }

  compile(heavy: HeavyWork, source: Omit<CompileRequest, 'envNames'>): Promise<Compiled> {
    const key = keyOf(source);
    const known = this.#pending.get(key);
    if (known !== undefined) return known;
    const compiling = heavy.compile({ ...source, envNames: this.#envNames });
    this.#pending.set(key, compiling);
    compiling.then(
      (compiled) => (compiled.hasReadFiles ? this.#pending.delete(key) : this.#done.set(key, compiled)),
      () => this.#pending.delete(key),
    );
    this.#dropOldest();
    return compiling;
  }

  /** What has been compiled already; undefined: nobody asked, it is not done, or it has read other files. */
  find(file: string, text: string): Compiled | undefined {
    return this.#done.get(keyOf({ file, text }));
  }

  #dropOldest(): void {
    const [oldest] = this.#pending.keys();
    if (this.#pending.size <= MAX_TEXTS || oldest === undefined) return;
    this.#pending.delete(oldest);
    this.#done.delete(oldest);
  }
}

function keyOf({ file, text, files = {} }: Omit<CompileRequest, 'envNames'>): string {
  return [file, text, ...Object.entries(files).flat()].join('\0');
}

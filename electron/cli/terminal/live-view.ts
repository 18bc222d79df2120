import type { Output } from '../io.ts';

/** How often the picture may change, in ms: often enough to look alive, rarely enough to cost nothing. */
const REDRAW_MS = 100;
/** Durations of running steps count on even when nothing happens. */
const TICK_MS = 500;
const HIDE_CURSOR = '\u001b[?25l';
const SHOW_CURSOR = '\u001b[?25h';

/** Draws lines over the ones it drew before. At most ten times a second, however often it is told of changes. */
export class LiveView {
  readonly #output: Output;
  readonly #render: () => readonly string[];
  #drawnLines = 0;
  #pending: NodeJS.Timeout | null = null;
  #isSuspended = false;
  readonly #ticker: NodeJS.Timeout;

  constructor(output: Output, render: () => readonly string[]) {
    this.#output = output;
    this.#render = render;
    output.write(HIDE_CURSOR);
    this.#ticker = setInterval(() => this.changed(), TICK_MS);
    // Neither timer keeps a process alive whose work is done.
    this.#ticker.unref();
  }

  changed(): void {
    if (this.#pending !== null) return;
    this.#pending = setTimeout(() => this.#draw(), REDRAW_MS);
    this.#pending.unref();
  }

  /** A line that stays, above the picture. It must be safe already. */
  note(line: string): void {
    this.#erase();
    this.#output.line(line);
    this.#draw();
  }

  /** Takes the picture away until the returned function is called: somebody else writes on the screen. */
  suspend(): () => void {
    this.#erase();
    this.#isSuspended = true;
    this.#output.write(SHOW_CURSOR);
    return () => {
      this.#isSuspended = false;
      this.#output.write(HIDE_CURSOR);
      this.changed();
    };
  }

  /** Leaves the last picture on the screen and gives the cursor back. */
  close(): void {
    clearInterval(this.#ticker);
    this.#draw();
    this.#output.write(SHOW_CURSOR);
  }

  #draw(): void {
    if (this.#pending !== null) clearTimeout(this.#pending);
    this.#pending = null;
    if (this.#isSuspended) return;
    const lines = this.#render();
    this.#erase();
    this.#output.write(lines.map((line) => `${line}\n`).join(''));
    this.#drawnLines = lines.length;
  }

  /** The terminal may have become smaller; lines that scrolled away cannot be drawn over. */
  #erase(): void {
    const reachable = Math.min(this.#drawnLines, this.#output.rows - 1);
    if (reachable > 0) this.#output.write(`\u001b[${reachable}A\u001b[J`);
    this.#drawnLines = 0;
  }
}

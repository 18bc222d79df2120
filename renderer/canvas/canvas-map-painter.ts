import type { Point } from '../../shared/graph/layout.ts';
import { NODE_HEIGHT, NODE_WIDTH } from '../../shared/graph/layout.ts';
import type { Look } from '../../shared/state/look.ts';
import type { Parts } from '../state/parts.tsx';
import { lookIn } from '../state/run/look-in.ts';
import type { View } from './fit.ts';

/** In pixels of the screen; the bitmap has two for each. */
export const MAP = { width: 134, height: 82 } as const;
const PADDING = 8;
/** A node is never smaller than this, in pixels of the screen. */
const LEAST = 1.5;

/** Of what has not begun and never will be. */
const PALE: Partial<Record<Look, string>> = { pending: '--line-strong', queued: '--faint', skipped: '--line' };

interface Size {
  readonly width: number;
  readonly height: number;
}

/** Paints the map of the graph: all of it when the graph or the theme changes, and of a fact only the steps that it changed. */
export class CanvasMapPainter {
  readonly #parts: Pick<Parts, 'graph' | 'run'>;
  #context: CanvasRenderingContext2D | null = null;
  #frame: HTMLElement | null = null;
  readonly #colors = new Map<Look, string>();
  /** Null: not known yet. */
  #needed: boolean | null = null;
  /** Something was not painted because nobody could see it, or because more of it comes in the same frame. */
  #stale = true;
  #scheduled = 0;
  #scale = 1;
  #origin: Point = { x: 0, y: 0 };

  constructor(parts: Pick<Parts, 'graph' | 'run'>) {
    this.#parts = parts;
  }

  start(canvas: HTMLCanvasElement, frame: HTMLElement): () => void {
    this.#context = canvas.getContext('2d');
    this.#frame = frame;
    this.#fit();
    const endGraph = this.#parts.graph.subscribe((now, before) => {
      if (now.graph === before.graph && now.layout === before.layout) return;
      this.#fit();
      this.#repaint();
    });
    const endFacts = this.#parts.run.getState().bell.overhear((steps) => this.#changed(steps));
    const theme = new MutationObserver(() => {
      this.#colors.clear();
      this.#repaint();
    });
    theme.observe(document.documentElement, { attributeFilter: ['data-theme'] });
    this.#repaint();
    return () => {
      endGraph();
      endFacts();
      theme.disconnect();
      cancelAnimationFrame(this.#scheduled);
      this.#scheduled = 0;
    };
  }

  /** Where a point of the map is on the graph. */
  pointAt(x: number, y: number): Point {
    return { x: (x - this.#origin.x) / this.#scale, y: (y - this.#origin.y) / this.#scale };
  }

  showView(view: View, pane: Size): void {
    const { layout } = this.#parts.graph.getState();
    const frame = this.#frame;
    if (frame === null || layout === null) return;
    const [left, top] = [-view.x / view.zoom, -view.y / view.zoom];
    const [width, height] = [pane.width / view.zoom, pane.height / view.zoom];
    const inSight = left <= 0 && top <= 0 && left + width >= layout.width && top + height >= layout.height;
    this.#setNeeded(!inSight);
    if (inSight) return;
    const at = { x: this.#origin.x + left * this.#scale, y: this.#origin.y + top * this.#scale };
    frame.style.transform = `translate(${at.x}px, ${at.y}px)`;
    frame.style.width = `${width * this.#scale}px`;
    frame.style.height = `${height * this.#scale}px`;
  }

  #setNeeded(needed: boolean): void {
    if (needed === this.#needed) return;
    this.#needed = needed;
    const map = this.#frame?.parentElement ?? null;
    if (map !== null) map.dataset['needed'] = String(needed);
    if (needed && this.#stale) this.#repaint();
  }

  #fit(): void {
    const { layout } = this.#parts.graph.getState();
    const { width, height } = layout ?? { width: 1, height: 1 };
    this.#scale = Math.min(
      (MAP.width - 2 * PADDING) / Math.max(1, width),
      (MAP.height - 2 * PADDING) / Math.max(1, height),
    );
    this.#origin = { x: (MAP.width - width * this.#scale) / 2, y: (MAP.height - height * this.#scale) / 2 };
  }

  #changed(steps: ReadonlySet<string> | null): void {
    if (steps === null || this.#needed !== true) return this.#repaint();
    if (this.#context === null || this.#stale) return;
    for (const step of steps) this.#paint(this.#context, step);
  }

  /** At the next frame, if it can be seen then. */
  #repaint(): void {
    this.#stale = true;
    if (this.#needed !== true || this.#scheduled !== 0) return;
    this.#scheduled = requestAnimationFrame(() => {
      this.#scheduled = 0;
      this.#paintAll();
    });
  }

  #paintAll(): void {
    const context = this.#context;
    if (context === null || this.#needed !== true) return;
    this.#stale = false;
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.clearRect(0, 0, context.canvas.width, context.canvas.height);
    context.setTransform(2, 0, 0, 2, 0, 0);
    for (const step of this.#parts.graph.getState().graph?.nodeById.keys() ?? []) this.#paint(context, step);
  }

  #paint(context: CanvasRenderingContext2D, step: string): void {
    const { graph, layout } = this.#parts.graph.getState();
    const node = graph?.nodeById.get(step);
    const at = layout?.nodes.get(step);
    if (node === undefined || at === undefined) return;
    context.fillStyle = this.#colorOf(lookIn(this.#parts.run.getState(), node));
    context.fillRect(
      this.#origin.x + at.x * this.#scale,
      this.#origin.y + at.y * this.#scale,
      Math.max(LEAST, NODE_WIDTH * this.#scale),
      Math.max(LEAST, NODE_HEIGHT * this.#scale),
    );
  }

  /** As the theme says; asked for once, because the browser has to work out styles for the answer. */
  #colorOf(look: Look): string {
    const known = this.#colors.get(look);
    const frame = this.#frame;
    if (known !== undefined || frame === null) return known ?? '';
    frame.dataset['look'] = look;
    const color = getComputedStyle(frame).getPropertyValue(PALE[look] ?? '--c');
    delete frame.dataset['look'];
    this.#colors.set(look, color);
    return color;
  }
}

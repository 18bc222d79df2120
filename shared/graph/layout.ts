/** Where everything stands, in pixels; the top left corner is (0, 0). */
export interface Layout {
  readonly width: number;
  readonly height: number;
  /** The top left corner of each node. */
  readonly nodes: ReadonlyMap<string, Point>;
  readonly edges: ReadonlyMap<string, EdgePath>;
}

export interface Point {
  readonly x: number;
  readonly y: number;
}

export interface EdgePath {
  readonly points: readonly Point[];
  /** The middle of the label, where there is one. */
  readonly label: Point | null;
}

export type Direction = 'right' | 'down';

export interface LayoutInput {
  readonly nodes: readonly { readonly id: string; readonly width: number; readonly height: number }[];
  readonly edges: readonly {
    readonly id: string;
    readonly source: string;
    readonly target: string;
    readonly labelWidth: number;
  }[];
  readonly direction: Direction;
}

export const NODE_WIDTH = 200;
export const NODE_HEIGHT = 56;
export const LABEL_HEIGHT = 20;
const LABEL_MAX = 200;
const LABEL_CHARACTER = 6.35;

/** How wide a label is drawn, without measuring it: layouts are made before anything is on the screen. */
export function labelWidth(label: string | null): number {
  return label === null ? 0 : Math.min(LABEL_MAX, Math.ceil(label.length * LABEL_CHARACTER) + 18);
}

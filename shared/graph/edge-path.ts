import type { Point } from './layout.ts';

const RADIUS = 6;

/** A line through the points with rounded corners, as the `d` of an SVG path. */
export function roundedPath(points: readonly Point[]): string {
  const [first, ...rest] = points;
  if (first === undefined) return '';
  let d = `M${round(first.x)} ${round(first.y)}`;
  rest.forEach((point, i) => {
    const before = points[i] ?? first;
    const after = rest[i + 1];
    if (after === undefined) d += `L${round(point.x)} ${round(point.y)}`;
    else {
      const enter = towards(point, before);
      const leave = towards(point, after);
      d += `L${round(enter.x)} ${round(enter.y)}Q${round(point.x)} ${round(point.y)} ${round(leave.x)} ${round(leave.y)}`;
    }
  });
  return d;
}

function towards(corner: Point, other: Point): Point {
  const length = Math.hypot(other.x - corner.x, other.y - corner.y);
  const share = length === 0 ? 0 : Math.min(RADIUS, length / 2) / length;
  return { x: corner.x + (other.x - corner.x) * share, y: corner.y + (other.y - corner.y) * share };
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}

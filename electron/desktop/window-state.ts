import { z } from 'zod';

export interface Bounds {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

const windowState = z.object({
  x: z.int(),
  y: z.int(),
  width: z.int().min(400).max(20_000),
  height: z.int().min(300).max(20_000),
  isMaximized: z.boolean(),
});
export type WindowState = z.infer<typeof windowState>;

export const DEFAULT_SIZE = { width: 1440, height: 900 } as const;
export const MIN_SIZE = { width: 760, height: 480 } as const;
/** So much of the title bar must lie on a screen for a person to reach it. */
const REACHABLE_PX = 100;

/** What was saved, if it can still be seen on one of the screens; null: place the window anew. */
export function restoreWindow(saved: unknown, screens: readonly Bounds[]): WindowState | null {
  const parsed = windowState.safeParse(saved);
  if (!parsed.success) return null;
  const { x, y, width } = parsed.data;
  const isReachable = screens.some((screen) => {
    const visible = Math.min(x + width, screen.x + screen.width) - Math.max(x, screen.x);
    return visible >= REACHABLE_PX && y >= screen.y && y <= screen.y + screen.height - REACHABLE_PX;
  });
  return isReachable ? parsed.data : null;
}

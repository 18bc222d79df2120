import type { HeatCell } from './tally.ts';

export type HeatLook = 'failed' | 'running' | 'stopped' | 'completed' | 'part' | 'pending';

/** A stretch of a heat strip that looks the same all along, in parts of the whole. */
export interface HeatBand {
  readonly look: HeatLook;
  readonly from: number;
  readonly to: number;
}

/** One failure makes the cell failed, however many others it stands for. `active`: the loop still runs. */
export function lookOfCell(cell: HeatCell, active: boolean): HeatLook {
  if (cell.failed > 0) return 'failed';
  if (cell.started > 0) return active ? 'running' : 'stopped';
  if (cell.completed === 0) return 'pending';
  return cell.completed === cell.to - cell.from ? 'completed' : 'part';
}

/** Cells that look alike, side by side, as one: few things to draw. Pending ones are left out, they are the ground. */
export function bandsOf(cells: readonly HeatCell[], active: boolean): readonly HeatBand[] {
  const end = cells.at(-1)?.to ?? 0;
  const bands: HeatBand[] = [];
  for (const cell of cells) {
    const look = lookOfCell(cell, active);
    const last = bands.at(-1);
    if (last?.look === look) bands[bands.length - 1] = { ...last, to: cell.to / end };
    else bands.push({ look, from: cell.from / end, to: cell.to / end });
  }
  return bands.filter(({ look }) => look !== 'pending');
}

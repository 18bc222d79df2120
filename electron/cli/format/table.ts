import { padLine, textWidth } from '../terminal/text-width.ts';

/** Cells in columns, two spaces apart; `paintCell` colours a cell after it was measured. Cells must be safe already. */
export function formatTable(
  rows: readonly (readonly string[])[],
  paintCell: (text: string, place: { row: number; column: number }) => string = (text) => text,
): readonly string[] {
  const widths: number[] = [];
  for (const row of rows) {
    row.forEach((cell, column) => {
      widths[column] = Math.max(widths[column] ?? 0, textWidth(cell));
    });
  }
  return rows.map((cells, row) =>
    cells
      .map((cell, column) => {
        const isLast = column === cells.length - 1;
        const padding = isLast ? '' : padLine(cell, widths[column] ?? 0).slice(cell.length);
        return paintCell(cell, { row, column }) + padding;
      })
      .join('  ')
      .trimEnd(),
  );
}

/** What was measured, by name, one value for each round. */
export function createFigures() {
  const figures = new Map();
  const valuesOf = (name) => figures.get(name) ?? [];
  return {
    note: (name, value) => figures.set(name, [...valuesOf(name), value]),
    names: () => [...figures.keys()],
    median: (name) => middle(valuesOf(name)),
    /** The median of one figure divided by another, round by round. */
    ratio: (name, by) => middle(valuesOf(name).map((value, i) => value / (valuesOf(by)[i] ?? Number.NaN))),
    toJson: () => Object.fromEntries(figures),
  };
}

function middle(values) {
  const sorted = values.filter(Number.isFinite).sort((a, b) => a - b);
  return sorted.length === 0 ? Number.NaN : sorted[Math.floor((sorted.length - 1) / 2)];
}

export function quantile(values, share) {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

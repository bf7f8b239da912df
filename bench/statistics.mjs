/** Half of the values lie below it. */
export function median(values) {
  const sorted = [...values].sort((one, other) => one - other);
  const middle = sorted.length / 2;
  if (Number.isInteger(middle)) return (sorted[middle - 1] + sorted[middle]) / 2;
  return sorted[Math.floor(middle)];
}

/** Median and extremes: on a busy machine the extremes say how far the median can be trusted. */
export function spreadOf(values) {
  return { median: median(values), min: Math.min(...values), max: Math.max(...values), rounds: values.length };
}

/** The value that `share` of all values do not exceed; NaN of none. */
export function percentile(values, share) {
  const sorted = [...values].sort((one, other) => one - other);
  return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? Number.NaN;
}

/** NaN of none. */
export function mean(values) {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** Numbers for people: short, with their unit, the same everywhere in the command. */

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** `0 ms`, `480 ms`, `1.4 s`, `12 s`, `3 min 20 s`, `2 h 05 min`, `1 d 3 h`. */
export function duration(ms: number): string {
  if (ms < SECOND) return `${Math.round(ms)} ms`;
  if (ms < 10 * SECOND - 50) return `${(ms / SECOND).toFixed(1)} s`;
  // Rounded before it is taken apart, so that 59.7 s is 1 min and never 60 s.
  const seconds = Math.round(ms / SECOND) * SECOND;
  if (seconds < MINUTE) return `${seconds / SECOND} s`;
  if (seconds < HOUR) return `${Math.floor(seconds / MINUTE)} min ${two((seconds % MINUTE) / SECOND)} s`;
  const minutes = Math.round(ms / MINUTE) * MINUTE;
  if (minutes < DAY) return `${Math.floor(minutes / HOUR)} h ${two((minutes % HOUR) / MINUTE)} min`;
  return `${Math.floor(minutes / DAY)} d ${Math.floor((minutes % DAY) / HOUR)} h`;
}

/** The largest unit alone: `0 s`, `59 s`, `3 min`, `2 h`, `12 d`. */
export function roughly(ms: number): string {
  if (ms < MINUTE) return `${Math.max(0, Math.floor(ms / SECOND))} s`;
  if (ms < HOUR) return `${Math.floor(ms / MINUTE)} min`;
  return ms < DAY ? `${Math.floor(ms / HOUR)} h` : `${Math.floor(ms / DAY)} d`;
}

/** Time since the start, for the edge of a list: `+0.012 s`, `+12.4 s`, `+3:20`, `+2:05:10`. */
export function offset(ms: number): string {
  const sign = ms < 0 ? "-" : "+";
  const away = Math.abs(ms);
  if (away < 10 * SECOND) return `${sign}${(away / SECOND).toFixed(3)} s`;
  if (away < MINUTE - 50) return `${sign}${(away / SECOND).toFixed(1)} s`;
  const seconds = Math.round(away / SECOND);
  const clock = `${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
  return seconds < 3_600 ? `${sign}${clock}` : `${sign}${Math.floor(seconds / 3_600)}:${clock}`;
}

const BYTE_UNITS = ["B", "kB", "MB", "GB", "TB"] as const;

/** Powers of a thousand: `0 B`, `812 B`, `48 kB`, `1.2 MB`. */
export function bytes(count: number): string {
  let value = count;
  for (const unit of BYTE_UNITS) {
    // 999.6 would be written as 1000: the next unit's business.
    if (value < 999.5 || unit === "TB") {
      const digits = unit === "B" || value >= 9.95 ? 0 : 1;
      return `${value.toFixed(digits)} ${unit}`;
    }
    value /= 1_000;
  }
  return `${count} B`;
}

/** `1 job`, `3 jobs`; irregular plurals are given. */
export function counted(count: number, word: string, plural = `${word}s`): string {
  return `${count} ${count === 1 ? word : plural}`;
}

function two(value: number): string {
  return String(value).padStart(2, "0");
}

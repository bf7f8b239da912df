/** Whole milliseconds as `01:02:03,456`, with the mark that the format puts before the milliseconds. */
export function timecode(ms: number, mark: "," | "."): string {
  const two = (n: number) => String(Math.floor(n)).padStart(2, "0");
  const seconds = ms / 1000;
  return `${two(seconds / 3600)}:${two((seconds / 60) % 60)}:${two(seconds % 60)}${mark}${String(ms % 1000).padStart(3, "0")}`;
}

import { linkOf } from "../domain/chain.ts";
import type { Job } from "../domain/job.ts";
import { linkName } from "../domain/link.ts";
import { printable } from "./printable.ts";
import { counted } from "./quantities.ts";

/** Recordings that were done by a later link of a chain: how many, by who did them and why the others did not. */
export type Elsewhere = ReadonlyMap<string, number>;

export const NOWHERE_ELSE: Elsewhere = new Map();

/** The same with one more job counted in. */
export function withElsewhereOf(elsewhere: Elsewhere, job: Job): Elsewhere {
  const { left = [], state } = job;
  if (state.status !== "completed" || left.length === 0) return elsewhere;
  const why = left.map((link) => `${linkName(link)}: ${link.code}`).join("; ");
  const route = `by ${linkName(linkOf(job))} (${why})`;
  return new Map([...elsewhere, [route, (elsewhere.get(route) ?? 0) + 1]]);
}

/** What a person is told of it, a line for each way that recordings went. */
export function elsewhereLines(elsewhere: Elsewhere): readonly string[] {
  return [...elsewhere].map(([route, count]) => `${counted(count, "recording")} done ${printable(route)}`);
}

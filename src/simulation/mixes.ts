import type { Dice } from "../domain/runtime.ts";
import { seededDice } from "../engine/live-runtime.ts";
import type { OurSide, Plot, PlotFault } from "./plot.ts";
import { outage } from "./plots.ts";

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

/** Any two of our clock's readings differ by less than what the engine allows between its clock and the provider's. */
const MOST_AHEAD_MS = 9 * MINUTE;

/** Each costs minutes until the leases of the dead have lapsed: many more, and the deadline comes before the end. */
const MOST_ENDS = 50;

type Making = (dice: Dice) => readonly PlotFault[];

/** Up to this share, and never so little that it does not happen. */
const share = (dice: Dice, most: number): number => Math.round((0.01 + dice.next() * (most - 0.01)) * 1_000) / 1_000;
const between = (dice: Dice, from: number, to: number): number => Math.round(from + dice.next() * (to - from));

function oneOf<const T>(dice: Dice, all: readonly [T, ...T[]]): T {
  return all[Math.floor(dice.next() * all.length)] ?? all[0];
}

/** Hints that are wrong: in the past, none, far too long, or no hint at all. None outlasts a job's deadline. */
const LIES: readonly [string | number, ...(string | number)[]] = [
  "Thu, 01 Jan 1998 00:00:00 GMT",
  0,
  "-7",
  "soon",
  "2e3",
  "3600",
];

const KINDS: readonly Making[] = [
  (dice) => [{ stage: "submit", probability: share(dice, 0.25), fault: "reset-after" }],
  (dice) => [{ stage: "submit", probability: share(dice, 0.1), fault: "reset-before" }],
  (dice) => [{ stage: "submit", probability: share(dice, 0.05), fault: "no-answer", processed: dice.next() < 0.5 }],
  (dice) => [{ stage: "submit", probability: share(dice, 0.1), fault: "cut-json" }],
  (dice) => [{ stage: "submit", probability: share(dice, 0.1), fault: "http/503", processed: true }],
  (dice) => [{ stage: "upload", probability: share(dice, 0.1), fault: oneOf(dice, ["reset-after", "reset-before"]) }],
  (dice) => [{ stage: "upload", probability: share(dice, 0.1), fault: oneOf(dice, ["http/500", "http/502"]) }],
  (dice) => [{ stage: "poll", probability: share(dice, 0.2), fault: oneOf(dice, ["cut-json", "html", "reset-after"]) }],
  (dice) => [{ stage: "poll", probability: share(dice, 0.2), status: 200, body: "<nothing of sense>" }],
  (dice) => [{ stage: "list", probability: share(dice, 0.2), fault: oneOf(dice, ["http/500", "cut-json"]) }],
  (dice) => [
    {
      stage: oneOf(dice, ["upload", "submit", "poll"]),
      probability: share(dice, 0.2),
      status: 429,
      retryAfter: between(dice, 1, 20),
      retryAfterForm: oneOf(dice, ["seconds", "date", "ms"]),
    },
  ],
  (dice) => [
    {
      stage: oneOf(dice, ["upload", "submit", "poll"]),
      probability: share(dice, 0.15),
      status: oneOf(dice, [429, 503]),
      retryAfter: oneOf(dice, LIES),
    },
  ],
  // Two in a row at most: of three submissions the last must work.
  (dice) => [{ stage: "job", times: between(dice, 1, 2), fault: "assemblyai/server-error" }],
  (dice) => [{ stage: "job", times: between(dice, 1, 2), fault: "assemblyai/download-failed" }],
  (dice) => {
    const from = between(dice, 1 * SECOND, 40 * SECOND);
    return outage(from, from + between(dice, 20 * SECOND, 3 * MINUTE));
  },
  (dice) => (dice.next() < 0.3 ? outage(between(dice, 1, 20) * SECOND, 6 * HOUR) : []),
  (dice) => {
    const fromMs = between(dice, 1, 30) * SECOND;
    return [{ stage: "submit", fromMs, toMs: fromMs + between(dice, 5, 60) * MINUTE, fault: "assemblyai/balance" }];
  },
];

/** So many kinds of trouble at once. */
const MOST_KINDS = 5;

/** A plot of several troubles at once, all of which pass: the same seed makes the same. */
export function mixOf(seed: number): Plot {
  const dice = seededDice(seed ^ 0x3a7);
  const kinds = [...KINDS];
  const faults: PlotFault[] = [];
  for (let left = between(dice, 1, MOST_KINDS); left > 0; left -= 1) {
    const [make] = kinds.splice(Math.floor(dice.next() * kinds.length), 1);
    faults.push(...(make?.(dice) ?? []));
  }
  return {
    name: `mix-${seed}`,
    processing: oneOf(dice, ["0", "2s-20s", "exp 4s", "exp 30s"]),
    // Later than that no engine can know: two look-ups and a grace period come after it.
    listDelayMs: between(dice, 0, 20) * SECOND,
    vendorRetries: between(dice, 0, 1),
    ...(dice.next() < 0.3 ? { concurrency: between(dice, 2, 10) } : {}),
    faults,
    ours: oursOf(dice),
    recoverable: true,
  };
}

function oursOf(dice: Dice): OurSide {
  const ours: { -readonly [K in keyof OurSide]: OurSide[K] } = {};
  if (dice.next() < 0.5) ours.deaths = Math.round(dice.next() * 80) / 10_000;
  else if (dice.next() < 0.4) ours.freezes = Math.round(dice.next() * 40) / 10_000;
  if (ours.deaths !== undefined || ours.freezes !== undefined) ours.mostEnds = MOST_ENDS;
  if (dice.next() < 0.25) ours.stopEveryMs = between(dice, 3, 60) * SECOND;
  if (dice.next() < 0.25) ours.ringEveryMs = between(dice, 100, 5_000);
  if (dice.next() < 0.4) ours.arriveOverMs = between(dice, 1, 120) * SECOND;
  if (dice.next() < 0.25) ours.clockJumps = jumpsOf(dice);
  return ours;
}

/** Forth and back, never further ahead of the provider than the engine allows for. */
function jumpsOf(dice: Dice): readonly { readonly atMs: number; readonly byMs: number }[] {
  let ahead = 0;
  let atMs = 0;
  return Array.from({ length: between(dice, 1, 3) }, () => {
    atMs += between(dice, 1, 60) * SECOND;
    const next = between(dice, -2 * HOUR, MOST_AHEAD_MS);
    const jump = { atMs, byMs: next - ahead };
    ahead = next;
    return jump;
  });
}

import type { Dice } from "../domain/runtime.ts";
import { seededDice } from "../engine/live-runtime.ts";
import type { OurSide, Plot, PlotFault } from "./plot.ts";
import { outage, refused } from "./plots.ts";

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

/** Any two of our clock's readings differ by less than what the engine allows between its clock and the provider's. */
const MOST_AHEAD_MS = 9 * MINUTE;

/** A death costs minutes until its leases have lapsed: with many more the deadline comes before the end. */
const MOST_ENDS = 50;

/** All hints of one kind together keep an account from working so long: a share of many jobs would be days. */
const MOST_PAUSED_MS = 2 * HOUR;

/** The provider alone needs no longer for all jobs, however few it works on at once. */
const LONGEST_QUEUE_MS = 2 * HOUR;

type Making = (dice: Dice) => readonly PlotFault[];

/** Up to this share, and never so little that it does not happen. */
const share = (dice: Dice, most: number): number => Math.round((0.01 + dice.next() * (most - 0.01)) * 1_000) / 1_000;
const between = (dice: Dice, from: number, to: number): number => Math.round(from + dice.next() * (to - from));

function oneOf<const T>(dice: Dice, all: readonly [T, ...T[]]): T {
  return all[Math.floor(dice.next() * all.length)] ?? all[0];
}

/** A refusal with a hint, as often as all jobs together can wait for it. */
function hinted(
  dice: Dice,
  fault: Pick<PlotFault, "status" | "retryAfter" | "retryAfterForm">,
  most: number,
): PlotFault {
  const seconds = Number(fault.retryAfter);
  const times = seconds > 0 ? { times: Math.max(1, Math.floor(MOST_PAUSED_MS / (seconds * SECOND))) } : {};
  return { stage: oneOf(dice, ["upload", "submit", "poll"]), probability: share(dice, most), ...fault, ...times };
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
  (dice) => {
    const retryAfterForm = oneOf(dice, ["seconds", "date", "ms"]);
    return [hinted(dice, { status: 429, retryAfter: between(dice, 1, 20), retryAfterForm }, 0.2)];
  },
  (dice) => [hinted(dice, { status: oneOf(dice, [429, 503]), retryAfter: oneOf(dice, LIES) }, 0.15)],
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

type Work = readonly [processing: string, meanMs: number];

const WORK: readonly [Work, ...Work[]] = [
  ["0", 0],
  ["2s-20s", 11 * SECOND],
  ["exp 4s", 4 * SECOND],
  ["exp 30s", 30 * SECOND],
];

/**
 * A plot of several troubles at once, all of which pass: the same seed and number of jobs make the same.
 *
 * @param jobs default 1,000; of so many each can be done before its deadline
 */
export function mixOf(seed: number, jobs = 1_000): Plot {
  const dice = seededDice(seed ^ 0x3a7);
  const kinds = [...KINDS];
  const faults: PlotFault[] = [];
  for (let left = between(dice, 1, MOST_KINDS); left > 0; left -= 1) {
    const [make] = kinds.splice(Math.floor(dice.next() * kinds.length), 1);
    faults.push(...(make?.(dice) ?? []));
  }
  const [processing, meanMs] = oneOf(dice, WORK);
  const fewest = Math.ceil((jobs * meanMs) / LONGEST_QUEUE_MS);
  const plot: Plot = {
    name: `mix-${seed}`,
    processing,
    // Later than that no engine can know: two look-ups and a grace period come after it.
    listDelayMs: between(dice, 0, 20) * SECOND,
    vendorRetries: between(dice, 0, 1),
    ...(dice.next() < 0.3 ? { concurrency: Math.max(fewest, between(dice, 2, 10)) } : {}),
    faults,
    ours: oursOf(dice),
    recoverable: true,
  };
  return withPeople(plot, dice);
}

function oursOf(dice: Dice): OurSide {
  const ours: { -readonly [K in keyof OurSide]: OurSide[K] } = {};
  if (dice.next() < 0.5) ours.deaths = Math.round(dice.next() * 80) / 10_000;
  else if (dice.next() < 0.4) ours.freezes = Math.round(dice.next() * 40) / 10_000;
  if (dice.next() < 0.25) ours.stopEveryMs = between(dice, 3, 60) * SECOND;
  if (ours.deaths !== undefined || ours.freezes !== undefined || ours.stopEveryMs !== undefined)
    ours.mostEnds = MOST_ENDS;
  if (dice.next() < 0.25) ours.ringEveryMs = between(dice, 100, 5_000);
  if (dice.next() < 0.4) ours.arriveOverMs = between(dice, 1, 120) * SECOND;
  if (dice.next() < 0.25) ours.clockJumps = jumpsOf(dice);
  if (dice.next() < 0.25) ours.processes = between(dice, 2, 3);
  return ours;
}

/** What somebody does about an account: a key that is taken back until another comes, and word that there is money again. */
function withPeople(plot: Plot, dice: Dice): Plot {
  const empty = plot.faults.find(({ fault }) => fault === "assemblyai/balance");
  const seesToMoney = dice.next() < 0.5;
  const rotates = dice.next() < 0.15;
  const fromMs = between(dice, 1, 30) * SECOND;
  const toMs = fromMs + between(dice, 10, 900) * SECOND;
  const resumeAtMs = seesToMoney ? empty?.toMs : undefined;
  return {
    ...plot,
    faults: [...plot.faults, ...(rotates ? refused("assemblyai/auth", fromMs, toMs) : [])],
    ours: {
      ...plot.ours,
      ...(resumeAtMs === undefined ? {} : { resumeAtMs }),
      ...(rotates ? { newKeyAtMs: toMs } : {}),
    },
  };
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

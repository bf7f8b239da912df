import { watch } from "node:fs";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, it, onTestFailed } from "vitest";
import { seededDice } from "../../src/engine/live-runtime.ts";
import type { Ledger } from "../../src/twin/ledger.ts";
import { ownFolder, type Running, run, start, storeIn } from "./command.ts";
import { expectTranscripts, makeRecordings } from "./recordings.ts";
import { inHand, PLACES, type Place, storedJobs } from "./stored-jobs.ts";
import { startTwin, type TwinProcess } from "./twin-process.ts";

/** Every so many lives one ends at any moment after its start, taking in and waking up included. */
const EARLY_EVERY = 8;
const EARLY_WITHIN_MS = 600;

/** Every so many lives one ends while it writes a transcript. */
const WRITING_EVERY = 5;

/** After what a life waits for has happened, it ends within this time. */
const LINGER_MS = 60;

/** A life may have nothing to send up, and nothing to write, while all its slots wait for the provider. */
const LONGEST_LIFE_MS = 2_000;

/** How a life ended. */
interface Kill {
  /** Requests that the twin had seen by then, over all lives. */
  readonly requests: number;
  /** Jobs in hand. */
  readonly hand: Readonly<Record<Place, number>>;
}

interface Ordeal {
  readonly jobs: number;
  readonly kills: number;
  /** So few that the work cannot end before the kills do: a slot comes free only while somebody lives. */
  readonly atOnce: number;
}

describe("a command killed again and again", () => {
  it("loses nothing and pays nothing twice", () => expectToOutlive({ jobs: 60, kills: 15, atOnce: 8 }), 120_000);

  it("does so with 200 recordings and 50 kills: TENUTO_LONG=1", async ({ skip }) => {
    skip(process.env.TENUTO_LONG !== "1", "it takes more than a minute; TENUTO_LONG=1 runs it");
    await expectToOutlive({ jobs: 200, kills: 50, atOnce: 16 });
  }, 600_000);
});

async function expectToOutlive({ jobs, kills, atOnce }: Ordeal): Promise<void> {
  const seed = Date.now() % 1_000_000;
  onTestFailed(() => console.error(`seed ${seed}`));
  const dice = seededDice(seed);
  const folder = await ownFolder();
  const out = join(folder, "out");
  await mkdir(out);
  const store = storeIn(folder);
  const recordings = await makeRecordings(folder, jobs);
  const twin = await startTwin(folder, ["--texts", recordings.texts, "--latency", "100", "--processing", "500ms-2s"]);
  const slots = ["-j", String(atOnce)];
  const where = ["-o", out, "--base-url", twin.url, "--poll-floor", "100ms"];
  const startedAt = performance.now();

  const killed: Kill[] = [];
  while (killed.length < kills) {
    // Nothing is sent before all is taken in: until then the command is repeated, afterwards the run is resumed.
    const takenIn = (await storedJobs(store)).length === jobs;
    const command = takenIn ? ["resume"] : ["transcribe", ...recordings.paths, ...where];
    const life = start(folder, [...command, ...slots]);
    if (killed.length % EARLY_EVERY === 0) await sleep(dice.next() * EARLY_WITHIN_MS);
    else if (killed.length % WRITING_EVERY === 0) await untilWriting(out);
    else {
      // What is left to send up is spread over the lives that are left, the last one's included.
      const left = 2 * jobs - sentUp(await twin.ledger());
      await untilSentUp(twin, life, (2 * dice.next() * left) / (kills - killed.length + 1));
      await sleep(dice.next() * LINGER_MS);
    }
    life.process.kill("SIGKILL");
    const { signal, stderr } = await life.ended;
    expect(signal, stderr).toBe("SIGKILL");
    killed.push({ requests: sum((await twin.ledger()).requests), hand: await inHand(store) });
  }

  // A command that is killed while it takes recordings in, and then repeated, makes another run: each wants its resume.
  let resumed = 0;
  for (let left = true; left; resumed += 1) {
    const { code, stderr } = await run(folder, ["resume", ...slots]);
    expect(code, stderr).toBe(0);
    left = stderr.includes("Another run is not finished");
  }
  const ledger = await twin.ledger();
  const last = sum(ledger.requests);
  const seconds = Math.round((performance.now() - startedAt) / 1000);
  tell(killed, last, `${resumed} resumed to their end, seed ${seed}, ${seconds} s`);
  const between = killed.filter(({ requests }) => requests > 0 && requests < last);
  expect(between.length / kills).toBeGreaterThanOrEqual(0.8);
  expect(ledger).toMatchObject({ created: jobs, billed: jobs, billedTwice: [], running: 0 });
  await expectTranscripts(out, recordings);
  expect((await storedJobs(store)).map(({ status }) => status)).toEqual(Array(jobs).fill("completed"));
}

/** Until so many more uploads and submits have reached the twin. */
async function untilSentUp(twin: TwinProcess, life: Running, count: number): Promise<void> {
  const enough = sentUp(await twin.ledger()) + count;
  const end = performance.now() + LONGEST_LIFE_MS;
  while (life.process.exitCode === null && performance.now() < end) {
    if (sentUp(await twin.ledger()) > enough) return;
    await sleep(5);
  }
}

/** Until something happens in the folder of the transcripts. */
async function untilWriting(out: string): Promise<void> {
  const watching = new AbortController();
  const written = new Promise<void>((resolve) => {
    watch(out, { signal: watching.signal }, () => resolve());
  });
  await Promise.race([written, sleep(LONGEST_LIFE_MS)]);
  watching.abort();
}

function sentUp({ requests }: Ledger): number {
  return requests.upload + requests.submit;
}

function sum(counts: Readonly<Record<string, number>>): number {
  return Object.values(counts).reduce((total, count) => total + count, 0);
}

function tell(killed: readonly Kill[], last: number, remark: string): void {
  const before = killed.filter(({ requests }) => requests === 0).length;
  const after = killed.filter(({ requests }) => requests === last).length;
  const lines = PLACES.map((place) => {
    const hits = killed.filter(({ hand }) => hand[place] > 0).length;
    const hand = killed.reduce((total, kill) => total + kill.hand[place], 0);
    return `  ${place.padEnd(26)} ${String(hits).padStart(3)} kills ${String(hand).padStart(5)} jobs`;
  });
  const between = killed.length - before - after;
  console.log(
    [
      `${killed.length} kills: ${before} before the first send, ${between} between, ${after} after the last (${remark})`,
      "in hand at the kill:",
      ...lines,
    ].join("\n"),
  );
}

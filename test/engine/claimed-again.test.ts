import { expect, test } from "vitest";
import { anew } from "../../src/engine/reopen.ts";
import { Worker } from "../../src/engine/worker.ts";
import { assemblyai } from "../../src/providers/assemblyai/client.ts";
import { Desk, whatOf } from "./desk.ts";

/** The first submit leaves this machine only after so long, ms, unless it is cut off before. */
const STALLED_MS = 50_000;

function stallingDesk(): Desk {
  let submits = 0;
  return new Desk({
    wire: (twin, { runtime: { clock } }) => ({
      async send(call, limits) {
        if (whatOf(call) === "submit" && ++submits === 1) {
          const start = clock.now();
          const cut = await clock.sleep(STALLED_MS, limits.signal).then(
            () => false,
            () => true,
          );
          const { method, endpoint } = call;
          const outcome = { kind: "no-reply", code: "ABORTED", message: "cut off", sent: "part" } as const;
          if (cut) return { method, endpoint, at: start, elapsedMs: clock.now() - start, sentBytes: 0, outcome };
        }
        return twin.send(call, limits);
      },
    }),
  });
}

/** Cancels the job while its submit is stalled, and has it go on at once. */
async function canceledAndReopened(desk: Desk, worker: Worker): Promise<string> {
  const { store, runtime } = desk.means;
  const id = await desk.accept();
  await runtime.clock.sleep(2_000);
  expect(desk.count("submit")).toBe(1);
  await store.cancel(id, "by mistake");
  worker.drop(id);
  const job = await store.get(id);
  if (job === null) throw new Error("the job is lost");
  const next = anew(job, await store.submissions(id), { stages: assemblyai.facts.stages, canLookUp: true }, desk.now);
  expect(await store.reopen(next.job, next.submissions, "it was a mistake")).toBe(true);
  worker.poke();
  return id;
}

test("a job that is claimed again while its former turn still submits is paid for once", async () => {
  const desk = stallingDesk();
  await desk.play(async () => {
    const stop = new AbortController();
    const worker = new Worker(desk.means, { name: "desk-worker", turns: 5 });
    const working = worker.run(stop.signal);
    const id = await canceledAndReopened(desk, worker);
    await desk.runtime.clock.sleep(3 * STALLED_MS);
    expect(await desk.status(id)).toBe("completed");
    expect(desk.ledger).toMatchObject({ created: 1, billed: 1 });
    stop.abort();
    await working;
  });
});

test("no turn of a job that is claimed again keeps its worker from stopping", async () => {
  const desk = stallingDesk();
  await desk.play(async () => {
    const stop = new AbortController();
    const worker = new Worker(desk.means, { name: "desk-worker", turns: 5 });
    const working = worker.run(stop.signal);
    await canceledAndReopened(desk, worker);
    await desk.runtime.clock.sleep(1_000);
    const stopped = desk.now;
    stop.abort();
    await working;
    expect(desk.now - stopped).toBeLessThanOrEqual(5_000);
  });
});

import { describe, expect, it } from "vitest";
import { defaultPolicy } from "../../src/policy/policy.ts";
import { Desk, whatOf } from "./desk.ts";

const DUE_LATER = "faults: [{ stage: upload, occurrence: 1, status: 429, retry-after: 3 }]";

/** One turn of the job that is due, whose caller goes away after a second; tells when that was. */
async function turnThatIsLeft(desk: Desk, cut?: AbortSignal): Promise<number> {
  const gone = new AbortController();
  const turn = desk.turn({ stop: gone.signal, ...(cut === undefined ? {} : { cut }) });
  await desk.runtime.clock.sleep(1_000);
  gone.abort();
  const left = desk.now;
  await turn;
  return left;
}

describe("a caller that goes away", () => {
  it("during a sleep lets go at once and keeps the due time", async () => {
    const desk = new Desk({ scenario: DUE_LATER });
    await desk.play(async () => {
      const id = await desk.accept();
      const left = await turnThatIsLeft(desk);
      expect(desk.now).toBe(left);
      const job = await desk.means.store.get(id);
      const [fault] = await desk.entries(id, "fault");
      const { verdict } = fault ?? {};
      const delay = verdict !== undefined && "delayMs" in verdict ? verdict.delayMs : null;
      expect(job?.state).toEqual({ status: "open", due: (fault?.at ?? 0) + (delay ?? Number.NaN) });
      await desk.work();
      expect(await desk.status(id)).toBe("completed");
      expect(desk.ledger.repliesTooEarly).toBe(0);
    });
  });

  it("during an upload lets go at once and costs no attempt", async () => {
    const desk = new Desk({ scenario: "faults: [{ stage: upload, occurrence: 1, fault: no-answer }]" });
    await desk.play(async () => {
      const id = await desk.accept();
      const left = await turnThatIsLeft(desk);
      expect(desk.now - left).toBeLessThan(50);
      expect(await desk.means.store.get(id)).toMatchObject({ stage: "upload", attempt: 0, spent: 0 });
      expect(await desk.entries(id, "fault")).toEqual([]);
    });
  });

  it("during a submit waits for the reply and commits it", async () => {
    const desk = new Desk({
      wire: (twin, { runtime }) => ({
        send: async (call, limits) => {
          const exchange = await twin.send(call, limits);
          if (call.method === "POST" && call.endpoint === "/v2/transcript") await runtime.clock.sleep(3_000);
          return exchange;
        },
      }),
    });
    await desk.play(async () => {
      const id = await desk.accept();
      const left = await turnThatIsLeft(desk, new AbortController().signal);
      expect(desk.at("submit")).toEqual([expect.any(Number)]);
      expect(desk.now - left).toBeGreaterThan(2_000);
      expect(await desk.means.store.get(id)).toMatchObject({ stage: "wait", state: { status: "open" } });
      const [submission] = await desk.means.store.submissions(id);
      expect(submission).toMatchObject({ certainty: "accepted", remoteId: expect.any(String) });
      expect(desk.count("poll")).toBe(0);
    });
  });

  it("and cuts a submit off leaves it to be looked up", async () => {
    const desk = new Desk({ scenario: "faults: [{ stage: submit, occurrence: 1, fault: no-answer }]" });
    await desk.play(async () => {
      const id = await desk.accept();
      await turnThatIsLeft(desk);
      expect((await desk.means.store.submissions(id))[0]).toMatchObject({ certainty: "unknown", remoteId: null });
      await desk.work();
      expect(desk.ledger).toMatchObject({ created: 1, billed: 1 });
      expect(desk.count("submit")).toBe(1);
    });
  });
});

describe("a refused key", () => {
  it("is tried once more, then parks the job and holds the account: other jobs are not tried", async () => {
    const desk = new Desk({ scenario: "faults: [{ stage: upload, occurrence: 1-2, fault: assemblyai/auth }]" });
    await desk.play(async () => {
      const first = await desk.accept("first");
      await desk.work(30_000);
      expect(await desk.status(first)).toBe("parked");
      expect(await desk.faults(first)).toEqual([
        "assemblyai/auth: retry by assemblyai/auth",
        "assemblyai/auth: park by assemblyai/auth",
      ]);
      const others = await Promise.all(["second", "third"].map((text) => desk.accept(text)));
      await desk.work(60_000);
      expect(desk.count("upload")).toBe(2);
      expect(await desk.means.store.account("desk")).toMatchObject({ reason: expect.stringContaining("API key") });

      await desk.goOn();
      await desk.work();
      for (const id of [first, ...others]) expect(await desk.status(id)).toBe("completed");
    });
  });

  it("that was replaced while its calls were under way holds nothing: the new one is not to blame", async () => {
    let key = "old";
    const used: string[] = [];
    const desk = new Desk({
      scenario: "faults: [{ stage: upload, occurrence: 1-3, fault: assemblyai/auth }]",
      key: () => key,
      wire: (twin, { runtime }) => ({
        send: async (call, limits) => {
          const exchange = await twin.send(call, limits);
          if (whatOf(call) === "upload") {
            used.push(key);
            // Somebody replaces it while the second refusal is on its way.
            if (used.length === 2) key = "new";
            await runtime.clock.sleep(5_000);
          }
          return exchange;
        },
      }),
    });
    await desk.play(async () => {
      const id = await desk.accept();
      await desk.work(5 * 60_000);
      expect(await desk.status(id)).toBe("completed");
      expect(used).toEqual(["old", "old", "new", "new"]);
      expect(await desk.faults(id)).toEqual(Array(3).fill("assemblyai/auth: retry by assemblyai/auth"));
      expect(await desk.means.store.account("desk")).toMatchObject({ holdUntil: null, holds: 0 });
    });
  });

  it("while a run is waited for parks the job and keeps the run", async () => {
    const desk = new Desk({ scenario: "processing: 10s\nfaults: [{ stage: poll, occurrence: 1-2, status: 401 }]" });
    await desk.play(async () => {
      const id = await desk.accept();
      await desk.work(60_000);
      expect(await desk.status(id)).toBe("parked");
      await desk.goOn();
      await desk.work();
      expect(await desk.status(id)).toBe("completed");
      expect(desk.ledger).toMatchObject({ created: 1, billed: 1 });
    });
  });

  it("or an absent one holds every job before anything is sent", async () => {
    let hasKey = false;
    const desk = new Desk({ hasKey: () => hasKey });
    await desk.play(async () => {
      const id = await desk.accept();
      await desk.work(60_000);
      expect(await desk.faults(id)).toEqual(["tenuto/no-key: park by tenuto/no-key"]);
      expect(desk.sent).toEqual([]);
      hasKey = true;
      await desk.goOn();
      await desk.work();
      expect(await desk.status(id)).toBe("completed");
    });
  });
});

describe("the recording in the spool", () => {
  const audioOf = async (desk: Desk, id: string) => {
    const job = await desk.means.store.get(id);
    if (job === null) throw new Error("the job is lost");
    return job.request.audio;
  };

  it("is dropped once its job is completed", async () => {
    const desk = new Desk();
    await desk.play(async () => {
      const id = await desk.accept();
      await desk.work();
      expect(await desk.means.spool.holds(await audioOf(desk, id))).toBe(false);
    });
  });

  it("is kept when its job failed", async () => {
    const desk = new Desk({ scenario: "faults: [{ stage: job, fault: assemblyai/no-speech }]" });
    await desk.play(async () => {
      const id = await desk.accept();
      await desk.work();
      expect(await desk.status(id)).toBe("failed");
      expect(await desk.means.spool.holds(await audioOf(desk, id))).toBe(true);
    });
  });

  it("is kept while another job needs it", async () => {
    const desk = new Desk({ scenario: "processing: 2s" });
    await desk.play(async () => {
      const first = await desk.accept("the same");
      const second = await desk.accept("the same", { options: { language: "de" } });
      expect(second).not.toBe(first);
      await desk.turn();
      expect(await desk.status(first)).toBe("completed");
      expect(await desk.means.spool.holds(await audioOf(desk, first))).toBe(true);
      await desk.work();
      expect(await desk.means.spool.holds(await audioOf(desk, second))).toBe(false);
    });
  });

  it("that is gone fails the job with the reason, before anything is sent", async () => {
    const desk = new Desk();
    await desk.play(async () => {
      const id = await desk.accept();
      await desk.means.spool.drop((await audioOf(desk, id)).sha256);
      await desk.work();
      expect(await desk.faults(id)).toEqual(["tenuto/audio-lost: fail by tenuto/audio-lost"]);
      expect(desk.sent).toEqual([]);
    });
  });
});

describe("an outage", () => {
  it("holds the job when its attempts are used up, and it goes on by itself", async () => {
    const desk = new Desk({ scenario: "faults: [{ stage: upload, from: 0s, to: 10m, fault: http/503 }]" });
    await desk.play(async () => {
      const id = await desk.accept();
      await desk.work();
      expect(await desk.status(id)).toBe("completed");
      const verdicts = (await desk.entries(id, "fault")).map(({ verdict }) => verdict);
      expect(verdicts).toContainEqual(expect.objectContaining({ action: "park", delayMs: defaultPolicy.outageHoldMs }));
    });
  });
});

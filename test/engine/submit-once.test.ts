import { describe, expect, it } from "vitest";
import type { Exchange } from "../../src/domain/exchange.ts";
import { defaultPolicy } from "../../src/policy/policy.ts";
import { Desk, whatOf } from "./desk.ts";

const LOST_REPLY = "{ stage: submit, occurrence: 1, fault: reset-after }";
const NEVER_ARRIVED = "{ stage: submit, occurrence: 1, fault: reset-before }";

describe("a submit", () => {
  it("is preceded by its intent, committed", async () => {
    const seen: unknown[] = [];
    const desk = new Desk({
      wire: (twin, desk) => ({
        send: async (call, limits) => {
          if (whatOf(call) === "submit") {
            const { means } = desk;
            const [job] = await means.store.list({});
            const [submission] = await means.store.submissions(job?.id ?? "");
            const journal = await means.store.journal(job?.id ?? "");
            seen.push([submission?.intentAt, submission?.remoteId, journal.at(-1)?.entry.type]);
          }
          return twin.send(call, limits);
        },
      }),
    });
    await desk.play(async () => {
      await desk.accept();
      await desk.work();
      expect(seen).toEqual([[expect.any(Number), null, "intent"]]);
    });
  });

  it("is not sent when the job was taken over before its intent was committed", async () => {
    const desk = new Desk();
    await desk.play(async () => {
      const id = await desk.accept();
      const first = await desk.claim("first");
      await desk.runtime.clock.sleep(121_000);
      const second = await desk.claim("second");
      await desk.turn({}, first);
      expect(desk.count("submit")).toBe(0);
      expect(await desk.entries(id, "intent")).toEqual([]);
      await desk.turn({}, second);
      await desk.work();
      expect(await desk.status(id)).toBe("completed");
      expect(desk.ledger).toMatchObject({ created: 1, billed: 1 });
    });
  });

  it("is sent under a policy that gives it longer than a lease", async () => {
    const { stages } = defaultPolicy;
    const limit = { ...stages.submit.limit, baseMs: 300_000, idleMs: 300_000 };
    const policy = { ...defaultPolicy, stages: { ...stages, submit: { ...stages.submit, limit } } };
    const desk = new Desk({ policy });
    await desk.play(async () => {
      const id = await desk.accept();
      await desk.work(60_000);
      expect(await desk.status(id)).toBe("completed");
    });
  });

  it("whose worker froze while another took over leaves everything to the other", async () => {
    const desk = new Desk({
      scenario: "processing: 2s",
      wire: (twin, { runtime }) => ({
        send: async (call, limits) => {
          const exchange = await twin.send(call, limits);
          if (whatOf(call) === "submit") await runtime.clock.sleep(130_000);
          return exchange;
        },
      }),
    });
    await desk.play(async () => {
      const id = await desk.accept();
      const frozen = desk.turn({}, await desk.claim("first"));
      await desk.runtime.clock.sleep(122_000);
      await desk.work();
      expect(await desk.status(id)).toBe("completed");
      const journal = await desk.means.store.journal(id);
      await frozen;
      expect(await desk.means.store.journal(id)).toEqual(journal);
      expect(desk.ledger).toMatchObject({ created: 1, billed: 1 });
    });
  });

  it("whose reply was lost is found again and not paid twice", async () => {
    const desk = new Desk({ scenario: `faults: [${LOST_REPLY}]` });
    await desk.play(async () => {
      const id = await desk.accept();
      await desk.work();
      expect(await desk.status(id)).toBe("completed");
      expect(await desk.faults(id)).toEqual(["network/reset: reconcile by uncertain"]);
      const [submission] = await desk.means.store.submissions(id);
      const found = await desk.entries(id, "looked-up");
      expect(found).toMatchObject([{ found: submission?.remoteId, empty: 0 }]);
      expect(desk.count("submit")).toBe(1);
      expect(desk.ledger).toMatchObject({ created: 1, billed: 1, billedTwice: [] });
    });
  });

  it("that never arrived is sent again after two empty look-ups and the grace", async () => {
    const desk = new Desk({ scenario: `faults: [${NEVER_ARRIVED}]` });
    await desk.play(async () => {
      const id = await desk.accept();
      await desk.work();
      expect(await desk.status(id)).toBe("completed");
      const empty = await desk.entries(id, "looked-up");
      expect(empty.length).toBeGreaterThanOrEqual(defaultPolicy.reconcile.emptyLookups);
      expect(empty.every(({ found }) => found === null)).toBe(true);
      const [fault] = await desk.entries(id, "fault");
      const [, second] = desk.at("submit");
      expect((second ?? 0) - (fault?.at ?? 0)).toBeGreaterThanOrEqual(defaultPolicy.reconcile.graceMs);
      expect(desk.ledger).toMatchObject({ created: 1, billed: 1 });
    });
  });

  it("that shows late in the list is waited for", async () => {
    const desk = new Desk({ scenario: `list-delay: 28s\nfaults: [${LOST_REPLY}]` });
    await desk.play(async () => {
      const id = await desk.accept();
      await desk.work();
      expect(await desk.status(id)).toBe("completed");
      expect(desk.count("submit")).toBe(1);
    });
  });

  it.each([
    ["503", "status: 503"],
    ["429", "status: 429, retry-after: 3"],
    ["404", "status: 404"],
    ["400", "status: 400"],
    ["a reset", "fault: reset-before"],
    ["cut JSON", "fault: cut-json"],
    ["a web page", "fault: html, status: 200"],
  ])("is neither ended nor repeated by a look-up that gets %s", async (_, fault) => {
    const desk = new Desk({
      scenario: `faults: [${LOST_REPLY}, { stage: list, occurrence: 1-12, ${fault} }]`,
    });
    await desk.play(async () => {
      const id = await desk.accept();
      await desk.work();
      expect(await desk.status(id)).toBe("completed");
      expect(desk.count("list")).toBe(13);
      expect(desk.count("submit")).toBe(1);
      expect(desk.ledger).toMatchObject({ created: 1, billed: 1, repliesTooEarly: 0 });
      for (const { stage, verdict } of (await desk.entries(id, "fault")).slice(1)) {
        expect(stage).toBe("wait");
        expect(["reconcile", "park"]).toContain(verdict.action);
      }
    });
  });

  it("that shows in the list only after it was sent again leaves no run behind", async () => {
    const desk = new Desk({
      scenario: "list-delay: 2m\nprocessing: 5m\nfaults: [{ stage: submit, occurrence: 1, fault: reset-after }]",
    });
    await desk.play(async () => {
      const id = await desk.accept();
      await desk.work();
      expect(await desk.status(id)).toBe("completed");
      // What no engine closes: the list lagged more than the grace period. It is told, and nothing of it stays.
      expect(desk.ledger).toMatchObject({ created: 2 });
      expect(await desk.entries(id, "extra-run")).toMatchObject([{ removed: true }]);
    });
  });

  it("stays uncertain while there is no key to look it up with", async () => {
    let hasKey = true;
    const desk = new Desk({ scenario: `faults: [${LOST_REPLY}]`, hasKey: () => hasKey });
    await desk.play(async () => {
      const id = await desk.accept();
      await desk.work(5_000);
      expect(desk.count("submit")).toBe(1);
      hasKey = false;
      await desk.work(60_000);
      expect(await desk.status(id)).toBe("parked");
      expect((await desk.means.store.submissions(id))[0]?.intentAt).toEqual(expect.any(Number));
      hasKey = true;
      await desk.goOn();
      await desk.work();
      expect(await desk.status(id)).toBe("completed");
      expect(desk.ledger).toMatchObject({ created: 1, billed: 1 });
    });
  });

  it("that nobody ever confirms does not go on for ever", async () => {
    const policy = { ...defaultPolicy, outageHoldMs: null };
    const desk = new Desk({ scenario: "faults: [{ stage: submit, fault: reset-before }]", policy });
    await desk.play(async () => {
      const id = await desk.accept();
      await desk.work();
      expect(await desk.status(id)).toBe("failed");
      expect(desk.count("submit")).toBe(policy.stages.submit.attempts);
      const job = await desk.means.store.get(id);
      expect(job?.state.status === "failed" && job.state.fault.code).toBe("network/reset");
    });
  });
});

describe("the search for a lost submit", () => {
  /** A list of the provider's, page by page, as the tests script it. */
  const listed = (pages: readonly unknown[][]) => (url: string) => {
    const number = Number(new URL(url).searchParams.get("page") ?? 0);
    const older = number + 1 < pages.length ? `http://twin/v2/transcript?page=${number + 1}` : null;
    return { page_details: { prev_url: older, next_url: null }, transcripts: pages[number] ?? [] };
  };

  /** The desk, with a list that is made from the upload's address as soon as that is known. */
  function deskWith(pagesFor: (uploadUrl: string, now: number) => readonly unknown[][]): Desk {
    let uploadUrl = "";
    return new Desk({
      scenario: `faults: [${NEVER_ARRIVED}]`,
      wire: (twin, { runtime: { clock } }) => ({
        async send(call, limits): Promise<Exchange> {
          const exchange = await twin.send(call, limits);
          const body = exchange.outcome.kind === "reply" ? exchange.outcome.body : "";
          if (whatOf(call) === "upload") uploadUrl = (JSON.parse(body) as { upload_url: string }).upload_url;
          if (whatOf(call) !== "list") return exchange;
          const page = JSON.stringify(listed(pagesFor(uploadUrl, clock.now()))(call.url));
          return { ...exchange, outcome: { kind: "reply", status: 200, headers: {}, body: page, complete: true } };
        },
      }),
    });
  }

  const row = (id: string, audioUrl: string, createdAt: number) => ({
    id,
    status: "processing",
    created: new Date(createdAt).toISOString(),
    audio_url: audioUrl,
  });

  const adoptedBy = async (desk: Desk): Promise<string | null> => {
    const id = await desk.accept();
    await desk.work(30_000);
    const [submission] = await desk.means.store.submissions(id);
    return submission?.remoteId ?? null;
  };

  it("follows the pages to older runs", async () => {
    const desk = deskWith((url, now) => [
      [row("a", "http://other", now)],
      [row("b", "http://x", now)],
      [row("ours", url, now)],
    ]);
    await desk.play(async () => {
      expect(await adoptedBy(desk)).toBe("ours");
      expect(desk.count("list")).toBe(3);
    });
  });

  it("does not read on past what was there long before the intent", async () => {
    const desk = deskWith((url, now) => [[row("a", "http://x", now - 3_600_000)], [row("ours", url, now)]]);
    await desk.play(async () => {
      expect(await adoptedBy(desk)).toBeNull();
      expect(desk.sent.filter(({ what, url }) => what === "list" && url.includes("page=1"))).toEqual([]);
    });
  });

  it("takes no run of another upload, and none from long before", async () => {
    const desk = deskWith((url, now) => [[row("other", `${url}-not`, now), row("old", url, now - 3_600_000)]]);
    await desk.play(async () => expect(await adoptedBy(desk)).toBeNull());
  });

  it("takes a run whose time nobody tells", async () => {
    const desk = deskWith((url) => [[{ id: "ours", status: "queued", created: null, audio_url: url }]]);
    await desk.play(async () => expect(await adoptedBy(desk)).toBe("ours"));
  });

  it("takes no run that another submission knows: the same upload may have been submitted before", async () => {
    const desk = new Desk({
      scenario: `
processing: 1s
faults:
  - { stage: job, occurrence: 1, fault: assemblyai/server-error }
  - { stage: submit, occurrence: 2, fault: reset-before }
`,
    });
    await desk.play(async () => {
      const id = await desk.accept();
      await desk.work();
      expect(await desk.status(id)).toBe("completed");
      const submissions = await desk.means.store.submissions(id);
      expect(new Set(submissions.map(({ remoteId }) => remoteId)).size).toBe(2);
      expect((await desk.entries(id, "looked-up")).map(({ found }) => found)).toContain(null);
      expect(desk.ledger).toMatchObject({ created: 2, failed: 1, billed: 1 });
    });
  });
});

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { CALM } from "../src/twin/script.ts";
import { BASE, bodyOf, replyOf, Talk } from "./twin-talk.ts";

describe("a twin on a good day", () => {
  it("gives each upload an address of its own and answers with what became of it", () => {
    const talk = new Talk({ time: "300ms" });
    const first = bodyOf(talk.upload("aa")).upload_url;
    expect(first).toMatch(/^http:\/\/twin\.example\/upload\/[0-9a-f]{32}$/);
    expect(bodyOf(talk.upload("aa")).upload_url).not.toBe(first);
    const run = bodyOf(talk.submit(first));
    expect(run).toMatchObject({ status: "processing", audio_url: first, text: null, throttled: null });
    expect(talk.see(run.id, 299)).toMatchObject({ status: "processing" });
    expect(talk.see(run.id, 300)).toMatchObject({ status: "completed", error: null });
    expect(talk.see(run.id, 300).text).toContain("did not listen");
  });

  it("says of two recordings that it did not listen in two different texts", () => {
    const talk = new Talk();
    const texts = [talk.run("aa11"), talk.run("bb22")].map((id) => talk.see(id, 1).text);
    expect(new Set(texts).size).toBe(2);
  });

  it("completes a run no earlier than its text is known", () => {
    const talk = new Talk({ time: "100ms" });
    talk.hears = false;
    const id = talk.run("aa");
    expect(talk.twin.wants()).toEqual(["aa"]);
    expect(talk.twin.wants()).toEqual([]);
    expect(talk.see(id, 5_000)).toMatchObject({ status: "processing" });
    talk.heard("aa", { ok: true, text: "go forward ten meters", words: [], durationMs: 1_000 }, 6_000);
    expect(bodyOf(talk.get(id, 6_000))).toMatchObject({
      status: "completed",
      text: "go forward ten meters",
      audio_duration: 1,
      words: [{ text: "go", start: 0, end: 136 }, { end: 500 }, { end: 682 }, { text: "meters", end: 1_000 }],
    });
  });

  it("fails a run whose recording holds no audio, and does not bill it", () => {
    const talk = new Talk();
    talk.hears = false;
    const id = talk.run("aa");
    talk.heard("aa", { ok: false, code: "NOT_AUDIO", message: "none" }, 1);
    expect(talk.see(id, 2)).toMatchObject({ status: "error", error: "Transcoding failed" });
    expect(talk.ledger(2)).toMatchObject({ failed: 1, billed: 0 });
  });

  it("fails a run whose audio is no upload of its own, in the provider's words", () => {
    const talk = new Talk();
    const { id } = bodyOf(talk.submit("https://elsewhere.example/a.mp3"));
    expect(talk.see(id, 1).error).toMatch(/^Download error, unable to download https:\/\/elsewhere\.example\/a\.mp3\./);
  });

  it("deletes uploads after 24 hours", () => {
    const talk = new Talk();
    const { upload_url } = bodyOf(talk.upload("aa"));
    const inTime = bodyOf(talk.submit(upload_url, CALM.uploadLifetimeMs - 1)).id;
    const late = bodyOf(talk.submit(upload_url, CALM.uploadLifetimeMs)).id;
    expect(talk.see(inTime, CALM.uploadLifetimeMs)).toMatchObject({ status: "completed" });
    expect(talk.see(late, CALM.uploadLifetimeMs)).toMatchObject({ status: "error" });
  });

  it("lets in any key, or only the one it was given", () => {
    expect(replyOf(new Talk().ask("GET", "/v2/transcript", { kind: "none" }, 0, "any")).status).toBe(200);
    const strict = new Talk({}, "mine");
    expect(replyOf(strict.ask("GET", "/v2/transcript", { kind: "none" }, 0, "any")).status).toBe(401);
    expect(replyOf(strict.ask("GET", "/v2/transcript", { kind: "none" }, 0, "mine")).status).toBe(200);
  });

  it("draws processing times from their range, and adds a share of the audio's length", () => {
    const talk = new Talk({ time: "1s-3s + 0.5x" });
    const id = bodyOf(talk.submit(bodyOf(talk.upload("aa", 0, 64_000)).upload_url)).id;
    expect(talk.see(id, 1_999).status).toBe("processing");
    expect(talk.see(id, 4_000).status).toBe("completed");
  });
});

describe("its queue", () => {
  it("holds back what is over the limit, first come, first served, and marks it as throttled", () => {
    const talk = new Talk({ concurrency: 1, time: "100ms" });
    const [first, second, third] = [talk.run("aa"), talk.run("bb"), talk.run("cc")] as const;
    const seen = (at: number) => [first, second, third].map((id) => talk.see(id, at));
    expect(seen(99).map(({ status }) => status)).toEqual(["processing", "queued", "queued"]);
    expect(seen(99).map(({ throttled }) => throttled)).toEqual([null, true, true]);
    expect(seen(100).map(({ status }) => status)).toEqual(["completed", "processing", "queued"]);
    expect(seen(100).map(({ throttled }) => throttled)).toEqual([null, false, true]);
    expect(bodyOf(talk.list("?throttled_only=true", 100)).transcripts).toMatchObject([{ id: third, status: "queued" }]);
    expect(seen(300).map(({ status }) => status)).toEqual(["completed", "completed", "completed"]);
  });

  it("never works on more than its limit and ends every run, whatever the arrivals", () => {
    const arrivals = fc.array(fc.integer({ min: 0, max: 50 }), { minLength: 1, maxLength: 30 });
    fc.assert(
      fc.property(arrivals, fc.integer({ min: 1, max: 4 }), fc.integer(), (gaps, concurrency, seed) => {
        const talk = new Talk({ concurrency, time: "1ms-80ms" }, undefined, seed);
        let now = 0;
        const ids = gaps.map((gap, index) => {
          now += gap;
          const id = talk.run(`sha-${index}`, now);
          const working = bodyOf(talk.list("?limit=200&status=processing", now)).transcripts;
          expect(working.length).toBeLessThanOrEqual(concurrency);
          return id;
        });
        const end = now + 80 * ids.length;
        for (const id of ids) expect(talk.see(id, end).status).toBe("completed");
        const ends = bodyOf(talk.list("?limit=200", end)).transcripts.map((row) => row.completed);
        if (concurrency === 1) expect(ends).toEqual([...ends].sort().reverse());
        expect(talk.ledger(end)).toMatchObject({ billed: ids.length, running: 0, billedTwice: [] });
      }),
    );
  });
});

describe("a failing run", () => {
  it("ends with the script's words and is not billed", () => {
    const talk = new Talk({ faults: ["job:1:assemblyai/server-error"] });
    const id = talk.run("aa");
    expect(talk.see(id, 1).error).toMatch(/^Internal server error\. Please retry/);
    expect(talk.ledger(1)).toMatchObject({
      created: 1,
      failed: 1,
      billed: 0,
      faults: { job: { "assemblyai/server-error": 1 } },
    });
  });

  it("is tried again by the vendor first, while its caller sees `processing`", () => {
    const talk = new Talk({ vendorRetries: 3, time: "100ms", faults: ["job:1-2:error=broken"] });
    const id = talk.run("aa");
    expect(talk.see(id, 299)).toMatchObject({ status: "processing" });
    expect(talk.see(id, 300)).toMatchObject({ status: "completed" });
  });

  it("shows its error once the vendor's tries are used up", () => {
    const talk = new Talk({ vendorRetries: 1, time: "100ms", faults: ["job:always:error=broken"] });
    const id = talk.run("aa");
    expect(talk.see(id, 199)).toMatchObject({ status: "processing" });
    expect(talk.see(id, 200)).toMatchObject({ status: "error", error: "broken" });
  });
});

describe("its list", () => {
  it("shows a new run late, while the run can be had by its id at once", () => {
    const talk = new Talk({ listDelayMs: 2_000 });
    const id = talk.run("aa");
    expect(talk.see(id, 1_999).status).toBe("completed");
    expect(bodyOf(talk.list("", 1_999)).transcripts).toEqual([]);
    expect(bodyOf(talk.list("", 2_000)).transcripts).toMatchObject([{ id }]);
  });

  it("shows every run exactly once, newest first, when its pages are followed to older ones", () => {
    const sizes = fc.integer({ min: 1, max: 40 });
    fc.assert(
      fc.property(sizes, fc.integer({ min: 1, max: 7 }), (count, limit) => {
        const talk = new Talk();
        const ids = Array.from({ length: count }, (_, index) => talk.run(`sha-${index}`, index));
        const seen: string[] = [];
        let next: string | null = `?limit=${limit}`;
        while (next !== null) {
          const page = bodyOf(talk.list(next, count));
          expect(page.page_details.result_count).toBe(page.transcripts.length);
          seen.push(...page.transcripts.map(({ id }) => id));
          const prev: string | null = page.page_details.prev_url;
          expect(prev === null || prev.startsWith(`${BASE}/v2/transcript?`)).toBe(true);
          next = prev === null ? null : new URL(prev).search;
        }
        expect(seen).toEqual(ids.reverse());
      }),
    );
  });

  it("leads back to newer runs without skipping any", () => {
    const talk = new Talk();
    const ids = ["a", "b", "c", "d", "e"].map((sha, index) => talk.run(sha, index));
    const page = bodyOf(talk.list(`?limit=2&after_id=${ids[1]}`, 9));
    expect(page.transcripts.map(({ id }) => id)).toEqual([ids[3], ids[2]]);
    expect(page.page_details.next_url).toContain(`after_id=${ids[3]}`);
  });

  it("filters by day and by status, and refuses ids that it does not know", () => {
    const talk = new Talk({ faults: ["job:1:error=broken"] });
    const id = talk.run("aa");
    talk.run("bb");
    expect(bodyOf(talk.list("?status=error", 1)).transcripts).toMatchObject([{ id, error: "broken" }]);
    expect(bodyOf(talk.list("?created_on=2026-11-20", 1)).transcripts).toHaveLength(2);
    expect(bodyOf(talk.list("?created_on=2026-11-19", 1)).transcripts).toHaveLength(0);
    expect(replyOf(talk.list("?before_id=nobody", 1)).status).toBe(400);
  });
});

describe("the ledger", () => {
  it("bills a recording twice when it was run twice, and names it", () => {
    const talk = new Talk({ time: "100ms", faults: ["job:3:error=broken"] });
    const { upload_url } = bodyOf(talk.upload("aa", 0, 10));
    const again = bodyOf(talk.upload("aa", 0, 10)).upload_url;
    talk.submit(upload_url);
    talk.submit(again);
    talk.submit(again);
    expect(talk.ledger(50)).toMatchObject({ created: 3, running: 3, toBeBilled: 2, billed: 0, billedTwice: [] });
    expect(talk.ledger(100)).toMatchObject({
      requests: { upload: 2, submit: 3, poll: 0, list: 0, result: 0, delete: 0, other: 0 },
      uploads: 2,
      bytes: 20,
      created: 3,
      running: 0,
      completed: 2,
      failed: 1,
      billed: 2,
      billedTwice: [{ sha256: "aa", billed: 2 }],
      contents: [{ sha256: "aa", uploads: 2, created: 3, running: 0, failed: 1, billed: 2 }],
    });
  });

  it("is a page of its own and does not count itself", () => {
    const talk = new Talk();
    talk.run("aa");
    expect(bodyOf(talk.ask("GET", "/twin/ledger", { kind: "none" }, 5, ""))).toEqual(talk.ledger(5));
    expect(bodyOf(talk.ask("GET", "/twin/health", { kind: "none" }, 5, ""))).toEqual({ status: "ok" });
    expect(talk.ledger(5).requests).toMatchObject({ upload: 1, submit: 1, other: 0 });
  });

  it("counts requests for what the provider does not have", () => {
    const talk = new Talk();
    expect(replyOf(talk.ask("GET", "/v3/nothing", { kind: "none" }, 0))).toMatchObject({
      status: 404,
      body: "Not found",
    });
    expect(talk.ledger(0).requests.other).toBe(1);
  });

  it.each([
    ["retry-after=3", "retry-after", "3", 3_000],
    ["retry-after=2.5 retry-after-form=ms", "retry-after-ms", "2500", 2_500],
    // 09:00:00.400 and 3 s are 09:00:03.400: a date can only say the next whole second.
    ["retry-after=3 retry-after-form=date", "retry-after", "Fri, 20 Nov 2026 09:00:04 GMT", 3_600],
    ["retry-after=-5 retry-after-form=date", "retry-after", "Fri, 20 Nov 2026 08:59:56 GMT", 0],
    ["retry-after=soon", "retry-after", "soon", 0],
  ])("holds a caller to %s, to the millisecond", (hint, name, value, allowedAt) => {
    const early = (at: number): number => {
      const talk = new Talk({ faults: [`list:1:429 ${hint}`] });
      const refusal = replyOf(talk.list("", 0));
      expect(refusal).toMatchObject({ status: 429, headers: { [name]: value } });
      talk.list("", at);
      return talk.ledger(at).repliesTooEarly;
    };
    expect(early(allowedAt)).toBe(0);
    if (allowedAt > 0) expect(early(allowedAt - 1)).toBe(1);
  });

  it("holds a caller to a hint for the same recording, upload address or run only", () => {
    const talk = new Talk({
      faults: ["upload:1:503 retry-after=9", "submit:1:503 retry-after=9", "poll:1:503 retry-after=9"],
    });
    const early = () => talk.ledger(2).repliesTooEarly;
    talk.upload("aa", 0);
    const { upload_url } = bodyOf(talk.upload("bb", 1));
    expect(early()).toBe(0);
    talk.upload("aa", 1);
    expect(early()).toBe(1);
    talk.submit(upload_url, 1);
    const other = bodyOf(talk.submit(bodyOf(talk.upload("bb", 1)).upload_url, 1)).id;
    expect(early()).toBe(1);
    const { id } = bodyOf(talk.submit(upload_url, 1));
    expect(early()).toBe(2);
    talk.get(id, 2);
    talk.get(other, 2);
    expect(early()).toBe(2);
    talk.get(id, 2);
    expect(early()).toBe(3);
  });
});

describe("a scripted fault", () => {
  it("resets an upload before its body, and leaves no trace but the count", () => {
    const talk = new Talk({ faults: ["upload:1:reset-before"] });
    expect(talk.upload("aa")).toEqual({ kind: "reset" });
    expect(talk.ledger(0)).toMatchObject({
      uploads: 0,
      requests: { upload: 1 },
      faults: { upload: { "reset-before": 1 } },
    });
  });

  it.each([
    ["reset-before", "reset", 0],
    ["reset-after", "reset", 1],
    ["no-answer", "silence", 1],
    ["no-answer processed=false", "silence", 0],
    ["503", "reply", 0],
    ["503 processed=true", "reply", 1],
    ["html", "reply", 0],
    ["http/503", "reply", 0],
    ["assemblyai/too-many-requests", "reply", 0],
    ["cut-json", "cut", 1],
    ["slow", "slow", 1],
  ])("%s of a submit gives %s and leaves %i runs", (fault, kind, created) => {
    const talk = new Talk({ faults: [`submit:1:${fault}`] });
    const { upload_url } = bodyOf(talk.upload("aa"));
    expect(talk.submit(upload_url).kind).toBe(kind);
    expect(talk.ledger(0).created).toBe(created);
  });

  it("says what it was told to say", () => {
    const talk = new Talk({ faults: ["list:1:503", "list:2:html status=504", 'list:3:418 body=\'{"error":"tea"}\''] });
    expect(replyOf(talk.list("", 0))).toEqual({
      status: 503,
      headers: { "content-type": "text/plain" },
      body: "Service Unavailable",
    });
    expect(replyOf(talk.list("", 0))).toMatchObject({ status: 504, headers: { "content-type": "text/html" } });
    expect(replyOf(talk.list("", 0))).toEqual({
      status: 418,
      headers: { "content-type": "application/json" },
      body: '{"error":"tea"}',
    });
  });

  it("strikes by occurrence, during an outage, so often as allowed, and the first rule wins", () => {
    const statuses = (faults: string[], times: number[]): number[] => {
      const talk = new Talk({ faults });
      return times.map((at) => replyOf(talk.list("", at)).status);
    };
    expect(statuses(["list:1,3-4:500"], [0, 0, 0, 0, 0])).toEqual([500, 200, 500, 500, 200]);
    expect(statuses(["list:10s-20s:500"], [9_999, 10_000, 19_999, 20_000])).toEqual([200, 500, 500, 200]);
    expect(statuses(["list:always:500 times=2"], [0, 0, 0])).toEqual([500, 500, 200]);
    expect(statuses(["list:2:502", "list:always:500"], [0, 0, 0])).toEqual([500, 502, 500]);
  });

  it("strikes about as often as its probability says", () => {
    const talk = new Talk({ faults: ["list:20%:500"] });
    const struck = Array.from({ length: 2_000 }, () => replyOf(talk.list("", 0)).status).filter(
      (status) => status === 500,
    );
    expect(struck.length / 2_000).toBeCloseTo(0.2, 1);
  });
});

describe("chance", () => {
  const step = fc.record({
    kind: fc.constantFrom("upload", "submit", "get", "list" as const),
    pick: fc.nat(9),
    wait: fc.nat(500),
  });
  const FAULTS = [
    "upload:30%:reset-after",
    "submit:30%:reset-after",
    "poll:30%:cut-json",
    "list:20%:503",
    "job:30%:error=x",
  ];

  function play(steps: readonly { kind: string; pick: number; wait: number }[], seed: number): string {
    const talk = new Talk({ faults: FAULTS, concurrency: 2, time: "exp 200ms" }, undefined, seed);
    const urls = ["https://elsewhere.example/a.mp3"];
    const ids = ["nobody"];
    let now = 0;
    const trace = steps.map(({ kind, pick, wait }) => {
      now += wait;
      const url = urls[pick % urls.length] ?? "";
      const id = ids[pick % ids.length] ?? "";
      const answer =
        kind === "upload"
          ? talk.upload(`sha-${pick}`, now)
          : kind === "submit"
            ? talk.submit(url, now)
            : kind === "get"
              ? talk.get(id, now)
              : talk.list("?limit=5", now);
      if (answer.kind === "reply" && answer.reply.status === 200) {
        const body = bodyOf(answer);
        if (kind === "upload") urls.push(body.upload_url);
        if (kind === "submit") ids.push(body.id);
      }
      return answer;
    });
    return JSON.stringify([trace, talk.ledger(now)]);
  }

  it("gives the same trace for the same seed and the same requests", () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), fc.integer(), (steps, seed) => {
        expect(play(steps, seed)).toBe(play(steps, seed));
      }),
    );
  });

  it("gives other ids and addresses for another seed", () => {
    const ids = [1, 2, 3].map((seed) => new Talk({}, undefined, seed).run("aa"));
    expect(new Set(ids).size).toBe(3);
    for (const id of ids) expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  });

  it("keeps the books straight: every run is running, completed or failed, and only completed ones are billed", () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), fc.integer(), (steps, seed) => {
        const [, ledger] = JSON.parse(play(steps, seed));
        expect(ledger.running + ledger.completed + ledger.failed).toBe(ledger.created);
        expect(ledger.billed).toBe(ledger.completed);
        expect(ledger.toBeBilled).toBeLessThanOrEqual(ledger.running);
      }),
    );
  });
});

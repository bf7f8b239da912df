import { describe, expect, it } from "vitest";
import type { AudioReport } from "../../src/domain/audio-report.ts";
import type { Mended } from "../../src/domain/inspector.ts";
import type { Policy } from "../../src/domain/policy.ts";
import { defaultPolicy } from "../../src/policy/policy.ts";
import { Desk, type DeskOptions, whatOf } from "./desk.ts";
import { houseAt } from "./desk-house.ts";
import { choosy, reportOf, tools } from "./recording-tools.ts";

const missing: Mended = { ok: false, code: "MISSING", message: "Not found on this machine: ffmpeg" };

function preparing(mode: Policy["prepare"]["mode"]): Policy {
  return { ...defaultPolicy, prepare: { ...defaultPolicy.prepare, mode } };
}

function deskWith(given: ReturnType<typeof tools>, options: DeskOptions = {}): Desk {
  return new Desk({ ...options, recordings: given.recordings });
}

/** What the provider was asked for with each submit. */
function listening() {
  const asked: unknown[] = [];
  const wire: NonNullable<DeskOptions["wire"]> = (twin) => ({
    send: (call, limits) => {
      if (whatOf(call) === "submit" && call.body?.kind === "text") asked.push(JSON.parse(call.body.text));
      return twin.send(call, limits);
    },
  });
  return { asked, wire };
}

async function failure(desk: Desk, id: string): Promise<unknown> {
  const job = await desk.means.store.get(id);
  return job?.state.status === "failed" ? job.state.fault : job?.state;
}

describe("before a recording is sent", () => {
  it("refuses what could only fail, with its reason, and sends nothing", async () => {
    const desk = deskWith(tools(reportOf({ silent: "reject" })));
    const id = await desk.playWithFiles(async () => {
      const accepted = await desk.accept();
      await desk.work();
      return accepted;
    });
    expect(desk.sent).toEqual([]);
    expect(await failure(desk, id)).toMatchObject({
      code: "audio/silent",
      class: "audio",
      message: "it is silent",
      stage: "prepare",
    });
    expect(await desk.entries(id, "prepared")).toMatchObject([{ report: { verdict: "reject" }, mended: [], sent: [] }]);
  });

  it("sends what is only worth a warning as it is, and learns its length", async () => {
    const given = tools(reportOf({ clipping: "warn" }));
    const desk = deskWith(given);
    const id = await desk.playWithFiles(async () => {
      const accepted = await desk.accept("loud");
      await desk.work();
      return accepted;
    });
    expect(await desk.status(id)).toBe("completed");
    expect(given.plans).toEqual([]);
    const [entry] = await desk.entries(id, "prepared");
    expect(entry).toMatchObject({ report: { verdict: "warn" }, mended: [], sent: [{ bytes: 4, durationMs: 20_000 }] });
  });

  it("sends what was mended in the recording's place, and asks for one transcript of one channel", async () => {
    const given = tools(reportOf({ "dual-identical": "warn" }, { channels: duplicate }));
    const { asked, wire } = listening();
    const desk = deskWith(given, { wire });
    const id = await desk.playWithFiles(async () => {
      const accepted = await desk.accept("both channels are the same", { options: { channels: 2, language: "en" } });
      await desk.work();
      return accepted;
    });
    expect(await desk.status(id)).toBe("completed");
    const [entry] = await desk.entries(id, "prepared");
    expect(entry?.mended.join(" ")).toMatch(/channel/);
    expect(asked).toHaveLength(1);
    expect(asked[0]).not.toHaveProperty("multichannel");
    expect(asked[0]).toMatchObject({ language_code: "en" });
    const job = await desk.means.store.get(id);
    const [content] = desk.ledger.contents;
    expect(content?.sha256).toBe(entry?.sent[0]?.sha256);
    expect(content?.sha256).not.toBe(job?.request.audio.sha256);
    // Nothing needs either of them any more.
    expect(await desk.means.spool.heldSince(Number.POSITIVE_INFINITY)).toEqual([]);
  });

  it("makes a mended recording anew when it has gone from the spool", async () => {
    const given = tools(reportOf({ "dual-identical": "warn" }, { channels: duplicate }));
    const desk = deskWith(given, {
      scenario: "processing: 2s\nfaults: [{ stage: upload, times: 1, fault: http/503 }]",
    });
    const id = await desk.playWithFiles(async () => {
      const accepted = await desk.accept("both channels are the same");
      const { spool, store } = desk.means;
      const { audio } = (await store.get(accepted))?.request ?? {};
      const dropMended = async (): Promise<void> => {
        const held = await spool.heldSince(Number.POSITIVE_INFINITY);
        for (const sha256 of held) if (sha256 !== audio?.sha256) await spool.drop(sha256);
      };
      // Somebody clears the spool up while the provider refuses the upload.
      const gates = { ...desk.means.gates, heard: () => void dropMended() };
      await desk.turn({}, undefined, { ...desk.means, gates });
      await desk.work();
      return accepted;
    });
    expect(await desk.status(id)).toBe("completed");
    expect(given.plans.length).toBeGreaterThan(1);
    expect(desk.ledger).toMatchObject({ created: 1, billed: 1 });
  });

  it.each(["off", "check"] as const)("mends nothing where the policy says %s", async (mode) => {
    const given = tools(reportOf({ "dual-identical": "warn" }, { channels: duplicate }));
    const desk = deskWith(given, { policy: preparing(mode) });
    const id = await desk.playWithFiles(async () => {
      const accepted = await desk.accept();
      await desk.work();
      return accepted;
    });
    expect(await desk.status(id)).toBe("completed");
    expect(given.plans).toEqual([]);
    expect(given.inspections()).toBe(mode === "off" ? 0 : 1);
  });

  it("sends as it is what would only be better mended, where nothing can mend it", async () => {
    const given = tools(reportOf({ "dual-identical": "warn" }, { channels: duplicate }), missing);
    const { asked, wire } = listening();
    const desk = deskWith(given, { wire });
    const id = await desk.playWithFiles(async () => {
      const accepted = await desk.accept("as it is", { options: { channels: 2 } });
      await desk.work();
      return accepted;
    });
    expect(await desk.status(id)).toBe("completed");
    const [entry] = await desk.entries(id, "prepared");
    expect(entry?.mended).toEqual(["not mended: Not found on this machine: ffmpeg"]);
    expect(asked).toMatchObject([{ multichannel: true }]);
  });

  it("holds what the provider does not take as it is until something can mend it", async () => {
    const desk = deskWith(tools(reportOf(), missing), {
      provider: choosy({ formats: [{ container: "mp3", codecs: null }] }),
    });
    const id = await desk.playWithFiles(async () => {
      const accepted = await desk.accept();
      await desk.work();
      return accepted;
    });
    expect(desk.sent).toEqual([]);
    const job = await desk.means.store.get(id);
    expect(job?.state).toMatchObject({ status: "parked", due: null, fault: { code: "tenuto/no-ffmpeg" } });
  });

  it("gives up on what cannot be mended after two tries, and sends nothing", async () => {
    const broken: Mended = { ok: false, code: "EXIT", message: "ffmpeg ended with code 1" };
    const desk = deskWith(tools(reportOf(), broken), {
      provider: choosy({ formats: [{ container: "mp3", codecs: null }] }),
    });
    const id = await desk.playWithFiles(async () => {
      const accepted = await desk.accept();
      await desk.work();
      return accepted;
    });
    expect(desk.sent).toEqual([]);
    expect(await failure(desk, id)).toMatchObject({ code: "tenuto/not-mended" });
    expect(await desk.faults(id)).toEqual([
      "tenuto/not-mended: retry by tenuto/not-mended",
      "tenuto/not-mended: fail by tenuto/not-mended",
    ]);
  });
});

describe("a recording that the provider takes in pieces only", () => {
  const pieces = { provider: choosy({ maxMs: 9_000 }) };

  it("is transcribed piece by piece, each once, and put together in the recording's time", async () => {
    const given = tools(reportOf());
    const desk = deskWith(given, pieces);
    const id = await desk.playWithFiles(async () => {
      const accepted = await desk.accept("long");
      await desk.work();
      return accepted;
    });
    expect(await desk.status(id)).toBe("completed");
    const cuts = given.plans[0]?.pieces ?? [];
    expect(cuts.length).toBeGreaterThan(2);
    expect(desk.ledger).toMatchObject({ created: cuts.length, billed: cuts.length, billedTwice: [] });
    const submissions = await desk.means.store.submissions(id);
    expect(submissions.map(({ outcome }) => outcome)).toEqual(cuts.map(() => "completed"));
    const transcript = await desk.means.store.result(id);
    const starts = transcript?.words.map(({ startMs }) => startMs) ?? [];
    expect(starts).toEqual([...starts].sort((a, b) => a - b));
    expect(starts.at(-1)).toBeGreaterThan(cuts.at(-1)?.fromMs ?? 0);
    expect(transcript?.raw).toHaveLength(cuts.length);
  });

  it("goes on with the piece in hand when its process dies, and pays for none twice", async () => {
    const given = tools(reportOf());
    const desk = deskWith(given, pieces);
    const id = await desk.playWithFiles(async () => {
      const accepted = await desk.accept("long");
      const dying = new AbortController();
      const { store } = desk.means;
      const saved: typeof store.save = async (save) => {
        const kept = await store.save(save);
        // Dies as soon as the first piece is transcribed and written.
        if (save.job.piece === 1) dying.abort();
        return kept;
      };
      const mortal = {
        ...desk.means,
        store: new Proxy(store, { get: (all, key) => (key === "save" ? saved : Reflect.get(all, key).bind(all)) }),
      };
      await desk.turn({ stop: dying.signal }, undefined, mortal);
      expect(await store.get(accepted)).toMatchObject({ piece: 1 });
      await desk.work();
      return accepted;
    });
    expect(await desk.status(id)).toBe("completed");
    const cuts = given.plans[0]?.pieces ?? [];
    expect(desk.ledger).toMatchObject({ created: cuts.length, billed: cuts.length, billedTwice: [] });
  });

  it("has as many submissions for each piece as one that is sent whole", async () => {
    const given = tools(reportOf());
    const scenario =
      "processing: 2s\nfaults: [{ stage: job, occurrence: [1, 2, 4, 5, 7, 8], fault: assemblyai/server-error }]";
    const desk = deskWith(given, { ...pieces, scenario });
    const id = await desk.playWithFiles(async () => {
      const accepted = await desk.accept("long");
      await desk.work();
      return accepted;
    });
    expect(await desk.status(id)).toBe("completed");
    expect(given.plans[0]?.pieces).toHaveLength(3);
    expect(desk.ledger).toMatchObject({ billed: 3, failed: 6 });
  });

  it("goes on with the piece that failed when somebody tries again, and keeps those before it", async () => {
    const given = tools(reportOf());
    const scenario = "processing: 2s\nfaults: [{ stage: job, occurrence: [2], fault: assemblyai/speech-threshold }]";
    const desk = deskWith(given, { ...pieces, scenario });
    const id = await desk.playWithFiles(async () => {
      const accepted = await desk.accept("long");
      await desk.work();
      expect(await desk.means.store.get(accepted)).toMatchObject({ state: { status: "failed" }, piece: 1 });
      await houseAt(desk).reopen(accepted, "somebody tries again");
      await desk.work();
      return accepted;
    });
    expect(await desk.status(id)).toBe("completed");
    expect(desk.ledger).toMatchObject({ billed: 3, failed: 1, billedTwice: [] });
  });
});

const duplicate: AudioReport["channels"] = {
  relation: "identical",
  levels: [-20, -20],
  silent: [],
  loudest: 0,
  equal: 1,
  correlation: 1,
  lagMs: 0,
};

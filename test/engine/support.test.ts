import { describe, expect, it } from "vitest";
import { supportPage } from "../../src/cli/support-page.ts";
import { KNOWN_PROVIDERS } from "../../src/compose-catalogue.ts";
import type { JobStore } from "../../src/domain/store.ts";
import type { SupportBundle, SupportCheckName, SupportLink } from "../../src/engine/support/bundle.ts";
import { gatherSupport } from "../../src/engine/support/gather.ts";
import { defaultPolicy } from "../../src/policy/policy.ts";
import { ChainDesk } from "./chain-desk.ts";
import { Desk, type DeskOptions } from "./desk.ts";
import { choosy, reportOf, tools } from "./recording-tools.ts";
import { stillDesk } from "./still-desk.ts";

const LEVELS = { p10: -60, p50: -40, p95: -23, p99: -20, peak: -3, clipped: 0, sounding: 0.6, dcOffset: 0 };
const DRAWN = { strip: [], pauses: [] };
const sound = reportOf({}, { levels: { ...LEVELS, ...DRAWN } });

const DESK = {
  secrets: [],
  folders: [],
  provider: (name: string) => KNOWN_PROVIDERS.find((one) => one.name === name) ?? null,
  versions: async () => ({ tenuto: "1", node: "v20", os: "Linux", undici: "7", ffmpeg: null }),
};

/** The bundle of a job, and that its page can be drawn. */
async function bundleOf(store: JobStore, id: string): Promise<SupportBundle> {
  const gathered = await gatherSupport(store, id, DESK, 0);
  if (gathered === null) throw new Error("the job is gone");
  expect(supportPage(gathered.bundle, gathered.file)).toContain("## Timeline");
  return gathered.bundle;
}

/** A job at the desk, worked on until nothing is left to be done. */
async function played(
  options: DeskOptions,
  act?: (desk: Desk, id: string) => Promise<unknown>,
): Promise<SupportBundle> {
  const desk = stillDesk({ recordings: tools(sound).recordings, ...options });
  return desk.play(async () => {
    const id = await desk.accept();
    if (act === undefined) await desk.work(2 * 3_600_000);
    else await act(desk, id);
    return bundleOf(desk.means.store, id);
  });
}

function answers({ checks }: Pick<SupportLink, "checks">): Partial<Record<SupportCheckName, string>> {
  return Object.fromEntries(checks.map(({ check, answer }) => [check, answer]));
}

function firstLink({ links }: SupportBundle): SupportLink {
  const [link] = links;
  if (link === undefined) throw new Error("a bundle has a link");
  return link;
}

const ALL_WELL = { sound: "yes", format: "yes", size: "yes", length: "yes", key: "yes", rate: "yes", reachable: "yes" };

describe("a support bundle of a job", () => {
  it("that failed at the provider has its ids, its exact words, when, what was sent, and every check answered", async () => {
    const bundle = await played({
      scenario: `
processing: 2s
faults:
  - { stage: upload, occurrence: 1, status: 503, body: "busy", headers: { x-request-id: up-1 } }
  - { stage: job, error: "Transcoding failed" }
`,
    });
    const link = firstLink(bundle);
    expect(bundle.job.status).toBe("failed");
    expect(bundle.problem).toMatchObject({
      final: true,
      code: "assemblyai/transcoding-failed",
      exactMessage: "Transcoding failed",
      fromProvider: true,
      remoteId: link.runs[0]?.remoteId,
      at: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/),
      decided: { action: "fail" },
    });
    expect(link.runs[0]?.remoteId).toEqual(expect.stringMatching(/^[0-9a-f-]{36}$/));
    expect(link.calls.map(({ request, status, requestId }) => [request, status, requestId])).toEqual([
      ["POST /v2/upload", 503, "up-1"],
      ["POST /v2/upload", 200, null],
      ["POST /v2/transcript", 200, null],
      ["GET /v2/transcript/{id}", 200, null],
    ]);
    expect(link.sent).toMatchObject({ uploads: 2, submits: 1, lookups: 0, unanswered: 0 });
    expect(link.sent.polls).toBeGreaterThan(0);
    expect(answers(link)).toEqual({ ...ALL_WELL, retried: "yes" });
    expect(link.support).toContain("support@assemblyai.com");
    expect(link.host).toBe("twin");
    // What a check points at is in the journal that comes with it.
    for (const { evidence } of link.checks) {
      for (const { entry, at, type } of evidence)
        expect(bundle.journal).toContainEqual(expect.objectContaining({ seq: entry, at, type }));
    }
  });

  it("that was refused before anything was sent says that the provider was not asked", async () => {
    const silent = reportOf({ silent: "reject" }, { levels: { ...LEVELS, ...DRAWN } });
    const bundle = await played({ recordings: tools(silent).recordings });
    expect(bundle.problem).toMatchObject({
      code: "audio/silent",
      exactMessage: null,
      message: "it is silent",
      fromProvider: false,
      remoteId: null,
      call: null,
    });
    const link = firstLink(bundle);
    expect(link).toMatchObject({ runs: [], calls: [] });
    expect(answers(link)).toMatchObject({
      sound: "no",
      key: "not-known",
      rate: "not-known",
      reachable: "not-known",
      retried: "no",
    });
  });

  it("whose recording breaks the provider's rules says which", async () => {
    const provider = choosy({ maxMs: 5_000, minMs: null, formats: [{ container: "flac", codecs: null }] });
    const policy = { ...defaultPolicy, prepare: { ...defaultPolicy.prepare, mode: "check" as const } };
    const desk = stillDesk({ provider, policy, recordings: tools(sound).recordings });
    const { audio } = provider.facts;
    await desk.play(async () => {
      const id = await desk.accept();
      await desk.work();
      const known = (name: string) => {
        const one = DESK.provider(name);
        return one === null
          ? null
          : { title: one.title, facts: { ...one.facts, ...(audio === undefined ? {} : { audio }) } };
      };
      const gathered = await gatherSupport(desk.means.store, id, { ...DESK, provider: known }, 0);
      const checks = gathered?.bundle.links[0]?.checks ?? [];
      expect(answers({ checks })).toMatchObject({ format: "no", size: "yes", length: "no" });
      expect(checks.find(({ check }) => check === "length")?.words).toMatch(/^20 s; at most 5 s/);
      expect(checks.find(({ check }) => check === "format")?.words).toContain("the provider takes only flac");
    });
  });

  it("that is completed tells of the trouble on the way as no ending", async () => {
    const bundle = await played({ scenario: "faults: [{ stage: submit, occurrence: 1, status: 429, body: slow }]" });
    expect(bundle.job).toMatchObject({ status: "completed", reason: null });
    expect(bundle.problem).toMatchObject({ final: false, class: "throttled" });
    expect(answers(firstLink(bundle))).toEqual({ ...ALL_WELL, rate: "no", retried: "yes" });
    const calm = await played({});
    expect(calm.problem).toBeNull();
    expect(answers(firstLink(calm))).toEqual({ ...ALL_WELL, retried: "no" });
  });

  it("that is held for its key says that it was not accepted", async () => {
    const scenario = `faults: [{ stage: upload, status: 401, body: '{"error":"Authentication error, API token missing/invalid"}' }]`;
    const bundle = await played({ scenario }, (desk) => desk.work(60_000));
    expect(bundle.job).toMatchObject({ status: "parked", reason: expect.stringMatching(/\w/) });
    expect(bundle.problem).toMatchObject({ final: false, class: "auth", fromProvider: true });
    expect(answers(firstLink(bundle))).toMatchObject({ key: "no", reachable: "yes" });
  });

  it("whose provider cannot be reached says so", async () => {
    const scenario = "faults: [{ stage: upload, fault: reset-before }]";
    const bundle = await played({ scenario }, (desk) => desk.work(60_000));
    expect(answers(firstLink(bundle))).toMatchObject({ reachable: "no", key: "not-known", retried: "yes" });
    expect(firstLink(bundle).sent.unanswered).toBeGreaterThan(1);
  });

  it("that was canceled, or has not begun, is told of as far as it got", async () => {
    const canceled = await played({}, (desk, id) => desk.means.store.cancel(id, "not needed"));
    expect(canceled.job).toMatchObject({ status: "canceled", reason: "not needed" });
    expect(canceled.problem).toBeNull();
    const open = await played({}, async () => undefined);
    expect(open.job).toMatchObject({ status: "open", endedAt: null });
    expect(answers(firstLink(open))).toMatchObject({ sound: "not-known", key: "not-known", retried: "no" });
  });

  it("that went along a chain has a part for each provider, with the route", async () => {
    const free = { submitCharges: false };
    const desk = new ChainDesk({
      links: [
        { name: "one", replies: [503], facts: free },
        { name: "two", replies: [400], facts: free },
        { name: "here", replies: [{ text: "one two" }], facts: free },
      ],
    });
    await desk.play(async () => {
      const [id = ""] = await desk.accept();
      await desk.work(3_600_000);
      const bundle = await bundleOf(desk.means.store, id);
      expect(bundle.links.map(({ provider, left }) => [provider, left?.code ?? null])).toEqual([
        ["one", "http/503"],
        ["two", "http/400"],
        ["here", null],
      ]);
      expect(bundle.links.map(({ calls }) => calls.length)).toEqual([5, 1, 1]);
      expect(bundle.links.map(({ runs }) => runs.length > 0)).toEqual([true, true, true]);
      expect(bundle.links.map((link) => answers(link).retried)).toEqual(["yes", "no", "no"]);
      // The provider is unknown here, so nothing of its limits is claimed.
      expect(answers(firstLink(bundle))).toMatchObject({ format: "not-known", size: "not-known" });
    });
  });

  it("that the store does not know is none", async () => {
    const desk = new Desk();
    expect(await gatherSupport(desk.means.store, "job_0", DESK, 0)).toBeNull();
  });
});

import { copyFile, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { explain } from "../../src/cli/explain.ts";
import { show } from "../../src/cli/show.ts";
import { type SupportFlags, type SupportParts, support } from "../../src/cli/support.ts";
import { knowledge } from "../../src/compose-catalogue.ts";
import { supportDesk } from "../../src/compose-support.ts";
import { TranscriptionFailed, TranscriptionHeld } from "../../src/domain/errors.ts";
import type { Job } from "../../src/domain/job.ts";
import { HandSurroundings } from "./hand-surroundings.ts";
import { aFault, aJob, START } from "./lives.ts";

let folder = "";
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "tenuto-support-"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const FORMAT = { container: "wav", codec: "pcm_s16le" };

/** Whatever recording is looked into is a WAV; of it a sample is cut, or not. */
function parts(cut: "cut" | "not cut" = "cut"): SupportParts & { readonly cuts: { fromMs: number; ms: number }[] } {
  const cuts: { fromMs: number; ms: number }[] = [];
  return {
    cuts,
    desk: supportDesk,
    inspector: () => ({ inspect: async () => ({ format: FORMAT }) as never, close: async () => undefined }),
    excerpter: () => ({
      cut: async (source, stretch, path) => {
        cuts.push(stretch);
        if (cut === "not cut") return { ok: false, code: "MISSING", message: "Not found on this machine: ffmpeg" };
        await copyFile(source.path, path);
        return { ok: true, bytes: 9, durationMs: stretch.ms };
      },
    }),
  };
}

/** A job as it stands after `change`, which a store takes in as open only. */
async function put({ store }: HandSurroundings["house"], job: Job, change: (job: Job) => Job): Promise<void> {
  const { account, providers } = job.request;
  await store.describeAccount({ name: account, provider: providers[0] ?? "", baseUrl: "", cap: 9, keyPrint: null });
  await store.add([job]);
  const { state } = change(job);
  if (state.status === "open") return;
  const [claim] = await store.claim(1, "worker", 1_000);
  if (claim === undefined) throw new Error("the job is not due");
  const fault = state.status === "failed" ? state.fault : aFault();
  const entries = [{ at: START, type: "failed", fault }] as const;
  await store.save({ turn: claim.turn, job: { ...claim.job, state }, submissions: [], entries, holdUntil: null });
}

interface Given extends SupportFlags {
  readonly name?: string;
  readonly held?: boolean;
  readonly change?: (job: Job) => Job;
  readonly parts?: SupportParts;
}

/** One job in a store, and the command about it. */
async function asked({
  name = "call.wav",
  held = true,
  change = (job) => job,
  parts: tools = parts(),
  ...flags
}: Given) {
  const here = new HandSurroundings();
  const bytes = async function* () {
    yield Buffer.from("a sound!\n");
  };
  const audio = await here.house.spool.put(bytes(), name);
  const base = aJob({ name });
  await put(here.house, change({ ...base, request: { ...base.request, audio: { ...audio, name } } }), change);
  if (!held) await here.house.spool.drop(audio.sha256);
  const code = await support("job_1", flags, here.with(), tools);
  return { here, code };
}

const fault = aFault({
  code: "assemblyai/transcoding-failed",
  message: "assemblyai failed the run: Transcoding failed",
});
const failed = (job: Job): Job => ({ ...job, state: { status: "failed", endedAt: START, fault } });

describe("tenuto support", () => {
  it("prints the page, or the bundle as JSON", async () => {
    const page = await asked({ change: failed });
    expect(page.code).toBe(0);
    expect(page.here.out).toMatch(/^# Support bundle for job_1\n/);
    expect(page.here.err).toBe("");
    const json = await asked({ change: failed, json: true });
    expect(JSON.parse(json.here.out)).toMatchObject({
      tenuto: "support-bundle",
      version: 1,
      job: { id: "job_1", status: "failed" },
      problem: { final: true, code: fault.code },
    });
  });

  it("writes page, JSON and sample into a folder, whole and nothing beside them", async () => {
    const output = join(folder, "ticket");
    const tools = parts();
    const { here } = await asked({ change: failed, output, withAudio: true, parts: tools });
    expect((await readdir(output)).toSorted()).toEqual([
      "tenuto-support-job_1-sample.flac",
      "tenuto-support-job_1.json",
      "tenuto-support-job_1.md",
    ]);
    expect(tools.cuts).toEqual([{ fromMs: 0, ms: 10_000 }]);
    expect(here.out).toBe("");
    expect(here.err.split("\n").filter((line) => line.startsWith("Written: "))).toHaveLength(3);
    const bundle = JSON.parse(await readFile(join(output, "tenuto-support-job_1.json"), "utf8"));
    expect(bundle.sample).toEqual({
      file: "tenuto-support-job_1-sample.flac",
      fromMs: 0,
      durationMs: 10_000,
      bytes: 9,
    });
    expect(await readFile(join(output, "tenuto-support-job_1.md"), "utf8")).toContain(
      "tenuto-support-job_1-sample.flac",
    );
  });

  it.each(["page.md", "bundle.JSON"])("writes one form into a file such as %s", async (name) => {
    const { here } = await asked({ change: failed, output: join(folder, name) });
    expect(await readdir(folder)).toEqual([name]);
    const text = await readFile(join(folder, name), "utf8");
    expect(text.slice(0, 1)).toBe(name.endsWith(".md") ? "#" : "{");
    expect(here.out).toBe("");
  });

  it("says of a recording that is gone or cannot be cut that there is no sample, and why", async () => {
    const gone = await asked({ held: false, output: folder, withAudio: "5s" });
    expect(gone.here.err).toContain("No sample: the recording is no longer held");
    const passed = (job: Job): Job => ({ ...job, request: { ...job.request, audioUrl: "https://a.test/b?sig=1" } });
    const elsewhere = await asked({ change: passed, output: folder, withAudio: "5s" });
    expect(elsewhere.here.err).toContain("No sample: the provider fetched the recording itself");
    const lacking = await asked({ output: folder, withAudio: "5s", parts: parts("not cut") });
    expect(lacking.here.err).toContain("No sample: it could not be cut: Not found on this machine: ffmpeg");
    expect(lacking.code).toBe(0);
    expect((await readdir(folder)).filter((name) => !/\.(md|json)$/.test(name))).toEqual([]);
  });

  it("refuses samples of no sensible length, and those that have no folder to go to", async () => {
    for (const withAudio of ["0s", "999ms", "61s", "ten"]) {
      await expect(asked({ withAudio, output: folder })).rejects.toMatchObject({ code: "settings/duration" });
    }
    for (const output of [undefined, join(folder, "x.md")]) {
      await expect(asked({ withAudio: "1s", output })).rejects.toMatchObject({ code: "settings/output-dir" });
    }
    expect(await readdir(folder)).toEqual([]);
  });

  it("refuses a place that cannot be written to, naming it", async () => {
    await writeFile(join(folder, "taken"), "");
    await expect(asked({ output: join(folder, "taken") })).rejects.toMatchObject({ code: "settings/output-dir" });
  });

  it("tells of jobs of this machine and of assessments without a word that was to be said", async () => {
    const local = (job: Job): Job => ({
      ...failed(job),
      request: {
        ...job.request,
        kind: "assessment",
        providers: ["local"],
        account: "local",
        options: { script: ["a secret sentence to be said"] },
      },
    });
    const { here } = await asked({ change: local });
    expect(here.out).toContain("assessment, a script (1)");
    expect(here.out).not.toContain("secret sentence");
  });
});

describe("a permanent failure", () => {
  const about = { jobId: "job_1", fault, attempts: 1, remoteIds: [] };

  it("names the command and the call in the library's error; what is only held does not", () => {
    const { remedy } = new TranscriptionFailed(about);
    expect(remedy).toContain("tenuto support job_1");
    expect(remedy).toContain('tenuto.support("job_1")');
    expect(remedy.startsWith(fault.advice)).toBe(true);
    expect(new TranscriptionHeld(about).remedy).toBe(fault.advice);
  });

  it("names the command where the job is shown or explained, with its store; a job that goes on does not", async () => {
    const store = join(folder, "a b.db");
    const told = async (change: (job: Job) => Job): Promise<string> => {
      const here = new HandSurroundings();
      await put(here.house, aJob({}), change);
      await show("job_1", { store }, here.with());
      await explain("job_1", { store }, here.with(), knowledge);
      return here.out.replace(/\s*\n\s*/g, " ");
    };
    const command = `tenuto support job_1 --store '${store}'`;
    expect((await told(failed)).split(command)).toHaveLength(3);
    expect(await told((job) => job)).not.toContain("tenuto support");
  });
});

import { execFileSync } from "node:child_process";
import { copyFile, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { ownFolder, run } from "./command.ts";
import { startTwin } from "./twin-process.ts";

const SAMPLE = fileURLToPath(new URL("../../samples/goforward.wav", import.meta.url));
const HOOK = "hook-secret-5a5a";

const SCENARIO = `
processing: 100ms
faults:
  - { stage: upload, occurrence: 1, status: 503, body: "busy", headers: { x-request-id: req-upload-1 } }
  - { stage: submit, occurrence: 1, status: 429, retry-after: 1, body: '{"error":"Too many requests ${HOOK}"}' }
  - { stage: job, error: "Transcoding failed" }
`;

function hasFfmpeg(): boolean {
  try {
    execFileSync("ffmpeg", ["-version"], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}

test.skipIf(!hasFfmpeg())(
  "a job that failed for good becomes a bundle with all that the provider's support page asks for",
  { timeout: 60_000 },
  async () => {
    const folder = await ownFolder();
    await copyFile(SAMPLE, join(folder, "call.wav"));
    await writeFile(join(folder, "scenario.yaml"), SCENARIO);
    const twin = await startTwin(folder, ["--scenario", "scenario.yaml"]);
    const flags = ["--base-url", twin.url, "--preset", "realtime", "--poll-floor", "50ms", "--report", "run.json"];
    const option = ["--option", `webhook_auth_header_value=${HOOK}`, "--tag", "customer=kept-to-ourselves"];
    const failed = await run(folder, ["transcribe", "call.wav", "-o", "private-out", ...flags, ...option], {
      TENUTO_PREPARE: "mend",
    });
    expect(failed.code).toBe(4);
    const [command = "", id = ""] = /tenuto support (job_\w+)/.exec(failed.stderr) ?? [];
    expect(JSON.parse(await readFile(join(folder, "run.json"), "utf8"))).toMatchObject({
      inputs: [{ support: command }],
    });
    expect((await run(folder, ["show", id])).stdout).toContain(command);

    const made = await run(folder, ["support", id, "--with-audio", "2s", "-o", "ticket"]);
    expect(made).toMatchObject({ code: 0, stdout: "" });
    const names = (await readdir(join(folder, "ticket"))).toSorted();
    expect(names).toEqual([`tenuto-support-${id}-sample.flac`, `tenuto-support-${id}.json`, `tenuto-support-${id}.md`]);
    const [sample = "", json = "", page = ""] = names;
    const told = await readFile(join(folder, "ticket", page), "utf8");
    const bundle = JSON.parse(await readFile(join(folder, "ticket", json), "utf8"));

    // What is asked for: the request or transcript id, the exact message, the timestamp, a sample.
    const [link] = bundle.links;
    const remoteId = link.runs[0].remoteId;
    expect(remoteId).toMatch(/^[0-9a-f-]{36}$/);
    for (const form of [told, JSON.stringify(bundle)]) {
      for (const asked of [remoteId, "req-upload-1", "Transcoding failed", bundle.problem.at, sample]) {
        expect(form).toContain(asked);
      }
    }
    expect(Date.parse(bundle.problem.at)).toBeGreaterThan(Date.parse(bundle.job.createdAt));
    const cut = await run(folder, ["inspect", join("ticket", sample), "--json"]);
    const { format, durations } = JSON.parse(cut.stdout);
    expect(format).toMatchObject({ container: "flac", sampleRate: 16_000 });
    expect(durations.believedMs).toBe(2_000);

    // What is to be verified before: sound, format, size, key, rate.
    const answers = Object.fromEntries(link.checks.map((one: Record<string, string>) => [one.check, one.answer]));
    expect(answers).toEqual({
      ...{ sound: "yes", format: "yes", size: "yes", length: "yes", key: "yes" },
      ...{ rate: "no", reachable: "yes", retried: "yes" },
    });
    expect(told).toContain("support@assemblyai.com");
    expect(told).toMatch(/\| Node \| v\d+/);

    // And nothing else of ours.
    for (const form of [told, JSON.stringify(bundle)]) {
      for (const kept of [HOOK, "kept-to-ourselves", folder, "private-out"]) expect(form).not.toContain(kept);
    }
    const printed = await run(folder, ["support", "call.wav"]);
    expect(printed.stdout).toContain("# Support bundle");
    expect(JSON.parse((await run(folder, ["support", id, "--json"])).stdout).problem).toEqual(bundle.problem);
    expect(await run(folder, ["support", "job_none"])).toMatchObject({ code: 2 });
  },
);

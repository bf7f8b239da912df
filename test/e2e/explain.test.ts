import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { ownFolder, run } from "./command.ts";
import { makeRecordings } from "./recordings.ts";
import { startTwin } from "./twin-process.ts";

const SOON = ["--poll-floor", "20ms"];

/** One job whose first run failed with words that nobody knows, and whose second was done. */
async function oneUnknownFault() {
  const folder = await ownFolder();
  const { paths, texts } = await makeRecordings(folder, 1);
  const scenario = join(folder, "scenario.yaml");
  await writeFile(
    scenario,
    JSON.stringify({ faults: [{ stage: "job", occurrence: 1, error: "The flux of shard 17 is inverted" }] }),
  );
  const twin = await startTwin(folder, ["--texts", texts, "--scenario", scenario]);
  const transcribe = (...flags: string[]) =>
    run(folder, ["transcribe", ...paths, "-o", "out", "--base-url", twin.url, ...SOON, ...flags]);
  return { folder, transcribe };
}

describe("faults of a store's jobs", { timeout: 60_000 }, () => {
  test("are explained by the job that met them, and counted and drafted where nobody knows them", async () => {
    const { folder, transcribe } = await oneUnknownFault();
    expect(await transcribe("--preset", "realtime")).toMatchObject({ code: 0 });
    const [job = ""] = (await run(folder, ["jobs", "--json"])).stdout.match(/job_[0-9a-z]+/) ?? [];

    const { code, stdout } = await run(folder, ["explain", job]);
    expect(code).toBe(0);
    for (const words of ["Met 1 time at wait", "shard 17", "Then back to submit", "assemblyai/unknown-failure"]) {
      expect(stdout).toContain(words);
    }
    const told = JSON.parse((await run(folder, ["explain", job, "--json"])).stdout);
    expect(told).toMatchObject({
      job,
      status: "completed",
      faults: [{ times: 1, fault: { words: "The flux of shard 17 is inverted" }, verdict: { action: "rewind" } }],
    });

    const unknown = JSON.parse((await run(folder, ["errors", "--unknown", "--format", "json"])).stdout);
    expect(unknown).toMatchObject({ times: 1, jobs: 1, provider: "assemblyai", status: 200 });
    expect((await run(folder, ["errors", "--unknown"])).stdout).toContain(
      'message: "The flux of shard {number} is inverted"',
    );

    const drafted = Object.entries(unknown.draft).map(([name, value]) => `  ${name}: ${JSON.stringify(value)}`);
    await writeFile(join(folder, "own.yaml"), `- ${drafted.join("\n").trimStart()}\n`);
    const named = await run(folder, [
      "explain",
      "The flux of shard 3 is inverted",
      "--catalogue",
      "own.yaml",
      "--json",
    ]);
    expect(JSON.parse(named.stdout)).toMatchObject({ code: unknown.draft.code, params: { number: "3" } });
  });

  test("are treated as an entry of one's own says", async () => {
    const { folder, transcribe } = await oneUnknownFault();
    const entry = {
      code: "own/flux",
      seen: "job",
      message: "The flux of shard {shard} is inverted",
      parameters: { shard: { type: "number", description: "The shard." } },
      description: "The provider's flux is inverted.",
      advice: "Nothing helps.",
      class: "audio",
      scope: "job",
      remedy: "fail",
    };
    await writeFile(join(folder, "own.yaml"), JSON.stringify([entry]));
    expect(await transcribe("--catalogue", "own.yaml")).toMatchObject({
      code: 4,
      stderr: expect.stringContaining("own/flux"),
    });
    await writeFile(join(folder, "bad.yaml"), JSON.stringify([{ ...entry, pattern: "(a+)+$" }], null, 1));
    const refused = await transcribe("--catalogue", "bad.yaml");
    expect(refused).toMatchObject({ code: 2, stderr: expect.stringMatching(/bad\.yaml:\d+:\d+.*pattern/s) });
  });
});

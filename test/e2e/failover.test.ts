import { copyFile, mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { pocketsphinxRecogniser } from "../../src/programs/pocketsphinx.ts";
import { hostPrograms } from "../../src/programs/programs.ts";
import { ownFolder, run } from "./command.ts";
import { makeRecordings } from "./recordings.ts";
import { startTwin, type TwinProcess } from "./twin-process.ts";

const SAMPLES = fileURLToPath(new URL("../../samples", import.meta.url));
const canListen = (await pocketsphinxRecogniser(hostPrograms(process.env.PATH)).missing()).length === 0;

/** Links are left after seconds, and not after minutes. */
const QUICK = `policy:
  stages:
    upload: { attempts: 2, backoff: { baseMs: 20, capMs: 50 } }
    submit: { attempts: 2, backoff: { baseMs: 20, capMs: 50 } }
  failover: { afterMs: 100 }
  polling: { floorMs: 50 }
`;
const DOWN = { assemblyai: "{ stage: upload, status: 503 }", openai: "{ stage: submit, fault: openai/overloaded }" };

async function twinThat(folder: string, provider: keyof typeof DOWN, fault: string | null, texts?: string) {
  const path = join(folder, `${provider}.yaml`);
  await writeFile(path, `processing: 50ms\nfaults: [${fault ?? ""}]\n`);
  const heard = texts === undefined ? [] : ["--texts", texts];
  return startTwin(folder, ["--provider", provider, "--scenario", path, ...heard]);
}

function addresses(assemblyai: TwinProcess, openai: TwinProcess) {
  return { ASSEMBLYAI_BASE_URL: assemblyai.url, OPENAI_BASE_URL: openai.url, OPENAI_API_KEY: "sk-other-5e1f7a" };
}

interface Told {
  readonly input: string;
  readonly status: string;
  readonly link: { readonly provider: string };
  readonly left: readonly { readonly provider: string; readonly code: string }[];
}

async function reported(folder: string): Promise<readonly Told[]> {
  return JSON.parse(await readFile(join(folder, "run.json"), "utf8")).inputs;
}

describe("a chain of providers from the command line", { timeout: 120_000 }, () => {
  test("has every recording done by the second while the first is down, and none paid for twice", async () => {
    const folder = await ownFolder();
    const { paths, texts, textOf } = await makeRecordings(folder, 12);
    const [first, second] = [
      await twinThat(folder, "assemblyai", DOWN.assemblyai),
      await twinThat(folder, "openai", null, texts),
    ];
    await writeFile(join(folder, "quick.yaml"), QUICK);
    const flags = ["-o", "out", "--chain", "assemblyai,openai", "--policy", "quick.yaml", "--report", "run.json"];
    const ended = await run(folder, ["transcribe", ...paths, ...flags], addresses(first, second));

    const counted = ended.stderr.matchAll(/^(\d+) recordings? done by openai@\S+ \(assemblyai@\S+: /gm);
    expect([...counted].reduce((sum, [, count]) => sum + Number(count), 0)).toBe(12);
    expect(ended.code).toBe(0);
    for (const [stem, text] of textOf) {
      expect(await readFile(join(folder, "out", `${stem}.txt`), "utf8")).toContain(text);
    }
    expect((await first.ledger()).billed).toBe(0);
    expect(await second.ledger()).toMatchObject({ billed: 12, billedTwice: [] });
    for (const { status, link, left } of await reported(folder)) {
      expect([status, link.provider, left.map(({ provider }) => provider)]).toEqual([
        "completed",
        "openai",
        ["assemblyai"],
      ]);
    }
  });

  test("goes on where every run of the first fails at the provider, which bills none of them", async () => {
    const folder = await ownFolder();
    const { paths, texts } = await makeRecordings(folder, 3);
    const [first, second] = [
      await twinThat(folder, "assemblyai", "{ stage: job, fault: assemblyai/server-error }"),
      await twinThat(folder, "openai", null, texts),
    ];
    await writeFile(join(folder, "quick.yaml"), `${QUICK}  submissions: { max: 1 }\n`);
    const flags = ["-o", "out", "--chain", "assemblyai,openai", "--policy", "quick.yaml"];
    const ended = await run(folder, ["transcribe", ...paths, ...flags], addresses(first, second));
    expect(ended.stderr).toMatch(/3 recordings done by openai@\S+ \(assemblyai@\S+: assemblyai\/server-error\)/);
    expect([ended.code, (await first.ledger()).billed, (await second.ledger()).billed]).toEqual([0, 0, 3]);
    const stats = await run(folder, ["stats", "--json"]);
    expect(JSON.parse(stats.stdout)).toMatchObject({ all: { completed: 3, failovers: 3, runsAgain: 0 } });
  });

  test.skipIf(!canListen)("has every recording done by this machine while both are down, and says so", async () => {
    const folder = await ownFolder();
    await mkdir(join(folder, "in"));
    for (const name of ["goforward.wav", "lj050-0131.wav"])
      await copyFile(join(SAMPLES, name), join(folder, "in", name));
    const [first, second] = [
      await twinThat(folder, "assemblyai", DOWN.assemblyai),
      await twinThat(folder, "openai", DOWN.openai),
    ];
    await writeFile(join(folder, "quick.yaml"), QUICK);
    const flags = ["-o", "out", "--chain", "assemblyai,openai,local", "--policy", "quick.yaml", "--report", "run.json"];
    const ended = await run(folder, ["transcribe", "in", ...flags], addresses(first, second));

    expect(ended.code).toBe(0);
    expect(await readFile(join(folder, "out", "goforward.txt"), "utf8")).toMatch(/go forward/i);
    expect(ended.stderr).toMatch(
      /2 recordings done by local \(assemblyai@\S+: http\/503; openai@\S+: openai\/overloaded\)/,
    );
    const told = await reported(folder);
    expect(told.map(({ status, link }) => `${status} ${link.provider}`)).toEqual([
      "completed local",
      "completed local",
    ]);
    expect([(await first.ledger()).billed, (await second.ledger()).billed]).toEqual([0, 0]);
  });

  test("is refused before anything is sent where a link cannot do what is asked for", async () => {
    const folder = await ownFolder();
    const { paths } = await makeRecordings(folder, 1);
    const twin = await twinThat(folder, "assemblyai", null);
    const there = { ASSEMBLYAI_BASE_URL: twin.url };
    const refused: readonly (readonly [readonly string[], RegExp])[] = [
      [["--chain", "assemblyai,whispers"], /no provider and no account "whispers"/],
      [["--chain", "assemblyai,openai"], /openai has no key/],
      [["--chain", "assemblyai,local", "--language", "de"], /[Ll]anguage is de, and link 2 of the chain, local/],
      [["--chain", "assemblyai,local", "--speakers", "2"], /[Ss]peakers would be lost at link 2 of the chain, local/],
      [["--chain", "assemblyai,local", "--fence", "eu"], /assemblyai is in region us, and the fence is eu/],
    ];
    for (const [flags, told] of refused) {
      const ended = await run(folder, ["transcribe", ...paths, "-o", "out", ...flags], there);
      expect(ended.stderr).toMatch(told);
      expect(ended.code).toBe(2);
    }
    expect((await twin.ledger()).requests.upload ?? 0).toBe(0);
    await expect(readdir(join(folder, "out")))
      .resolves.toEqual([])
      .catch(() => undefined);
  });
});

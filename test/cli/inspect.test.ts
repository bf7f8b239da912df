import { mkdir, mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type InspectFlags, inspect } from "../../src/cli/inspect.ts";
import { HandAudio } from "./hand-audio.ts";
import { HandSurroundings } from "./hand-surroundings.ts";

let folder: string;
let here: HandSurroundings;
let audio: HandAudio;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "tenuto-inspect-"));
  here = new HandSurroundings();
  audio = new HandAudio();
  const names = ["good.wav", "double.wav", "silent.wav", "gone.wav", "notes.txt"];
  await Promise.all(names.map((name) => writeFile(join(folder, name), "bytes")));
  await writeFile(join(folder, "empty.wav"), "");
});
afterEach(() => rm(folder, { recursive: true, force: true }));

function run(names: readonly string[], flags: InspectFlags = {}, stdin?: () => Readable) {
  const surroundings = { ...here.with(), ...(stdin === undefined ? {} : { stdin }) };
  const paths = names.map((name) => (name === "-" ? name : join(folder, name)));
  return inspect(paths, flags, surroundings, audio.parts());
}

describe("tenuto inspect", () => {
  it("shows one recording as a page: verdict, findings with their meaning, measures, strip and mending", async () => {
    expect(await run(["double.wav"])).toBe(0);
    const [name, verdict, , code, message] = here.out.split("\n");
    expect(name).toBe(join(folder, "double.wav"));
    expect(verdict).toBe("warn: it can be sent, and somebody should know");
    expect(code).toBe("dual-identical");
    expect(message).toBe("  99.9 % of the samples of both channels are equal");
    for (const words of [
      "would have every word twice",
      "Hand in one channel.",
      "█ sound",
      "for AssemblyAI",
      "left channel",
    ])
      expect(here.out).toContain(words);
    expect(here.out).toMatch(/0 dBFS ▏.+▕\n.+▏.+▕/);
  });

  it("shows several recordings as a table and counts them on standard error", async () => {
    expect(await run(["good.wav", "double.wav", "silent.wav"])).toBe(3);
    const [head, ...rows] = here.out.trimEnd().split("\n");
    expect(head).toMatch(/^verdict +length +size +format +recording +found$/);
    expect(rows.map((row) => row.split(/ {2,}/).filter((cell) => cell !== ""))).toEqual([
      ["ok", "11 s", "352 kB", "wav pcm_s16le, 16 kHz, 1 channel", join(folder, "good.wav")],
      ["warn", "11 s", "704 kB", "wav pcm_s16le, 16 kHz, 2 channels", join(folder, "double.wav"), "dual-identical"],
      ["reject", "11 s", "352 kB", "wav pcm_s16le, 16 kHz, 1 channel", join(folder, "silent.wav"), "silent"],
    ]);
    expect(here.err).toMatch(/^1 ok, 1 warn, 1 reject in /);
  });

  it("writes an object a line with all that was measured, in the order of the names", async () => {
    let first: (() => void) | undefined;
    // The first is done last.
    audio.onInspect = (name) => (name === "good.wav" ? new Promise<void>((done) => (first = done)) : first?.());
    expect(await run(["good.wav", "double.wav"], { json: true })).toBe(0);
    expect(here.told()).toMatchObject([
      { file: join(folder, "good.wav"), verdict: "ok", codes: [], levels: { p95: -14 }, plan: { steps: [] } },
      {
        file: join(folder, "double.wav"),
        verdict: "warn",
        codes: ["dual-identical"],
        findings: [{ code: "dual-identical", weight: "warn" }],
        bytes: 704_044,
        format: { container: "wav", channels: 2 },
        durations: { believedMs: 11_000 },
        channels: { relation: "identical" },
        notChecked: null,
        provider: "assemblyai",
        plan: { steps: [{ kind: "take-channel" }] },
      },
    ]);
  });

  it("counts against a recording what the named provider does not take, and nothing of one that nobody named", async () => {
    await writeFile(join(folder, "short.wav"), "bytes");
    expect(await run(["short.wav", "double.wav"])).toBe(0);
    expect(here.out).not.toContain("too-short");
    here.out = "";
    expect(await run(["short.wav", "double.wav"], { provider: "assemblyai" })).toBe(3);
    expect(here.out).toMatch(
      /^verdict .* for assemblyai +found\nreject .*not taken +too-short\nwarn .*flac, 1 channel +dual-identical\n$/,
    );
    here.out = "";
    expect(await run(["short.wav"], { provider: "assemblyai" })).toBe(2);
    expect(here.out).toMatch(
      /\nreject: it cannot be sent to AssemblyAI\n(.|\n)*for AssemblyAI\n {2}Not sent.*\n {2}It is /,
    );
    await expect(run(["good.wav"], { provider: "nobody" })).rejects.toMatchObject({ code: "settings/provider" });
  });

  it("goes on past what cannot be read, tells why, and says so in its exit code", async () => {
    expect(await run(["missing.wav", "gone.wav", "good.wav"], { json: true })).toBe(3);
    expect(here.err).toMatch(/missing\.wav does not exist\..*\n.*gone\.wav does not exist\. Look for it\./);
    expect(here.told()).toMatchObject([
      { file: join(folder, "missing.wav"), verdict: null, codes: [], error: { code: "audio/missing" } },
      { file: join(folder, "gone.wav"), verdict: null, error: { remedy: "Look for it." } },
      { verdict: "ok" },
    ]);
    expect(await run(["silent.wav"])).toBe(2);
    expect(await run(["missing.wav"])).toBe(2);
  });

  it("looks into an empty file as into any other, and into a folder's recordings alone", async () => {
    await mkdir(join(folder, "calls"));
    await Promise.all(["a.mp3", "list.txt"].map((name) => writeFile(join(folder, "calls", name), "")));
    expect(await run(["empty.wav", "calls"])).toBe(0);
    expect(audio.inspected.map(({ path }) => path)).toEqual([
      join(folder, "empty.wav"),
      join(folder, "calls", "a.mp3"),
    ]);
    expect(here.err).toContain("Passed over 1 file that by name is no recording");
    await mkdir(join(folder, "nothing"));
    expect(await run(["nothing"])).toBe(0);
    expect(here.err).toContain("There is no recording to inspect.");
  });

  it("holds standard input only as long as it is looked into", async () => {
    const held: string[] = [];
    audio.onInspect = async () => {
      held.push(await readFile(audio.inspected[0]?.path ?? "", "utf8"));
    };
    expect(await run(["-"], {}, () => Readable.from([Buffer.from("RI"), Buffer.from("FF")]))).toBe(0);
    expect(held).toEqual(["RIFF"]);
    expect(here.out).toMatch(/^standard input\nok: /);
    await expect(stat(audio.inspected[0]?.path ?? "")).rejects.toThrow("ENOENT");
  });

  it("refuses an address, which is no file", async () => {
    const code = await inspect(["https://user:pw@host.example/a.mp3?key=1"], {}, here.with(), audio.parts());
    expect(code).toBe(2);
    expect(here.err).toMatch(/https:\/\/host\.example\/a\.mp3 is an address, .* Download it first\./);
    expect(here.err).not.toContain("pw");
  });

  it("hands on how much is to be looked at, and how far opinions may differ", async () => {
    await run(["good.wav"], { quick: true, tolerance: "0.01s" });
    expect(audio.inspected[0]?.limits).toMatchObject({ quick: true, toleranceMs: 10 });
    await expect(run(["good.wav"], { tolerance: "much" })).rejects.toMatchObject({ code: "settings/duration" });
  });

  it("ends at the first signal with what it has by then", async () => {
    audio.onInspect = (name) => {
      if (name === "double.wav") here.signals.emit("SIGINT");
    };
    const others = await Promise.all(
      [1, 2, 3, 4, 5, 6, 7, 8].map(async (number) => {
        await writeFile(join(folder, `more-${number}.wav`), "bytes");
        return `more-${number}.wav`;
      }),
    );
    expect(await run(["good.wav", "double.wav", ...others])).toBe(130);
    expect(here.err).toMatch(/\d+ recordings not inspected\.\n$/);
    expect(audio.inspected.length).toBeLessThan(10);
    expect(audio.closed).toBe(1);
    expect(here.signals.listenerCount("SIGINT")).toBe(0);
  });

  it("keeps a name from writing to the terminal", async () => {
    await writeFile(join(folder, "\u001b[31mred.wav"), "bytes");
    await run(["\u001b[31mred.wav"]);
    expect(here.out).not.toContain("\u001b");
    expect(here.out).toContain("\\x1b[31mred.wav");
  });
});

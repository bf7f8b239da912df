import { existsSync } from "node:fs";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, describe, expect, test } from "vitest";
import type { Aligned } from "../domain/aligner.ts";
import { soundswallowerAligner } from "./aligner.ts";
import { plainWav } from "./alignment-sound.ts";
import { hostPrograms } from "./programs.ts";

const audio = (name: string) => fileURLToPath(new URL(`../../test/audio/${name}`, import.meta.url));
const script = fileURLToPath(new URL("../../dist/programs/alignment-child.js", import.meta.url));
const tempDir = await mkdtemp(join(tmpdir(), "aligner-test-"));
afterAll(() => rm(tempDir, { recursive: true }));

const limits = { timeoutMs: 60_000 };
const withoutFfmpeg = soundswallowerAligner(hostPrograms("/nowhere"), { tempDir, script });
const aligner = soundswallowerAligner(hostPrograms(), { tempDir, script });
const hasFfmpeg = (await hostPrograms().version("ffmpeg")) !== null;
const textOf = async (clip: string) => (await readFile(audio(`clips/${clip}.txt`), "utf8")).trim();

function found(aligned: Aligned): Extract<Aligned, { ok: true }> {
  if (!aligned.ok) throw new Error(`${aligned.code}: ${aligned.message}`);
  return aligned;
}

const CLIPS = [
  ...["austen-0870", "austen-0880", "austen-0890", "austen-0920", "austen-0930"],
  ...["cards-001", "cards-003", "cards-005", "digits-zip", "goforward", "jfk"],
];

describe.skipIf(!existsSync(script))("on real recordings (needs the compiled program)", () => {
  test("a sentence that was said has all its words and sounds, in their order, well scored, without ffmpeg", async () => {
    const { words, durationMs, unknownWords } = found(
      await withoutFfmpeg.align(audio("clips/goforward.wav"), ["Go forward ten meters."], limits),
    );
    expect(words.map(({ word }) => word)).toEqual(["Go", "forward", "ten", "meters"]);
    expect(words[3]?.phones.map(({ phone }) => phone)).toEqual(["M", "IY", "T", "ER", "Z"]);
    expect(durationMs).toBe(2786);
    expect(unknownWords).toEqual([]);
    for (const { said, score, startMs, endMs, phones } of words) {
      expect({ said, high: (score ?? 0) > 75 }).toEqual({ said: true, high: true });
      expect([phones[0]?.startMs, phones.at(-1)?.endMs]).toEqual([startMs, endMs]);
    }
    const times = words.flatMap((word) => word.phones.flatMap(({ startMs, endMs }) => [startMs ?? -1, endMs ?? -1]));
    expect(times).toEqual(times.toSorted((one, other) => one - other));
    expect(await readdir(tempDir)).toEqual([]);
  });

  test.each(CLIPS)("a wrong word in the middle of %s scores lowest, and no other is lost", async (clip) => {
    const words = (await textOf(clip)).split(/\s+/);
    const wrong = Math.floor(words.length / 2);
    const sentence = words.with(wrong, "elephant").join(" ");
    const scores = found(await aligner.align(audio(`clips/${clip}.wav`), [sentence], limits)).words.map(
      ({ score }) => score ?? 0,
    );
    const others = scores.toSpliced(wrong, 1);
    expect(scores[wrong]).toBeLessThan(Math.min(...others));
    expect(Math.min(...others)).toBeGreaterThan(50);
  });

  test("word boundaries are where the published alignments have them", async () => {
    const { alignments } = JSON.parse(await readFile(audio("alignments.json"), "utf8")) as {
      alignments: Record<string, readonly { word: string; start: number; end: number }[]>;
    };
    const off: number[] = [];
    for (const [clip, known] of Object.entries(alignments)) {
      const sentence = known.map(({ word }) => word).join(" ");
      const { words } = found(await aligner.align(audio(clip), [sentence], limits));
      for (const [at, { start, end }] of known.entries()) {
        const { startMs, endMs } = words[at] ?? {};
        off.push(Math.abs((startMs ?? Number.NaN) - start * 1000), Math.abs((endMs ?? Number.NaN) - end * 1000));
      }
    }
    off.sort((one, other) => one - other);
    expect(off.length).toBe(142);
    expect(off[71]).toBeLessThanOrEqual(20);
    expect(off.filter((ms) => ms <= 50).length / off.length).toBeGreaterThanOrEqual(0.9);
  });

  test("of several sentences the one that was said is found, wherever it stands", async () => {
    const sentences = ["stop", "go back ten meters", "go forward ten meters", "He was not an ill-disposed young man"];
    const { sentence } = found(await aligner.align(audio("clips/goforward.wav"), sentences, limits));
    expect(sentence).toBe(2);
  });

  test("a word that is not in the recording is left out of it, and its neighbours keep their places", async () => {
    const sentence = "go forward ten thousand meters";
    const { words } = found(await aligner.align(audio("clips/goforward.wav"), [sentence], limits));
    expect(words[3]).toEqual({ word: "thousand", startMs: null, endMs: null, score: 0, said: false, phones: [] });
    expect(words.filter(({ said }) => said).length).toBe(4);
  });

  test("words that the dictionary lacks are told, and found where they can be", async () => {
    const sentence = "go forvard привет ten meters";
    const { words, unknownWords } = found(await aligner.align(audio("clips/goforward.wav"), [sentence], limits));
    expect(unknownWords).toEqual(["forvard", "привет"]);
    expect(words.map(({ word, said }) => [word, said])).toEqual([
      ...[
        ["go", true],
        ["forvard", true],
        ["ten", true],
        ["meters", true],
      ],
    ]);
  });

  test.each<[string, string, string, readonly string[]]>([
    ["silence", "NO_SPEECH", "silence/digital-silence.wav", ["go"]],
    ["loud noise", "NO_SPEECH", "silence/loud-noise-no-speech.wav", ["go"]],
    ["a tone", "NO_SPEECH", "silence/tone-440.wav", ["go"]],
    ["another sentence", "NO_MATCH", "clips/goforward.wav", ["He was not an ill-disposed young man"]],
    ["several others", "NO_MATCH", "clips/jfk.wav", ["ten of clubs", "go forward ten meters"]],
    ["no sentence", "SCRIPT", "clips/goforward.wav", []],
    ["a script without words", "SCRIPT", "clips/goforward.wav", ["", " ... "]],
    ["a script in foreign letters", "SCRIPT", "clips/goforward.wav", ["привет мир"]],
  ])("%s is told as %s", async (_what, code, name, sentences) => {
    expect(await aligner.align(audio(name), sentences, limits)).toMatchObject({ ok: false, code });
  });

  test("a recording over the limit is not taken", async () => {
    const short = soundswallowerAligner(hostPrograms(), { tempDir, script, maxSeconds: 2 });
    expect(await short.align(audio("clips/goforward.wav"), ["go"], limits)).toMatchObject({ code: "TOO_LONG" });
  });

  test("the time limit and an abort end it, each with its own name", async () => {
    const path = audio("clips/goforward.wav");
    expect(await aligner.align(path, ["go"], { timeoutMs: 1 })).toMatchObject({ code: "TIME_LIMIT" });
    const signal = AbortSignal.abort();
    expect(await aligner.align(path, ["go"], { ...limits, signal })).toMatchObject({ code: "ABORTED" });
    expect(await readdir(tempDir)).toEqual([]);
  });

  test.skipIf(!hasFfmpeg)("another format is converted first (needs ffmpeg)", async () => {
    const { words } = found(
      await aligner.align(audio("silence/speech-in-long-silence.flac"), ["go forward ten meters"], limits),
    );
    expect(words.map(({ said }) => said)).toEqual([true, true, true, true]);
    expect(words[0]?.startMs).toBeGreaterThan(10_000);
    expect(await aligner.align(audio("broken/png-renamed.wav"), ["go"], limits)).toMatchObject({ code: "NOT_AUDIO" });
  });

  test("nothing of it is missing here", async () => {
    expect(await withoutFfmpeg.missing()).toEqual([]);
  });
});

test("another format without ffmpeg is told as missing ffmpeg", async () => {
  const aligned = await withoutFfmpeg.align(audio("formats/jfk.mp3"), ["go"], limits);
  expect(aligned).toMatchObject({ ok: false, code: "MISSING", message: expect.stringContaining("ffmpeg") });
});

test("an aligner whose program is not there says so", async () => {
  expect(await soundswallowerAligner(hostPrograms(), { script: "/nowhere.js" }).missing()).toEqual(["soundswallower"]);
});

test.each([
  ["formats/cards-48k-24bit-stereo.wav"],
  ["formats/jfk-8k.wav"],
  ["formats/mp3-named.wav"],
  ["duration/wav-says-0.wav"],
  ["duration/wav-says-1h.wav"],
  ["broken/truncated.wav"],
  ["broken/cut-in-header.wav"],
  ["broken/empty.wav"],
])("%s is left to ffmpeg", async (name) => {
  expect(await plainWav(audio(name))).toBeNull();
});

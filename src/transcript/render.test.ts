import { describe, expect, test } from "vitest";
import type { Transcript } from "../domain/transcript.ts";
import { render } from "./render.ts";
import { toSrt } from "./srt.ts";
import { toVtt } from "./vtt.ts";

const none = { confidence: null, speaker: null, channel: null };
const base: Transcript = {
  provider: "assemblyai",
  remoteId: "id-1",
  text: "Go forward. Ten & more\n<b>meters</b> --> there.",
  words: [
    { ...none, text: "Go", startMs: 390, endMs: 640 },
    { ...none, text: "forward.", startMs: 650, endMs: 1170 },
    { ...none, text: "Ten", startMs: 3_723_004, endMs: 3_723_900, speaker: "A <1>" },
    { ...none, text: "&\n\nmore", startMs: 3_723_900, endMs: 3_724_000, speaker: "A <1>" },
    { ...none, text: "<b>-->", startMs: 3_724_000, endMs: 3_725_000, speaker: "A <1>" },
  ],
  language: "en",
  confidence: 0.9,
  durationMs: 3_726_000,
  rough: false,
  raw: { id: "id-1", utterances: [1, 2] },
};
const wordless: Transcript = { ...base, text: "Ten meters. Go!", words: [], durationMs: 16_000 };

describe("srt", () => {
  test("numbers its captions and keeps arrows out of the text", () => {
    expect(render(base, "srt")).toBe(
      "1\n00:00:00,390 --> 00:00:01,390\nGo forward.\n\n2\n01:02:03,004 --> 01:02:05,000\nTen & more <b>→\n",
    );
  });

  test("is empty when there are neither words nor a length", () => {
    expect(render({ ...wordless, durationMs: null }, "srt")).toBe("");
  });
});

describe("vtt", () => {
  test("escapes the text and names the speakers", () => {
    expect(render(base, "vtt")).toBe(
      "WEBVTT\n\n00:00:00.390 --> 00:00:01.390\nGo forward.\n\n" +
        "01:02:03.004 --> 01:02:05.000\n<v A &lt;1&gt;>Ten &amp; more &lt;b&gt;--&gt;\n",
    );
  });

  test("says that a transcript is rough", () => {
    expect(render({ ...base, rough: true }, "vtt")).toMatch(/^WEBVTT\n\nNOTE Rough transcript.*\n\n00:/);
  });

  test("spreads a text without words over the recording, and says so", () => {
    expect(render(wordless, "vtt")).toBe(
      "WEBVTT\n\nNOTE Times are estimated: the text came without them.\n\n" +
        "00:00:00.000 --> 00:00:04.000\nTen\n\n00:00:04.000 --> 00:00:12.000\nmeters.\n\n00:00:12.000 --> 00:00:16.000\nGo!\n",
    );
  });

  test("has no captions and says why when there are neither words nor a length", () => {
    const said = render({ ...wordless, durationMs: null }, "vtt");
    expect(said).toBe("WEBVTT\n\nNOTE No captions: the text came without any times.\n");
    expect(render({ ...wordless, text: "", durationMs: null }, "vtt")).toBe("WEBVTT\n");
  });
});

test.each([
  ["srt", toSrt],
  ["vtt", toVtt],
])("%s has captions of as many letters as asked for", (_, to) => {
  const said = to(base, { charsPerCaption: 4 });
  expect(said.split("\n").filter((line) => /Go|forward/.test(line))).toEqual(["Go", "forward."]);
});

describe("tsv", () => {
  test("is one sentence a line under a heading, in whole milliseconds", () => {
    const [first, ...more] = base.words;
    const tabbed = { ...base, words: [{ ...none, text: "Go\t", startMs: 390.4, endMs: 640.6 }, ...more] };
    expect(first?.text).toBe("Go");
    expect(render(tabbed, "tsv")).toBe(
      "start\tend\ttext\n390\t1170\tGo forward.\n3723004\t3725000\tTen & more <b>-->\n",
    );
  });

  test("is the heading alone when there are no times", () => {
    expect(render({ ...wordless, durationMs: null }, "tsv")).toBe("start\tend\ttext\n");
  });
});

test("txt is the text on its own, rough or not", () => {
  expect(render({ ...base, rough: true, text: " Go forward. " }, "txt")).toBe("Go forward.\n");
});

test("json is the whole transcript, the provider's reply included", () => {
  expect(JSON.parse(render(base, "json"))).toEqual(base);
});

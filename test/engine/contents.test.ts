import { describe, expect, it } from "vitest";
import type { AudioRef, AudioSource, Spool } from "../../src/domain/audio-source.ts";
import { contentsOf, type Holding } from "../../src/engine/contents.ts";
import { memorySpool } from "../../src/store/memory-spool.ts";
import { toTxt } from "../../src/transcript/txt.ts";
import { anAssessment, assessedTranscript } from "../assessed.ts";
import { aJob } from "../cli/lives.ts";

const TRANSCRIPT = assessedTranscript(anAssessment());
const PAGE = { path: "/out/calls/a.html", format: "html" } as const;

async function* pieces(bytes: Buffer) {
  yield bytes.subarray(0, 3);
  yield bytes.subarray(3);
}

async function holding(head: string): Promise<Holding> {
  const spool = memorySpool();
  const audio = await spool.put(pieces(Buffer.from(head, "latin1")), "calls/a.wav");
  return holdingOf(audio, spool);
}

function holdingOf(audio: AudioRef, spool: Spool): Holding {
  const job = aJob({});
  return { job: { ...job, request: { ...job.request, audio } }, means: { spool } };
}

const soundOf = (page: string) => /<audio [^>]*src="([^"]*)"/.exec(page)?.[1] ?? null;

describe("what a job's file holds", () => {
  it.each([
    ["RIFF\0\0\0\0WAVEfmt ", "audio/wav"],
    ["fLaC\0\0\0\x22", "audio/flac"],
    ["OggS\0\x02", "audio/ogg"],
    ["\xff\xfb\x90\x64", "audio/mpeg"],
  ])("is as a page the recording itself, by what it is (%j)", async (head, mediaType) => {
    const page = await contentsOf(await holding(head), TRANSCRIPT, PAGE);
    expect(soundOf(page)).toBe(`data:${mediaType};base64,${Buffer.from(head, "latin1").toString("base64")}`);
    expect(page).toContain("<title>calls/a.wav</title>");
  });

  it("names the recording from where the page lies, where it is too big for one", async () => {
    const big: AudioRef = { sha256: "00", bytes: 24_000_001, name: "a.wav", durationMs: null };
    const neverOpened = (): AudioSource => {
      throw new Error("a recording that is too big was opened");
    };
    const large = holdingOf(big, { ...memorySpool(), holds: async () => true, open: neverOpened });
    const page = await contentsOf(large, TRANSCRIPT, { ...PAGE, recording: "/in/b #1.wav" });
    expect(soundOf(page)).toBe("../../in/b%20%231.wav");
    expect(soundOf(await contentsOf(large, TRANSCRIPT, PAGE))).toBeNull();
  });

  it("is a page without sound where the provider had the recording's address alone", async () => {
    const address: AudioRef = { sha256: "00", bytes: 0, name: "host/a.wav", durationMs: null };
    expect(soundOf(await contentsOf(holdingOf(address, memorySpool()), TRANSCRIPT, PAGE))).toBeNull();
  });

  it("is what was fetched after the provider could not", async () => {
    const spool = memorySpool();
    const fetched = await spool.put(pieces(Buffer.from("fLaC....")), "host/a.wav");
    const address = holdingOf({ ...fetched, sha256: "00", bytes: 0 }, spool);
    const page = await contentsOf({ ...address, job: { ...address.job, fetched } }, TRANSCRIPT, PAGE);
    expect(soundOf(page)).toContain("data:audio/flac;");
  });

  it("refuses a page of what nobody assessed, and writes its text", async () => {
    const { assessment: _, ...plain } = TRANSCRIPT;
    const held = await holding("RIFF");
    await expect(contentsOf(held, plain, PAGE)).rejects.toThrow("nothing was assessed");
    expect(await contentsOf(held, plain, { path: "/out/a.txt", format: "txt" })).toBe(toTxt(plain));
  });
});

import { describe, expect, it } from "vitest";
import type { Recogniser } from "../domain/recogniser.ts";
import { readSettings } from "../settings.ts";
import { requireReady } from "./ready.ts";

function recogniser(...missing: string[]): Recogniser {
  return {
    name: "local",
    missing: async () => missing,
    recognise: async () => ({ ok: false, code: "none", message: "not asked for here" }),
  };
}

describe("requireReady", () => {
  it("is content with a key", async () => {
    const settings = readSettings({}, { ASSEMBLYAI_API_KEY: "k" });
    await expect(requireReady(["assemblyai"], settings, recogniser())).resolves.toBeUndefined();
  });

  it("tells three ways to get going when there is neither a key nor a choice", async () => {
    const ready = requireReady(["assemblyai"], readSettings({}, {}), recogniser("ffmpeg"));
    await expect(ready).rejects.toMatchObject({
      message: "There is no key for assemblyai.",
      remedy: expect.stringMatching(/1\..*ASSEMBLYAI_API_KEY.*2\..*apt-get install.*3\..*tenuto demo.*tenuto twin/s),
    });
  });

  it("says that the local recogniser works here and does not take it unasked", async () => {
    const ready = requireReady(["assemblyai"], readSettings({}, {}), recogniser());
    await expect(ready).rejects.toMatchObject({ remedy: expect.stringMatching(/--provider local\. It works here/) });
  });

  it("names just the variable to who chose the provider", async () => {
    const settings = readSettings({ provider: "assemblyai" }, {});
    await expect(requireReady(["assemblyai"], settings, recogniser())).rejects.toMatchObject({
      remedy: "Put it into ASSEMBLYAI_API_KEY.",
    });
  });

  it("says what the local recogniser lacks", async () => {
    const settings = readSettings({ provider: "local" }, {});
    await expect(requireReady(["local"], settings, recogniser("ffmpeg", "pocketsphinx"))).rejects.toMatchObject({
      message: "The local recogniser needs ffmpeg and pocketsphinx, which are not here.",
    });
  });
});

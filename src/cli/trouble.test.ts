import { describe, expect, it } from "vitest";
import { aFault } from "../../test/cli/lives.ts";
import { AudioError, SettingsError, StoreError, TranscriptionFailed, TranscriptionHeld } from "../domain/errors.ts";
import { exitCodeOfTrouble, troubleText } from "./trouble.ts";

const evidence = { jobId: "job_1", fault: aFault(), attempts: 3, remoteIds: [] };

describe("trouble", () => {
  it("tells what happened, what to do and where to read on", () => {
    const error = new SettingsError("settings/preset", '--preset is "x".', "Use one of default, batch.");
    expect(troubleText(error, false)).toBe(
      'tenuto: --preset is "x".\nUse one of default, batch.\nSee docs/errors/settings/preset.md\n',
    );
  });

  it("keeps the stack of a mistake of ours to those who ask for it", () => {
    expect(troubleText(new TypeError("x is not a function"), false)).toMatch(/^tenuto: x is not a function\n.*report/);
    expect(troubleText(new TypeError("oops"), false)).not.toContain("trouble.test.ts");
    expect(troubleText(new TypeError("oops"), true)).toContain("trouble.test.ts");
  });

  it.each([
    [new SettingsError("a", "b", "c"), 2],
    [new AudioError("a", "b", "c"), 2],
    [new StoreError("a", "b", "c"), 1],
    [new TranscriptionFailed(evidence), 4],
    [new TranscriptionHeld(evidence), 5],
    ["thrown text", 1],
  ])("gives %s its exit code", (error, code) => expect(exitCodeOfTrouble(error)).toBe(code));
});

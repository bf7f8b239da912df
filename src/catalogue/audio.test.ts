import { describe, expect, it } from "vitest";
import { AUDIO_ERRORS } from "./audio.ts";

/** Every finding that our test recordings were given, and whether a recording with it is turned away there. */
const FINDINGS = {
  rejected:
    "empty-file encrypted header-corrupt no-audio-track not-audio silent unrecognized unsupported-codec zero-duration",
  told: "band-limited channel-silent clipping dc-offset decode-errors dual-distinct dual-identical dual-inverted dual-near-identical duration-mismatch duration-undeclared extension-mismatch garbage-prefix low-sample-rate more-than-two-channels mostly-silent multiple-audio-tracks steady-noise timestamp-gap too-quiet truncated video-container",
};
/** For what a provider does not take them. */
const RULES = ["not-taken", "over-limit", "too-short"];
const rejected = FINDINGS.rejected.split(" ");
const all = [...rejected, ...FINDINGS.told.split(" "), ...RULES];

describe("the entries of an inspection", () => {
  it("are one for each finding and rule, called by it and by no other", () => {
    const entries = AUDIO_ERRORS.map(({ code, codes }) => [code, codes]).sort();
    expect(entries).toEqual(all.map((finding) => [`audio/${finding}`, [finding.toUpperCase()]]).sort());
  });

  it("mend nothing in what is no recording", () => {
    for (const finding of rejected) {
      expect(AUDIO_ERRORS.find(({ code }) => code === `audio/${finding}`)).toMatchObject({ remedy: "fail" });
    }
  });

  it("speak of what was never sent, and of this recording alone", () => {
    for (const entry of AUDIO_ERRORS) {
      expect(entry).toMatchObject({ seen: "audio", class: "audio", scope: "job", certainty: "not-sent" });
      expect(["fail", "repair"]).toContain(entry.remedy);
    }
  });
});

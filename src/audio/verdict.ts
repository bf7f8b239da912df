import { AUDIO_CODES, type AudioFinding, type AudioVerdict } from "../domain/audio-report.ts";

/** Each code once, in the order in which a person must hear of them; of two with one code the graver one. */
export function joined(...lists: readonly (readonly AudioFinding[])[]): readonly AudioFinding[] {
  const all = lists.flat();
  return AUDIO_CODES.flatMap((code) => {
    const same = all.filter((finding) => finding.code === code);
    return same.find(({ weight }) => weight === verdictWeight(same)) ?? [];
  });
}

/** The verdict is that of the gravest finding. */
export function verdictOf(findings: readonly AudioFinding[]): AudioVerdict {
  const gravest = verdictWeight(findings);
  return gravest === "info" ? "ok" : gravest;
}

function verdictWeight(findings: readonly AudioFinding[]): AudioFinding["weight"] {
  const weights = findings.map(({ weight }) => weight);
  if (weights.includes("reject")) return "reject";
  return weights.includes("warn") ? "warn" : "info";
}

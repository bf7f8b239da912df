import type { AudioReport } from "../domain/audio-report.ts";
import type { AudioRules } from "../domain/audio-rules.ts";
import type { RepairOptions, RepairPlan, RepairRefusal, RepairStep } from "../domain/repair.ts";
import { lengthInWords, listed, rateInWords, sizeInWords } from "./amounts.ts";
import { channelPick } from "./channel-pick.ts";
import { conversionStep } from "./conversion.ts";
import { raiseStep } from "./gain.ts";
import { cutToFit } from "./pieces.ts";
import { type BrokenRule, brokenRules } from "./rules.ts";
import { usualBytes, type Written } from "./sizes.ts";
import { chooseTarget, rateFor, TARGET_NAMES } from "./target.ts";

type Output = NonNullable<RepairPlan["output"]>;
type Format = NonNullable<AudioReport["format"]>;

/** Findings whose mending is worth cutting a recording that would go out whole: sent as it is, nobody is heard. */
const WORTH_CUTTING: readonly RepairStep["mends"][] = ["dual-inverted", "more-than-two-channels", "too-quiet"];
/** In which silence is to stand for what is missing; in a film also for what comes before the sound. */
const GAPS: readonly string[] = ["timestamp-gap", "decode-errors"];

/**
 * What would be done to a recording before a provider gets it, and why, in words. Pure: made from a report, with or
 * without what only decoding tells. Nothing is done that loses something unless `options` say so, and nothing that only
 * would be better where it would take more pieces than the recording as it is.
 */
export function planRepair(report: AudioReport, rules: AudioRules, options: RepairOptions = {}): RepairPlan {
  const found = report.findings.filter(({ weight }) => weight === "reject");
  const { format } = report;
  if (found.length > 0 || format === null) return refused(found.map((one) => ({ ...one, weight: "reject" })));

  const durationMs = lengthOf(report);
  const broken = brokenRules({ format, bytes: report.bytes, durationMs }, rules);
  const tooShort = broken.find(({ rule }) => rule === "too-short");
  if (tooShort !== undefined) return refused([short(report, tooShort)]);

  const { pick, step } = channelPick(report.channels, format, rules);
  const channelStep = step && { ...step, needed: step.needed || broken.some(({ rule }) => rule === "channels") };
  const channels = pick.kind === "keep" ? (format.channels ?? 1) : 1;
  const target = chooseTarget(rules, options);
  const written: Written | null = target && { target, channels, sampleRate: rateFor(target, format, rules) };
  const raise = raiseStep(report);
  const conversion = conversionStep(report, { broken, written, durationMs, options });
  const steps = [extraction(format), channelStep, raise?.step ?? null, conversion].filter((one) => one !== null);

  const isLong = broken.some(({ rule }) => rule === "too-long");
  if (steps.length === 0 && !isLong) return asItIs(report);
  if (written === null) return notWritten(report, steps, broken);

  const cut = cutToFit(report, { written, durationMs, rules, options });
  const fits = broken.length === 0 && !steps.some(({ needed }) => needed);
  if ("refusal" in cut) return fits ? asItIs(report) : refused([cut.refusal]);
  if (cut.parts !== null && fits && !steps.some(({ mends }) => WORTH_CUTTING.includes(mends))) return asItIs(report);

  const output: Output = {
    ...written,
    source: { container: format.container, codec: format.codec },
    pick,
    gainDb: raise?.gainDb ?? 0,
    fillGaps: format.hasVideo || report.findings.some(({ code }) => GAPS.includes(code)),
  };
  const bytes = durationMs === null ? null : usualBytes(written, durationMs);
  const all = cut.parts === null ? steps : [...steps, cut.step];
  const spans = (cut.parts ?? []).map(({ fromMs, toMs }, index, { length }) => {
    // What the recording really has beyond its believed length goes with the last one.
    return { fromMs, toMs: index === length - 1 ? null : toMs };
  });
  return {
    steps: withWriting(all, output, bytes),
    output,
    pieces: spans.length === 0 ? WHOLE : spans,
    refusals: [],
    bytes,
  };
}

const WHOLE: RepairPlan["pieces"] = [{ fromMs: 0, toMs: null }];

function asItIs({ bytes }: AudioReport): RepairPlan {
  return { steps: [], output: null, pieces: WHOLE, refusals: [], bytes };
}

function refused(refusals: readonly RepairRefusal[]): RepairPlan {
  return { steps: [], output: null, pieces: WHOLE, refusals, bytes: null };
}

/** Nothing that the provider takes can be written without a loss that nobody allowed. */
function notWritten(report: AudioReport, steps: readonly RepairStep[], broken: readonly BrokenRule[]): RepairPlan {
  if (!steps.some(({ needed }) => needed) && broken.length === 0) return asItIs(report);
  const rules = listed(broken.map(({ words }) => words));
  const message = `The provider takes ${rules}, and nothing that keeps all of the sound can be written for it: allow a lossy conversion.`;
  return refused([{ code: "not-taken", weight: "reject", message }]);
}

function short(report: AudioReport, { words }: BrokenRule): RepairRefusal {
  const length = lengthInWords(report.durations.believedMs ?? 0);
  return { code: "too-short", weight: "reject", message: `It is ${length} long; the provider takes ${words}.` };
}

/** By the clock of the recording where its times jump: so long is what is written, silence included. */
function lengthOf({ durations, findings }: AudioReport): number | null {
  const { believedMs, declaredMs } = durations;
  const jumps = findings.some(({ code }) => code === "timestamp-gap");
  return jumps && believedMs !== null ? Math.max(believedMs, declaredMs ?? 0) : believedMs;
}

function extraction(format: Format): RepairStep | null {
  if (!format.hasVideo) return null;
  const which = format.audioTracks > 1 ? `the first of its ${format.audioTracks} audio tracks` : "the sound";
  return {
    kind: "extract-audio",
    mends: "video-container",
    needed: false,
    words: `Takes ${which} out of the film: its picture is of no use to a recogniser.`,
    lossy: false,
  };
}

/** What is written stands with the step that is carried out last. */
function withWriting(steps: readonly RepairStep[], output: Output, bytes: number | null): readonly RepairStep[] {
  const channels = output.channels === 1 ? "one channel" : `${output.channels} channels`;
  const size = bytes === null ? "" : `, about ${sizeInWords(bytes)}`;
  const name = TARGET_NAMES[output.target];
  const words = `Written as ${name}, ${rateInWords(output.sampleRate)}, ${channels}${size}.`;
  const lossy = output.target === "opus";
  return steps.map((step, index) => {
    return index === steps.length - 1 ? { ...step, words: `${step.words} ${words}`, lossy } : step;
  });
}

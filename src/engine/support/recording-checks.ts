import { lengthInWords, rateInWords, sizeInWords } from "../../audio/amounts.ts";
import { brokenRules } from "../../audio/rules.ts";
import type { AudioCode, AudioFormat } from "../../domain/audio-report.ts";
import type { AudioRules } from "../../domain/audio-rules.ts";
import type { SupportCheck } from "./bundle.ts";
import { type Answer, check, NOT_KNOWN } from "./check.ts";
import type { Shareable } from "./shareable.ts";
import { type Noted, notedAs } from "./visits.ts";

type Looked = Noted<"prepared">;

/** What is asked of a recording, and for whom. */
export interface RecordingAsked {
  readonly file: Shareable;
  /** What was found when it was last looked into for this provider; null where nobody looked. */
  readonly looked: Looked | null;
  /** What the provider takes; null where nothing is known of it. */
  readonly rules: AudioRules | null;
}

/** Findings that leave no sound to transcribe. */
const SOUNDLESS: readonly AudioCode[] = [
  "empty-file",
  "not-audio",
  "unrecognized",
  "no-audio-track",
  "zero-duration",
  "silent",
];

/** Whether the recording has sound, and what its provider takes: by what was found in it before it was sent. Pure. */
export function recordingChecks(asked: RecordingAsked): readonly SupportCheck[] {
  return [
    check("sound", soundAnswer(asked)),
    check("format", formatAnswer(asked)),
    check("size", sizeAnswer(asked)),
    check("length", lengthAnswer(asked)),
  ];
}

function soundAnswer({ file, looked }: RecordingAsked): Answer {
  if (looked === null) {
    const heard = notedAs(file.journal, "transcribed").findLast(({ entry }) => entry.words > 0);
    if (heard === undefined) return notLooked(file);
    return { answer: "yes", words: `a transcript with ${counted(heard.entry.words, "word")} came back`, seen: [heard] };
  }
  const { findings, levels, notChecked } = looked.entry.report;
  const seen = [looked];
  const soundless = findings.find(({ code }) => SOUNDLESS.includes(code));
  if (soundless !== undefined) return { answer: "no", words: soundless.message, seen };
  if (levels === null) {
    const rejected = findings.find(({ weight }) => weight === "reject")?.message;
    return { ...NOT_KNOWN, words: notChecked ?? rejected ?? "its levels were not measured", seen };
  }
  const figures = `sound in ${percent(levels.sounding)} of it, loud parts ${decibels(levels.p99)}, peak ${decibels(levels.peak)}`;
  const odd = findings.filter(
    ({ code }) => code === "mostly-silent" || code === "too-quiet" || code === "steady-noise",
  );
  return { answer: "yes", words: [figures, ...odd.map(({ message }) => message)].join("; "), seen };
}

function formatAnswer({ file, looked, rules }: RecordingAsked): Answer {
  if (looked === null) return notLooked(file);
  const { report } = looked.entry;
  const seen = [looked];
  const { format } = report;
  if (format === null) {
    const why = report.findings.find(({ weight }) => weight === "reject")?.message;
    return why === undefined
      ? { ...NOT_KNOWN, words: "its format was not recognised", seen }
      : { answer: "no", words: why, seen };
  }
  const what = formatInWords(format);
  const unreadable = report.findings.find(({ code }) => code === "unsupported-codec" || code === "encrypted");
  if (unreadable !== undefined) return { answer: "no", words: `${what}: ${unreadable.message}`, seen };
  if (wasConverted(file, looked)) {
    return { answer: "yes", words: `${what}; it was sent converted. ${looked.entry.mended.join(" ")}`.trim(), seen };
  }
  if (rules === null) return { ...NOT_KNOWN, words: `${what}; nothing is known of what the provider takes`, seen };
  const broken = brokenRules({ format, bytes: null, durationMs: null }, rules);
  if (broken.length > 0) {
    return { answer: "no", words: `${what}; the provider takes ${broken.map(({ words }) => words).join(", ")}`, seen };
  }
  const damage = report.findings.filter(({ code }) => code === "truncated" || code === "decode-errors");
  const basis = rules.formats === null ? "the provider takes all that ffmpeg decodes" : "by the limits of";
  const limits = rules.formats === null ? `${basis} (${rules.source})` : `${basis} ${rules.source}`;
  return { answer: "yes", words: [`${what}; ${limits}`, ...damage.map(({ message }) => message)].join("; "), seen };
}

function sizeAnswer({ file, looked, rules }: RecordingAsked): Answer {
  const bytes = Math.max(
    ...(sentOf(looked)?.map((one) => one.bytes) ?? [(file.job.fetched ?? file.job.request.audio).bytes]),
  );
  const seen = looked === null ? file.journal.filter(({ entry }) => entry.type === "accepted").slice(0, 1) : [looked];
  if (file.passedOn) return { ...NOT_KNOWN, words: "the provider fetched it itself: it was never here", seen: [] };
  const max = rules?.maxBytes ?? null;
  const what = `${sizeInWords(bytes)}${pieces(looked)}`;
  if (max === null) return { ...NOT_KNOWN, words: `${what}; no limit of the provider's is known`, seen };
  const limit = `at most ${sizeInWords(max)} (${rules?.source ?? ""})`;
  return { answer: bytes > 0 && bytes <= max ? "yes" : "no", words: `${what}; ${limit}`, seen };
}

function lengthAnswer({ file, looked, rules }: RecordingAsked): Answer {
  if (looked === null) return notLooked(file);
  const seen = [looked];
  const { believedMs } = looked.entry.report.durations;
  const lengths = sentOf(looked)?.map((one) => one.durationMs) ?? [believedMs];
  const known = lengths.filter((one) => one !== null);
  if (known.length < lengths.length) return { ...NOT_KNOWN, words: "its length could not be told", seen };
  const [shortest, longest] = [Math.min(...known), Math.max(...known)];
  const { minMs = null, maxMs = null } = rules ?? {};
  const what = `${lengthInWords(longest)}${pieces(looked)}`;
  if (minMs === null && maxMs === null) {
    return { ...NOT_KNOWN, words: `${what}; no limit of the provider's is known`, seen };
  }
  const least = minMs === null ? [] : [`at least ${lengthInWords(minMs)}`];
  const most = maxMs === null ? [] : [`at most ${lengthInWords(maxMs)}`];
  const fits = shortest >= (minMs ?? 0) && longest <= (maxMs ?? Number.POSITIVE_INFINITY);
  const limits = `${[...least, ...most].join(" and ")} (${rules?.source ?? ""})`;
  return { answer: fits ? "yes" : "no", words: `${what}; ${limits}`, seen };
}

function notLooked({ passedOn, job }: Shareable): Answer {
  const { mode } = job.request.policy.prepare;
  const why = passedOn
    ? "the provider fetched it itself: it was never here"
    : mode === "off"
      ? "nobody looked into it before it was sent (--prepare off)"
      : "nobody has looked into it yet";
  return { ...NOT_KNOWN, words: why };
}

/** What was sent; null where nothing was made ready. */
function sentOf(looked: Looked | null): Looked["entry"]["sent"] | null {
  return looked === null || looked.entry.sent.length === 0 ? null : looked.entry.sent;
}

function wasConverted({ job }: Shareable, looked: Looked): boolean {
  const recording = job.fetched ?? job.request.audio;
  return sentOf(looked)?.every(({ sha256 }) => sha256 !== recording.sha256) ?? false;
}

function pieces(looked: Looked | null): string {
  const count = sentOf(looked)?.length ?? 1;
  return count > 1 ? ` (the largest of ${count} pieces)` : "";
}

function formatInWords({ container, codec, sampleRate, channels }: AudioFormat): string {
  const name = codec === null ? container : `${container} (${codec})`;
  const rate = sampleRate === null ? [] : [rateInWords(sampleRate)];
  return [name, ...rate, ...(channels === null ? [] : [counted(channels, "channel")])].join(", ");
}

function counted(count: number, word: string): string {
  return `${count} ${word}${count === 1 ? "" : "s"}`;
}

function percent(share: number): string {
  return `${Math.round(share * 1_000) / 10} %`;
}

/** Nothing at all is -127. */
function decibels(level: number): string {
  return level <= -127 ? "nothing at all" : `${Math.round(level * 10) / 10} dBFS`;
}

import type { AudioChannels, AudioDurations, AudioFormat, AudioLevels, AudioVerdict } from "../domain/audio-report.ts";
import type { RepairPlan } from "../domain/repair.ts";
import { printable } from "./printable.ts";
import { bytes, counted, duration } from "./quantities.ts";

/** What an inspection measured, in words. Channels are counted from 1, and two of them are left and right. */

export const VERDICT_WORDS: Readonly<Record<AudioVerdict, string>> = {
  ok: "it can be sent",
  warn: "it can be sent, and somebody should know",
  reject: "it would fail, or cost money for nothing",
};

/** `mp3, 44.1 kHz, 2 channels`; what nobody could tell is left out. */
export function formatWords({ container, codec, sampleRate, channels }: AudioFormat): string {
  const parts = [
    codec === null || codec === container ? container : `${container} ${printable(codec)}`,
    ...(sampleRate === null ? [] : [rateWords(sampleRate)]),
    ...(channels === null ? [] : [counted(channels, "channel")]),
  ];
  return parts.join(", ");
}

/** `16 kHz`, `22.05 kHz`. */
export function rateWords(rate: number): string {
  return `${Number((rate / 1_000).toFixed(3))} kHz`;
}

/** The length to believe, whose opinion it is, and why. */
export function lengthWords({ believed, believedMs, why }: AudioDurations): string {
  if (believed === null || believedMs === null) return sentence(why);
  const long = believedMs >= 60_000 ? ` (${duration(believedMs)})` : "";
  return `${(believedMs / 1_000).toFixed(2)} s${long}, ${OPINIONS[believed]}. ${sentence(why)}`.trim();
}

const OPINIONS: Readonly<Record<NonNullable<AudioDurations["believed"]>, string>> = {
  declared: "as its header says",
  packets: "as its packets say",
  decoded: "as decoded",
};

function sentence(text: string): string {
  if (text === "") return "";
  const begun = text.charAt(0).toUpperCase() + text.slice(1);
  return /[.!?]$/.test(begun) ? begun : `${begun}.`;
}

export function levelWords({ p10, p95, peak, clipped, sounding }: AudioLevels): string {
  const parts = [
    `loud parts ${db(p95)}`,
    `quiet parts ${db(p10)}`,
    `peak ${db(peak)}`,
    `sound in ${percent(sounding)}`,
    ...(clipped > 0 ? [`${percent(clipped)} of the samples at full scale`] : []),
  ];
  return parts.join(", ");
}

/** How the channels are related, and how loud each is. */
export function channelWords({ relation, levels, silent, equal, correlation, lagMs }: AudioChannels): string {
  const named = levels.map((level, channel) => `${nameOf(channel, levels.length)} (${db(level)})`);
  const each = named.join(", ");
  const alike = correlation === null ? "" : `, correlation ${correlation.toFixed(2)}`;
  const late = lagMs === null || lagMs === 0 ? "" : `, ${Number(Math.abs(lagMs).toFixed(1))} ms apart`;
  switch (relation) {
    case "mono":
      return "one";
    case "identical":
      return `two, both the same${equal === null ? "" : `: ${percent(equal)} of the samples are equal`}; ${each}`;
    case "near-identical":
      return `two, nearly the same${alike}${late}; ${each}`;
    case "inverted":
      return `two, one the other upside down${alike}${late}; ${each}`;
    case "one-silent":
      return `${silent.map((channel) => nameOf(channel, levels.length)).join(", ")} silent; ${each}`;
    case "distinct":
      return `two different ones${alike}; ${each}`;
    case "many": {
      const sounding = named.filter((_, channel) => !silent.includes(channel));
      return `${levels.length}; ${sounding.length === 0 ? "nothing on any" : `sound on ${sounding.join(", ")}`}`;
    }
    default:
      return relation satisfies never;
  }
}

function nameOf(channel: number, of: number): string {
  if (of === 2) return channel === 0 ? "left" : "right";
  return String(channel + 1);
}

/** The lowest level stands for nothing at all. */
function db(level: number): string {
  return level <= -127 ? "nothing at all" : `${level.toFixed(0)} dBFS`;
}

/** `84 %`, `0.3 %`: a share is never rounded to all or nothing. */
function percent(share: number): string {
  const value = share * 100;
  if (value > 0 && value < 10) return `${value < 0.1 ? "under 0.1" : value.toFixed(1)} %`;
  return value > 99 && value < 100 ? `${Math.min(99.9, Number(value.toFixed(1)))} %` : `${Math.round(value)} %`;
}

/** What goes out, in a few words: `as it is`, `flac, 1 channel, 3 parts`, `not taken`. */
export function planWords({ output, pieces, refusals }: RepairPlan): string {
  if (refusals.length > 0) return "not taken";
  const parts = pieces.length > 1 ? [counted(pieces.length, "part")] : [];
  if (output === null) return ["as it is", ...parts].join(", ");
  return [output.target, counted(output.channels, "channel"), ...parts].join(", ");
}

/** What mending saves: `54 kB instead of 193 kB: 72 % less to send`; null where it saves nothing, or nobody knows. */
export function savingWords({ output, bytes: after }: RepairPlan, before: number): string | null {
  if (output === null || after === null || after >= before) return null;
  return `${bytes(after)} instead of ${bytes(before)}: ${percent(1 - after / before)} less to send.`;
}

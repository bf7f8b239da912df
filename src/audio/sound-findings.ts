import type { AudioChannels, AudioFinding, AudioLevels } from "../domain/audio-report.ts";
import { lengthInWords, rateInWords } from "./amounts.ts";
import type { Sound } from "./sound-meter.ts";
import { THRESHOLDS } from "./thresholds.ts";

/** What lossy codings and rounding make of nothing stays below, dBFS. */
const DIGITAL_SILENCE = -100;

/** What the samples tell: levels first, then what each channel is good for. Pure. */
export function soundFindings(sound: Sound): AudioFinding[] {
  const { levels, channels, durationMs, format, highBand } = sound;
  const offset: AudioFinding[] =
    Math.abs(levels.dcOffset) > THRESHOLDS.dcOffset
      ? [info("dc-offset", `The wave is shifted by ${percent(levels.dcOffset)} of full scale.`)]
      : [];
  if (isSilent(levels, durationMs)) return [silent(levels), ...offset];
  const level = levelFinding(levels, durationMs);
  return [
    ...level,
    ...(level.some(({ code }) => code === "steady-noise") ? [] : bandFinding(highBand, format.sampleRate)),
    ...clippingFinding(levels),
    ...(format.channels > 2 ? [tooManyChannels(format.channels)] : []),
    ...channelFinding(channels),
    ...offset,
  ];
}

function isSilent({ p10, p95, p99, sounding }: AudioLevels, durationMs: number): boolean {
  const still = p99 < THRESHOLDS.silentP99 && p95 - p10 < THRESHOLDS.silentSpread;
  return still && sounding * durationMs < THRESHOLDS.someSoundMs;
}

function silent({ p99, p10, p95 }: AudioLevels): AudioFinding {
  const message =
    p99 < DIGITAL_SILENCE
      ? "There is nothing in it: digital silence from beginning to end."
      : `Nothing in it is louder than ${decibels(p99)}, and the level moves by ${spread(p10, p95)} only: there is no speech in it.`;
  return { code: "silent", weight: "reject", message };
}

function levelFinding(levels: AudioLevels, durationMs: number): AudioFinding[] {
  const { p10, p95, p99, sounding } = levels;
  const isRare = sounding < THRESHOLDS.mostlySilentShare;
  // Before the percentiles are asked: little speech in long silence does not reach them.
  if (isRare && sounding * durationMs >= THRESHOLDS.someSoundMs) return [mostlySilent(sounding, durationMs)];
  if (p95 - p10 < THRESHOLDS.steadySpread && p99 - p10 < THRESHOLDS.steadyPeaks) {
    const message = `The level stays at ${decibels(p95)} and moves by ${spread(p10, p95)}: a tone or noise, where speech moves by 28 dB and more.`;
    return [warn("steady-noise", message)];
  }
  if (p99 < THRESHOLDS.tooQuietP99) {
    return [
      warn("too-quiet", `Its loudest parts have ${decibels(p99)}, and recognisers miss words that are so quiet.`),
    ];
  }
  return isRare ? [mostlySilent(sounding, durationMs)] : [];
}

function mostlySilent(sounding: number, durationMs: number): AudioFinding {
  const message = `There is sound in ${lengthInWords(sounding * durationMs)} of ${lengthInWords(durationMs)} (${percent(sounding)}).`;
  return warn("mostly-silent", message);
}

function clippingFinding({ clipped }: AudioLevels): AudioFinding[] {
  if (clipped <= THRESHOLDS.clippedShare) return [];
  return [warn("clipping", `${percent(clipped)} of the samples are at full scale: the wave is cut flat there.`)];
}

function bandFinding(highBand: number | null, sampleRate: number): AudioFinding[] {
  if (highBand === null || highBand >= THRESHOLDS.highBand) return [];
  const message = `It has ${rateInWords(sampleRate)}, and above 4 kHz there is next to nothing (${highBand.toFixed(0)} dB).`;
  return [info("band-limited", message)];
}

function tooManyChannels(channels: number): AudioFinding {
  return warn("more-than-two-channels", `It has ${channels} channels.`);
}

function channelFinding({ relation, silent, levels, equal, correlation, lagMs }: AudioChannels): AudioFinding[] {
  switch (relation) {
    case "mono":
      return [];
    case "many":
      return silent.length === 0 ? [] : [silentChannels(silent, levels)];
    case "one-silent":
      return [silentChannels(silent, levels)];
    case "identical":
      return [warn("dual-identical", `${percent(equal ?? 1)} of the samples of both channels are equal.`)];
    case "near-identical": {
      const shift = late(lagMs ?? 0);
      return [
        warn("dual-near-identical", `Both channels hold the same sound (correlation ${figure(correlation)}${shift}).`),
      ];
    }
    case "inverted": {
      const message = `One channel is the other upside down (correlation ${figure(correlation)}${late(lagMs ?? 0)}): mixed to one they cancel each other out.`;
      return [warn("dual-inverted", message)];
    }
    case "distinct":
      return [info("dual-distinct", `The two channels hold different sound (correlation ${figure(correlation)}).`)];
    default:
      return relation satisfies never;
  }
}

function silentChannels(silent: readonly number[], levels: readonly number[]): AudioFinding {
  const names = silent.map((channel) => channel + 1).join(", ");
  const loudest = Math.max(...silent.map((channel) => levels[channel] ?? 0));
  const which = silent.length === 1 ? `Channel ${names}` : `Channels ${names}`;
  const what = loudest < DIGITAL_SILENCE ? "nothing" : `nothing above ${decibels(loudest)}`;
  return warn("channel-silent", `${which} of ${levels.length} ${silent.length === 1 ? "holds" : "hold"} ${what}.`);
}

/** A shift of the second channel to an earlier time means that it is late. */
function late(lagMs: number): string {
  if (Math.abs(lagMs) < 0.5) return "";
  return `, channel ${lagMs < 0 ? 2 : 1} is ${Math.abs(lagMs).toFixed(lagMs % 1 === 0 ? 0 : 1)} ms late`;
}

function warn(code: AudioFinding["code"], message: string): AudioFinding {
  return { code, weight: "warn", message };
}

function info(code: AudioFinding["code"], message: string): AudioFinding {
  return { code, weight: "info", message };
}

const decibels = (level: number) => `${level.toFixed(0)} dBFS`;
const spread = (from: number, to: number) => `${(to - from).toFixed(0)} dB`;
const percent = (share: number) => `${(share * 100).toFixed(1)} %`;
const figure = (value: number | null) => (value ?? 0).toFixed(3);

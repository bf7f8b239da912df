import type { AudioChannels, AudioFormat } from "../domain/audio-report.ts";
import type { AudioRules } from "../domain/audio-rules.ts";
import type { ChannelPick, RepairStep } from "../domain/repair.ts";

export interface Picked {
  readonly pick: ChannelPick;
  /** Null when all channels are sent as they are. */
  readonly step: RepairStep | null;
}

const KEEP: Picked = { pick: { kind: "keep" }, step: null };
/** Channels whose levels differ by less are equally loud, dB. */
const EQUALLY_LOUD_DB = 1;

/**
 * Which channels of a recording are sent, so that nothing is lost and nothing is sent twice. Mixing is the last resort:
 * it cancels what is upside down, halves what has silence beside it, and lays two voices over one another.
 */
export function channelPick(channels: AudioChannels | null, format: AudioFormat, rules: AudioRules): Picked {
  const tooMany = rules.maxChannels !== null && (format.channels ?? 0) > rules.maxChannels;
  if (channels === null) return tooMany ? mixed(null, `${unheard(format.channels)} ${takesOnly(rules)}`) : KEEP;
  switch (channels.relation) {
    case "mono":
      // One channel was heard where the header counts more.
      return tooMany ? mixed(null, `Mixes all channels into one: ${takesOnly(rules)}`) : KEEP;
    case "identical":
      return one(channels, 0, "dual-identical", "both channels hold the same");
    case "near-identical":
      return better(channels);
    case "inverted":
      return one(
        channels,
        0,
        "dual-inverted",
        "the right one is the left upside down, and mixed they cancel each other out",
      );
    case "one-silent":
      return one(channels, channels.loudest, "channel-silent", "nothing is on the other");
    case "distinct":
      if (!tooMany) return KEEP;
      return mixed(
        null,
        `Mixes the two channels into one, so it no longer tells who spoke on which: ${takesOnly(rules)}`,
      );
    case "many":
      return ofMany(channels);
    default:
      return channels.relation satisfies never;
  }
}

/** The louder of two that hold the same; of equally loud ones the earlier, or the left. */
function better(channels: AudioChannels): Picked {
  const [left = 0, right = 0] = channels.levels;
  const difference = Math.round(Math.abs(left - right));
  if (Math.abs(left - right) >= EQUALLY_LOUD_DB) {
    const louder = left > right ? 0 : 1;
    const why = `both hold the same, and on the other it is ${difference} dB quieter`;
    return one(channels, louder, "dual-near-identical", why);
  }
  // The second channel is shifted by so much to meet the first: forward where it comes before it.
  const earlier = (channels.lagMs ?? 0) > 0 ? 1 : 0;
  return one(channels, earlier, "dual-near-identical", "both channels hold the same but for small differences");
}

function ofMany(channels: AudioChannels): Picked {
  const { levels, silent, loudest } = channels;
  if (silent.length === levels.length - 1) {
    return one(channels, loudest, "more-than-two-channels", "nothing is on the others");
  }
  return mixed(
    "more-than-two-channels",
    `Mixes the ${levels.length} channels into one, so that nobody leaves some out`,
  );
}

function one(channels: AudioChannels, channel: number, mends: RepairStep["mends"], why: string): Picked {
  const name = channels.levels.length === 2 ? ["the left channel", "the right channel"][channel] : undefined;
  const words = `Sends ${name ?? `channel ${channel + 1}`} alone: ${why}.`;
  return {
    pick: { kind: "one", channel },
    step: { kind: "take-channel", mends, needed: false, words, lossy: false },
  };
}

function mixed(mends: RepairStep["mends"], words: string): Picked {
  const step = { kind: "mix-channels", mends, needed: mends === null, words: `${words}.`, lossy: false } as const;
  return { pick: { kind: "mix" }, step };
}

function unheard(channels: number | null): string {
  return `Mixes the ${channels ?? "many"} channels into one, and nobody has listened whether they belong together:`;
}

function takesOnly({ maxChannels }: AudioRules): string {
  return `the provider takes ${maxChannels === 1 ? "only one channel" : `at most ${maxChannels} channels`}`;
}

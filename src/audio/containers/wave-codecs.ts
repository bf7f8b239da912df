/** Format tags of WAV, AVI and ASF by ffmpeg's names of the codecs. */
const TAGS: Readonly<Record<number, string>> = {
  2: "adpcm_ms",
  6: "pcm_alaw",
  7: "pcm_mulaw",
  10: "wmavoice",
  17: "adpcm_ima_wav",
  23: "adpcm_ima_oki",
  32: "adpcm_yamaha",
  34: "truespeech",
  49: "gsm_ms",
  50: "gsm_ms",
  56: "amr_nb",
  66: "g723_1",
  69: "adpcm_g726",
  80: "mp2",
  85: "mp3",
  87: "amr_nb",
  88: "amr_wb",
  100: "adpcm_g726",
  105: "adpcm_ima_wav",
  131: "g729",
  255: "aac",
  352: "wmav1",
  353: "wmav2",
  354: "wmapro",
  355: "wmalossless",
  512: "adpcm_ct",
  624: "atrac3",
  5632: "aac",
  5634: "aac_latm",
  8192: "ac3",
  8193: "dts",
  655: "adpcm_g722",
  22127: "vorbis",
  22858: "xan_dpcm",
  26447: "vorbis",
  26448: "vorbis",
  26449: "vorbis",
  26479: "vorbis",
  26480: "vorbis",
  26481: "vorbis",
  28751: "opus",
  28781: "aac",
  31265: "amr_nb",
  31266: "amr_wb",
  41222: "aac",
  41225: "speex",
  61868: "flac",
};

export interface WaveFormat {
  readonly tag: number;
  /** By ffmpeg's names; null for a tag that nobody knows. */
  readonly codec: string | null;
  readonly channels: number;
  readonly sampleRate: number;
  readonly bitsPerSample: number;
  /** Bytes of one sample of all channels; of one block where it is compressed. */
  readonly blockAlign: number;
  readonly bytesPerSecond: number;
  readonly isPcm: boolean;
}

const EXTENSIBLE = 0xfffe;

/** Reads what a `fmt ` chunk holds, which AVI and ASF have too; null when it is cut off. */
export function waveFormatIn(fmt: Buffer): WaveFormat | null {
  if (fmt.length < 14) return null;
  const given = fmt.readUInt16LE(0);
  const extended = given === EXTENSIBLE && fmt.length >= 26;
  const tag = extended ? fmt.readUInt16LE(24) : given;
  const bitsPerSample = fmt.length >= 16 ? fmt.readUInt16LE(14) : 8;
  const channels = fmt.readUInt16LE(2);
  const sampleRate = fmt.readUInt32LE(4);
  const isPcm = tag === 1 || tag === 3;
  const whole = channels * Math.ceil(bitsPerSample / 8);
  return {
    tag,
    codec: isPcm ? pcmBy(tag === 3, bitsPerSample) : (TAGS[tag] ?? null),
    channels,
    sampleRate,
    bitsPerSample,
    blockAlign: isPcm ? whole : fmt.readUInt16LE(12),
    bytesPerSecond: isPcm ? whole * sampleRate : fmt.readUInt32LE(8),
    isPcm,
  };
}

function pcmBy(isFloat: boolean, bits: number): string | null {
  const wide = Math.ceil(bits / 8) * 8;
  if (isFloat) return wide === 16 || wide === 32 || wide === 64 ? `pcm_f${wide}le` : null;
  if (wide === 8) return "pcm_u8";
  return wide === 16 || wide === 24 || wide === 32 || wide === 64 ? `pcm_s${wide}le` : null;
}

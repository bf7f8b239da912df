const LARGEST_OF_16_BITS = 32_767;

/** The largest sample of these codings, as 16 bits: whoever waits for 32,767 never sees them clip. */
const LARGEST: Readonly<Record<string, number>> = {
  pcm_mulaw: 32_124,
  pcm_alaw: 32_256,
  pcm_u8: 32_512,
  pcm_s8: 32_512,
};

/** The amplitude at which a recording of this codec, by ffmpeg's names, is cut flat once it is decoded to 16 bits. */
export function fullScaleOf(codec: string | null): number {
  return LARGEST[codec ?? ""] ?? LARGEST_OF_16_BITS;
}

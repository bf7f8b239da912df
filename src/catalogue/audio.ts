import type { CatalogueEntry } from "../domain/catalogue-entry.ts";

/**
 * What an inspection can find in a recording. An entry says what a finding means and what mends it. Whether it is a fault
 * of a job is not said here: many findings only tell, and the inspection decides which of them hold a job up.
 */
const finding = {
  provider: null,
  seen: "audio",
  class: "audio",
  scope: "job",
  certainty: "not-sent",
  sample: null,
  dated: "2026-11",
} as const;

const OURS = "seen with our 125 test recordings";
const LEVELS = "measured on our 125 test recordings, in windows of 20 ms";
const CHANNELS = "measured on our 125 test recordings: equal samples, and correlation at shifts of up to 60 ms";
const RULES = "what the provider documents of the recordings it takes";
const DURATIONS = "AssemblyAI docs, Duration Discrepancies; measured on our 125 test recordings";

/** Nothing that could be done to the file makes it say more. */
const final = { ...finding, remedy: "fail", source: OURS } as const;
/** Converting it takes nothing away that was said. */
const mendable = { ...finding, remedy: "repair", source: OURS } as const;

const NO_RECORDINGS: readonly CatalogueEntry[] = [
  {
    ...final,
    code: "audio/empty-file",
    codes: ["EMPTY-FILE"],
    description: "The file has no bytes. It would fail at any provider, however often it is sent.",
    advice: "Get the recording again from its source: it was never written, or lost on its way.",
  },
  {
    ...final,
    code: "audio/not-audio",
    codes: ["NOT-AUDIO"],
    description:
      "The file is something else under a recording's name: a web page, an error message, a document, a picture, an archive, a playlist.",
    advice: "Open the file and see what it is; then get the recording itself.",
  },
  {
    ...final,
    code: "audio/unrecognized",
    codes: ["UNRECOGNIZED"],
    description: "The beginning of the file fits no kind of recording: overwritten, encrypted, or random bytes.",
    advice: "Play the file. If it plays, convert it to WAV or FLAC; if not, get it again from its source.",
  },
  {
    ...final,
    code: "audio/header-corrupt",
    codes: ["HEADER-CORRUPT"],
    description:
      "The header is cut off or says what cannot be: no channels, no sample rate, or a million samples a second. To guess would turn speech into noise.",
    advice: "Get the recording again from its source, or save it anew with the program that made it.",
  },
  {
    ...final,
    code: "audio/zero-duration",
    codes: ["ZERO-DURATION"],
    description: "The header is sound and nothing comes after it: a recording of no length.",
    advice: "Get the recording again from its source: it was stopped before it began.",
  },
  {
    ...final,
    code: "audio/no-audio-track",
    codes: ["NO-AUDIO-TRACK"],
    description: "A film without sound: it has a picture and no audio track.",
    advice: "Check how it was recorded or exported: the sound was left out there.",
  },
  {
    ...final,
    code: "audio/encrypted",
    codes: ["ENCRYPTED"],
    description: "The sound is encrypted, as in films that are sold. Without the key nobody can hear it.",
    advice: "Get a copy without encryption from whoever holds the rights.",
  },
  {
    ...final,
    code: "audio/unsupported-codec",
    codes: ["UNSUPPORTED-CODEC"],
    description: "The container is known and the sound in it is of a kind that nothing here decodes.",
    advice: "Convert the recording to WAV or FLAC with the program that made it.",
  },
];

const DAMAGE: readonly CatalogueEntry[] = [
  {
    ...final,
    code: "audio/truncated",
    codes: ["TRUNCATED"],
    description:
      "The recording ends before the length that it announces: a copy or an upload broke off. What is there may be transcribed, what is missing will not be noticed.",
    advice: "Copy it again from its source; if there is no other, the part that is there can be sent.",
  },
  {
    ...mendable,
    code: "audio/decode-errors",
    codes: ["DECODE-ERRORS"],
    description: "Parts of the recording are damaged and cannot be decoded. The words in them are lost.",
    advice: "Copy it again from its source; otherwise convert it, so that everybody decodes the same.",
  },
  {
    ...mendable,
    code: "audio/garbage-prefix",
    codes: ["GARBAGE-PREFIX"],
    description: "Other bytes stand before the sound begins. Some decoders skip them, some give up.",
    advice: "Convert the recording: what is decoded is whole.",
  },
  {
    ...mendable,
    code: "audio/timestamp-gap",
    codes: ["TIMESTAMP-GAP"],
    description: "The times within the recording jump: the times of words will be off after the gap.",
    advice: "Convert the recording with its gaps filled by silence.",
  },
  {
    ...mendable,
    code: "audio/duration-mismatch",
    codes: ["DURATION-MISMATCH"],
    description:
      "The header announces another length than the recording has, by more than 2 % and 0.35 s. Tools that believe it report and charge wrongly.",
    advice: "Convert the recording: its new header is right.",
    source: DURATIONS,
  },
  {
    ...mendable,
    code: "audio/duration-undeclared",
    codes: ["DURATION-UNDECLARED"],
    description: "The recording does not say how long it is, as streams do that were saved as they came.",
    advice: "Nothing to do in most cases; converting it writes the length down.",
    source: DURATIONS,
  },
];

const CONTAINERS: readonly CatalogueEntry[] = [
  {
    ...mendable,
    code: "audio/extension-mismatch",
    codes: ["EXTENSION-MISMATCH"],
    description: "The file's name ends like another kind of recording than it is. Who goes by the name is misled.",
    advice: "Rename the file to what it is.",
  },
  {
    ...mendable,
    code: "audio/video-container",
    codes: ["VIDEO-CONTAINER"],
    description: "The recording is a film. Its picture makes up most of its bytes and is of no use.",
    advice: "Hand in the sound alone: it uploads many times faster.",
  },
  {
    ...final,
    code: "audio/multiple-audio-tracks",
    codes: ["MULTIPLE-AUDIO-TRACKS"],
    description: "There is more than one audio track, as with several languages. Providers take one, mostly the first.",
    advice: "Hand in the track that is meant as a file of its own.",
  },
  {
    ...mendable,
    code: "audio/more-than-two-channels",
    codes: ["MORE-THAN-TWO-CHANNELS"],
    description:
      "The recording has more than two channels. In surround sound people speak in the centre, and who takes the first two hears nothing.",
    advice: "Mix it down to one channel.",
  },
];

const SOUND: readonly CatalogueEntry[] = [
  {
    ...final,
    code: "audio/silent",
    codes: ["SILENT"],
    description:
      "There is no sound in it: digital silence, hiss or hum below -60 dBFS. Providers charge for silence by its length.",
    advice: "Check the microphone and which input was recorded.",
    source: LEVELS,
  },
  {
    ...final,
    code: "audio/mostly-silent",
    codes: ["MOSTLY-SILENT"],
    description: "There is sound in less than 15 % of it. The silence is charged for as well.",
    advice: "Cut the silence off, if the times of the words do not matter.",
    source: LEVELS,
  },
  {
    ...mendable,
    code: "audio/too-quiet",
    codes: ["TOO-QUIET"],
    description: "Somebody speaks, and so quietly that recognisers miss words: nothing is above -55 dBFS.",
    advice: "Make it louder as it is converted; next time move the microphone nearer.",
    source: LEVELS,
  },
  {
    ...final,
    code: "audio/steady-noise",
    codes: ["STEADY-NOISE"],
    description:
      "The level hardly changes: a tone or noise. Speech moves up and down by 28 dB and more, this by less than 8.",
    advice: "Listen to it; if somebody speaks under the noise, record it again without.",
    source: LEVELS,
  },
  {
    ...final,
    code: "audio/clipping",
    codes: ["CLIPPING"],
    description: "The recording was too loud for its own scale: more than 0.5 % of the samples are cut flat.",
    advice: "It can be sent; next time lower the input level. What was cut off cannot be had back.",
    source: LEVELS,
  },
  {
    ...mendable,
    code: "audio/dc-offset",
    codes: ["DC-OFFSET"],
    description: "The whole wave is shifted off its centre, by a fault of the sound card. It makes silence look loud.",
    advice: "Take the shift out as it is converted; it changes nothing that can be heard.",
    source: LEVELS,
  },
  {
    ...final,
    code: "audio/low-sample-rate",
    codes: ["LOW-SAMPLE-RATE"],
    description: "The recording has less than 16,000 samples a second, as on the telephone. Recognition is less sure.",
    advice: "Hand in the original if there is a better one; a higher rate put on afterwards adds nothing.",
    source: "AssemblyAI docs, Downsampling; ELSA API documentation, intro",
  },
  {
    ...final,
    code: "audio/band-limited",
    codes: ["BAND-LIMITED"],
    description: "The sample rate promises more than is there: the high tones are missing, as after a telephone line.",
    advice: "Hand in the original if there is a better one.",
  },
];

const CHANNEL_PAIRS: readonly CatalogueEntry[] = [
  {
    ...final,
    code: "audio/dual-distinct",
    codes: ["DUAL-DISTINCT"],
    description: "The two channels hold different voices, as on a telephone call with one side on each.",
    advice: "Ask for one transcript a channel (channels: 2): it tells the speakers apart for certain.",
    source: CHANNELS,
  },
  {
    ...mendable,
    code: "audio/dual-identical",
    codes: ["DUAL-IDENTICAL"],
    description:
      "Both channels are the same: more than 99 % of the samples agree. One transcript a channel would have every word twice, and be paid twice.",
    advice: "Hand in one channel.",
    source: `AssemblyAI docs, Duplicate Dual-Channel Files; ${CHANNELS}`,
  },
  {
    ...mendable,
    code: "audio/dual-near-identical",
    codes: ["DUAL-NEAR-IDENTICAL"],
    description:
      "Both channels hold the same, one of them quieter, later or with noise of its own: they correlate above 0.95.",
    advice: "Hand in one channel, and do not ask for one transcript a channel.",
    source: CHANNELS,
  },
  {
    ...mendable,
    code: "audio/dual-inverted",
    codes: ["DUAL-INVERTED"],
    description: "One channel is the other upside down. Mixed to one they cancel each other out, and silence is left.",
    advice: "Hand in one channel; never mix the two.",
    source: CHANNELS,
  },
  {
    ...mendable,
    code: "audio/channel-silent",
    codes: ["CHANNEL-SILENT"],
    description: "One of the channels is silent. Asked for alone, it gives an empty transcript that is paid for.",
    advice: "Hand in the channel with the voice; check the other microphone.",
    source: CHANNELS,
  },
];

/** What no mending makes right for the provider that was asked for; another may take it. */
const NOT_TAKEN: readonly CatalogueEntry[] = [
  {
    ...final,
    code: "audio/too-short",
    codes: ["TOO-SHORT"],
    description: "The recording is shorter than the provider takes: a key pressed by mistake, a word cut off.",
    advice: "Record it again, with a second of silence before and after.",
    source: RULES,
  },
  {
    ...final,
    code: "audio/over-limit",
    codes: ["OVER-LIMIT"],
    description: "The recording is longer than the provider takes in one piece, and may not be sent in several.",
    advice: "Cut it into parts at pauses, or hand it to a provider that takes it whole.",
    source: RULES,
  },
  {
    ...final,
    code: "audio/not-taken",
    codes: ["NOT-TAKEN"],
    description:
      "The provider does not take recordings of this kind, and what it takes could not be made without losing some of the sound, which nobody allowed.",
    advice: "Allow it: --lossy, or prepare: { lossy: true } in the policy. Or hand it to another provider.",
    source: RULES,
  },
];

/** What an inspection can find in a recording, as data, and for what a provider does not take one. */
export const AUDIO_ERRORS: readonly CatalogueEntry[] = [
  ...NO_RECORDINGS,
  ...DAMAGE,
  ...CONTAINERS,
  ...SOUND,
  ...CHANNEL_PAIRS,
  ...NOT_TAKEN,
];

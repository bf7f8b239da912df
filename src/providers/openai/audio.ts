import type { AudioRules } from "../../domain/audio-rules.ts";
import { REQUEST_BYTES } from "./wire.ts";

/** The limit is that of the whole request: its other fields, a prompt among them, need some of it. */
const OTHER_FIELDS_BYTES = 64 * 2 ** 10;

/**
 * OpenAI's own; a server of somebody's own may take less (whisper.cpp takes WAV alone unless it was told to convert).
 * Some models have a longest length too, which differs between them: it is left to their own complaint.
 */
export const OPENAI_AUDIO: AudioRules = {
  formats: [
    { container: "flac", codecs: null },
    { container: "mp3", codecs: null },
    { container: "mp4", codecs: null },
    { container: "ogg", codecs: null },
    { container: "wav", codecs: null },
    { container: "webm", codecs: null },
  ],
  maxBytes: REQUEST_BYTES - OTHER_FIELDS_BYTES,
  minMs: null,
  maxMs: null,
  sampleRates: null,
  maxChannels: null,
  perChannel: false,
  targets: ["flac", "wav", "opus"],
  source: "OpenAI API specification, createTranscription; OpenAI help, Audio API FAQ; seen 2026-11",
};

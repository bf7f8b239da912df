import { type AudioEnding, audioEnding } from "../../domain/audio-ending.ts";
import type { AudioSource } from "../../domain/audio-source.ts";

/** A whole recording in memory. */
export interface WholeRecording {
  readonly bytes: Uint8Array;
  readonly mediaType: AudioEnding["mediaType"];
}

/** Reads it to its end, at most so many bytes; null for a longer one. Throws what reading it throws. */
export async function wholeRecording(audio: AudioSource, most: number): Promise<WholeRecording | null> {
  if (audio.ref.bytes > most) return null;
  const pieces: Uint8Array[] = [];
  let length = 0;
  for await (const piece of audio.open()) {
    length += piece.byteLength;
    if (length > most) return null;
    pieces.push(piece);
  }
  const bytes = new Uint8Array(Buffer.concat(pieces, length));
  return { bytes, mediaType: audioEnding(bytes, audio.ref.name).mediaType };
}

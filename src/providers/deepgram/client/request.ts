import { audioEnding, ENDING_BYTES } from "../../../domain/audio-ending.ts";
import type { AudioSource } from "../../../domain/audio-source.ts";
import type { SubmitAsk } from "../../../domain/provider.ts";
import type { RequestBody } from "../../../domain/transport.ts";

/** The recording as it is, or the address that it is to be fetched from. */
export async function bodyFor({ audio, uploadUrl }: Pick<SubmitAsk, "audio" | "uploadUrl">): Promise<RequestBody> {
  if (uploadUrl !== null) {
    return { kind: "text", text: JSON.stringify({ url: uploadUrl }), contentType: "application/json" };
  }
  const { bytes, name } = audio.ref;
  const length = Number.isSafeInteger(bytes) && bytes >= 0 ? bytes : null;
  const { mediaType } = audioEnding(await headOf(audio), name);
  return { kind: "stream", open: () => audio.open(), length, contentType: mediaType };
}

/** Nothing where it cannot be read: that is noticed, and told, when it is sent. */
async function headOf(audio: AudioSource): Promise<Uint8Array> {
  let head = Buffer.alloc(0);
  try {
    for await (const piece of audio.open()) {
      head = Buffer.concat([head, piece]);
      if (head.byteLength >= ENDING_BYTES) break;
    }
  } catch {
    return Buffer.alloc(0);
  }
  return head;
}

import { audioEnding, headOf } from "../../../domain/audio-ending.ts";
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

import type { ModelCall, ModelWarning } from "../domain/transcription-model.ts";

/** The recording as bytes: a text is base64. */
export function bytesOf(audio: Uint8Array | string): Uint8Array {
  return typeof audio === "string" ? Buffer.from(audio, "base64") : audio;
}

/** Headers that somebody asked for: the AI SDK adds its own name to every call. */
export function askedHeaders({ headers = {} }: ModelCall): Readonly<Record<string, string>> {
  const asked = Object.entries(headers).flatMap(([name, value]) =>
    value === undefined || name.toLowerCase() === "user-agent" ? [] : [[name, value] as const],
  );
  return Object.fromEntries(asked);
}

/** That something that was asked for is left out. */
export function leftOut(feature: string, details: string): ModelWarning {
  return { type: "unsupported", feature, details };
}

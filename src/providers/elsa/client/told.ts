import type { Transcript } from "../../../domain/transcript.ts";

/** What an answer says of the recording; the rest of a transcript is the same for all answers. */
export type Told = Pick<Transcript, "text" | "words" | "confidence" | "durationMs" | "assessment">;

import { createHash } from "node:crypto";
import { dirname, relative, sep } from "node:path";
import { audioEnding, ENDING_BYTES } from "../domain/audio-ending.ts";
import type { Spool } from "../domain/audio-source.ts";
import type { Delivery, Job } from "../domain/job.ts";
import type { Transcript } from "../domain/transcript.ts";
import type { PageAudio } from "../transcript/assessment-page-parts.ts";
import { render } from "../transcript/render.ts";

/** A page that holds a longer recording takes a browser too long to open. 20 minutes of 16 kHz FLAC have room. */
const MOST_EMBEDDED = 24_000_000;

/** Whose file it is, and where its recording is held. */
export interface Holding {
  readonly job: Job;
  readonly means: { readonly spool: Spool };
}

/** What a job's file is to hold. */
export async function contentsOf(holding: Holding, transcript: Transcript, delivery: Delivery): Promise<string> {
  if (delivery.format !== "html") return render(transcript, delivery.format);
  const { job } = holding;
  const { assessment } = transcript;
  if (assessment === undefined) throw new Error(`job ${job.id} is to be delivered as a page, and nothing was assessed`);
  // Few want a page, so it is loaded for those alone.
  const { toAssessmentPage } = await import("../transcript/assessment-page.ts");
  const { name } = job.request.audio;
  return toAssessmentPage({ transcript, assessment, name, audio: await soundOf(holding, delivery), digest });
}

async function soundOf({ job, means }: Holding, { path, recording }: Delivery): Promise<PageAudio | null> {
  const audio = job.fetched ?? job.request.audio;
  if (audio.bytes <= MOST_EMBEDDED && (await means.spool.holds(audio))) {
    const bytes = await bytesOf(means.spool.open(audio).open());
    const { mediaType } = audioEnding(bytes.subarray(0, ENDING_BYTES));
    return { kind: "embedded", mediaType, base64: bytes.toString("base64") };
  }
  if (recording === undefined) return null;
  const parts = relative(dirname(path), recording).split(sep);
  return { kind: "linked", href: parts.map(encodeURIComponent).join("/") };
}

async function bytesOf(stream: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const pieces: Uint8Array[] = [];
  for await (const piece of stream) pieces.push(piece);
  return Buffer.concat(pieces);
}

function digest(text: string): string {
  return createHash("sha256").update(text).digest("base64");
}

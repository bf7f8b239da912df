import { createHash } from "node:crypto";
import { dirname, relative, sep } from "node:path";
import { MAGIC_BYTES, magicOf } from "../audio/magic.ts";
import type { AudioContainer } from "../domain/audio-report.ts";
import type { Delivery } from "../domain/job.ts";
import type { Transcript } from "../domain/transcript.ts";
import { toAssessmentPage } from "../transcript/assessment-page.ts";
import type { PageAudio } from "../transcript/assessment-page-parts.ts";
import { render } from "../transcript/render.ts";
import type { Turn } from "./turn.ts";

/** A page that holds a longer recording takes a browser too long to open. 20 minutes of 16 kHz FLAC have room. */
const MOST_EMBEDDED = 24_000_000;

/** What a job's file is to hold. */
export async function contentsOf(turn: Turn, transcript: Transcript, delivery: Delivery): Promise<string> {
  if (delivery.format !== "html") return render(transcript, delivery.format);
  const { job } = turn;
  const { assessment } = transcript;
  if (assessment === undefined) throw new Error(`job ${job.id} is to be delivered as a page, and nothing was assessed`);
  const { name } = job.request.audio;
  return toAssessmentPage({ transcript, assessment, name, audio: await soundOf(turn, delivery), digest });
}

async function soundOf({ job, means }: Turn, { path, recording }: Delivery): Promise<PageAudio | null> {
  const audio = job.fetched ?? job.request.audio;
  if (audio.bytes <= MOST_EMBEDDED && (await means.spool.holds(audio))) {
    const bytes = await bytesOf(means.spool.open(audio).open());
    const mediaType = mediaTypeOf(bytes.subarray(0, MAGIC_BYTES));
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

const MEDIA_TYPES: Readonly<Partial<Record<AudioContainer, string>>> = {
  wav: "audio/wav",
  flac: "audio/flac",
  ogg: "audio/ogg",
  mp3: "audio/mpeg",
  mp4: "audio/mp4",
  mov: "audio/mp4",
  "3gp": "audio/mp4",
  aac: "audio/aac",
  webm: "audio/webm",
  matroska: "audio/webm",
};

/** What browsers may play by its first bytes. MPEG audio has too weak a mark, and is what is left. */
function mediaTypeOf(head: Buffer): string {
  const magic = magicOf(head);
  return (magic.kind === "recording" ? MEDIA_TYPES[magic.container] : undefined) ?? "audio/mpeg";
}

function digest(text: string): string {
  return createHash("sha256").update(text).digest("base64");
}

import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { basename, resolve } from "node:path";
import type { AudioRef, Spool } from "../domain/audio-source.ts";
import { AudioError } from "../domain/errors.ts";
import type { Job, JobRequest } from "../domain/job.ts";
import type { Policy } from "../domain/policy.ts";
import type { Provider } from "../domain/provider.ts";
import type { Runtime } from "../domain/runtime.ts";
import type { AudioInput, Recording } from "./house.ts";

/** Bytes read at a time: large enough that hashing and writing dominate, small enough to hold hundreds. */
const READ_BYTES = 256 * 1024;

/** Takes a recording into the spool. Throws `AudioError` for what cannot be one; nothing is left behind then. */
export async function takeIn(
  spool: Spool,
  input: AudioInput,
  name: string | undefined,
  signal?: AbortSignal,
): Promise<AudioRef> {
  const label = name ?? (typeof input === "string" ? basename(input) : "recording");
  const bytes = typeof input === "string" ? await openFile(input) : input instanceof Uint8Array ? [input] : input;
  const ref = await spool.put(toAsync(bytes), label, signal);
  if (ref.bytes > 0) return ref;
  await spool.drop(ref.sha256);
  throw new AudioError("audio/empty", `${label} is empty: there is no audio in it`, "check how the file was written");
}

async function* toAsync(bytes: AsyncIterable<Uint8Array> | Iterable<Uint8Array>): AsyncIterable<Uint8Array> {
  yield* bytes;
}

async function openFile(path: string): Promise<AsyncIterable<Uint8Array>> {
  if (/^https?:\/\//i.test(path)) {
    throw new AudioError("audio/url", "a URL cannot be handed in yet", "download the recording and give its path");
  }
  const full = resolve(path);
  const found = await stat(full).catch((error: NodeJS.ErrnoException) => error);
  if (found instanceof Error) throw unreadable(path, found);
  if (found.isDirectory()) {
    throw new AudioError("audio/folder", `${path} is a folder`, "name the files in it, such as folder/*.mp3");
  }
  if (!found.isFile()) {
    throw new AudioError("audio/not-a-file", `${path} is not a regular file`, "give the path of a recording");
  }
  if (found.size === 0) {
    throw new AudioError("audio/empty", `${path} is empty: there is no audio in it`, "check how the file was written");
  }
  const stream = createReadStream(full, { highWaterMark: READ_BYTES });
  await new Promise<void>((opened, failed) => {
    stream.once("open", () => opened());
    stream.once("error", (error) => failed(unreadable(path, error)));
  });
  return stream;
}

function unreadable(path: string, error: NodeJS.ErrnoException): AudioError {
  if (error.code === "ENOENT" || error.code === "ENOTDIR") {
    return new AudioError("audio/missing", `${path} does not exist`, "check the path", { cause: error });
  }
  const why = error.code === "EACCES" ? "permission denied" : error.message;
  return new AudioError("audio/unreadable", `${path} cannot be read: ${why}`, "check its permissions", {
    cause: error,
  });
}

/** What a new job is made from, beside its recording. */
export interface JobMaking {
  readonly runtime: Runtime;
  readonly provider: Provider;
  readonly account: string;
  readonly policy: Policy;
}

export function makeJob(making: JobMaking, audio: AudioRef, recording: Recording): Job {
  const { runtime, provider, policy } = making;
  const asked = {
    kind: "transcription",
    providers: [provider.name],
    account: making.account,
    options: recording.options ?? {},
    providerOptions: recording.providerOptions ?? {},
    deliveries: (recording.deliveries ?? []).map((file) => ({ ...file, path: resolve(file.path) })),
  } as const;
  const request: JobRequest = {
    ...asked,
    audio,
    policy,
    tags: recording.tags ?? {},
    key: createHash("sha256")
      .update(JSON.stringify([audio.sha256, asked]))
      .digest("hex"),
    run: recording.run,
  };
  const createdAt = runtime.clock.now();
  return {
    id: runtime.ids.next("job"),
    request,
    createdAt,
    deadline: createdAt + policy.deadlineMs,
    stage: provider.facts.stages[0] ?? "deliver",
    attempt: 0,
    spent: 0,
    streak: 0,
    lastFault: null,
    repeats: 0,
    state: { status: "open", due: createdAt },
  };
}

import { createWriteStream } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { Aligner } from "../../domain/aligner.ts";
import type { AudioSource } from "../../domain/audio-source.ts";
import type { Exchange } from "../../domain/exchange.ts";
import type { Heard, Provider, ProviderCall, SubmitAsk, Submitted } from "../../domain/provider.ts";
import type { Recognised, Recogniser } from "../../domain/recogniser.ts";
import type { Clock } from "../../domain/runtime.ts";
import type { Transcript } from "../../domain/transcript.ts";
import { meanConfidence } from "../../transcript/confidence.ts";
import { assessedTranscript } from "./assessed.ts";
import { LOCAL_ERRORS } from "./errors.ts";
import { LOCAL_FACTS } from "./facts.ts";

/** What this machine has in a provider's place. */
export interface LocalPrograms {
  readonly recogniser: Recogniser;
  /** Finds the words of a script; absent where nothing here can. */
  readonly aligner?: Aligner;
}

/**
 * Programs on this machine in a provider's place: no account, no upload, no cost; English, rough. The answer comes with
 * the submit. What they do is recorded as an exchange like any other, method `RUN`; a failure carries the program's code
 * where a socket's would stand.
 */
export function localProvider({ recogniser, aligner }: LocalPrograms, clock: Clock): Provider {
  async function submit(call: ProviderCall, ask: SubmitAsk): Promise<Heard<Submitted>> {
    const at = clock.now();
    const started = clock.monotonic();
    const { name, work } = ask.kind === "assessment" ? assessing(aligner, ask) : recognising(recogniser);
    const heard = isEnglish(ask.options.language)
      ? await withFile(ask.audio, call, work)
      : failure("LANGUAGE", `The programs on this machine know English only, not "${ask.options.language}"`);
    const exchange: Exchange = {
      method: "RUN",
      endpoint: name,
      at,
      elapsedMs: clock.monotonic() - started,
      sentBytes: 0,
      outcome: heard.ok
        ? { kind: "reply", status: 200, headers: {}, body: "", complete: true }
        : { kind: "no-reply", code: heard.code, message: heard.message, sent: "all" },
    };
    return heard.ok
      ? { exchange, said: { state: "done", transcript: heard.transcript }, complaint: null }
      : { exchange, said: null, complaint: heard.message };
  }

  return {
    name: "local",
    facts: LOCAL_FACTS,
    client: { submit },
    errors: LOCAL_ERRORS,
  };
}

type Done = { readonly ok: true; readonly transcript: Transcript } | Failure;
type Failure = { readonly ok: false; readonly code: string; readonly message: string };
type Work = (path: string, limits: { readonly timeoutMs: number; readonly signal: AbortSignal }) => Promise<Done>;

function recognising(recogniser: Recogniser): { readonly name: string; readonly work: Work } {
  return {
    name: recogniser.name,
    work: async (path, limits) => {
      const heard = await recogniser.recognise(path, limits);
      return heard.ok ? { ok: true, transcript: transcriptOf(heard) } : heard;
    },
  };
}

function assessing(aligner: Aligner | undefined, ask: SubmitAsk): { readonly name: string; readonly work: Work } {
  const { script = [] } = ask.options;
  if (aligner === undefined) {
    return { name: "aligner", work: async () => failure("MISSING", "Not found on this machine: soundswallower") };
  }
  return {
    name: aligner.name,
    work: async (path, limits) => {
      const aligned = await aligner.align(path, script, limits);
      return aligned.ok ? { ok: true, transcript: assessedTranscript(aligned, script) } : aligned;
    },
  };
}

/** Programs want a file. */
async function withFile(audio: AudioSource, call: ProviderCall, work: Work): Promise<Done> {
  const { timeoutMs, signal } = call;
  if (audio.path !== null) return work(audio.path, { timeoutMs, signal });
  let folder: string | null = null;
  try {
    folder = await mkdtemp(join(tmpdir(), "tenuto-"));
    const path = join(folder, "recording");
    await pipeline(Readable.from(audio.open()), createWriteStream(path), { signal });
    return await work(path, { timeoutMs, signal });
  } catch (error) {
    if (signal.aborted) return failure("ABORTED", "The recording was being written out when it was stopped");
    return failure("EXIT", error instanceof Error ? error.message : String(error));
  } finally {
    if (folder !== null) await rm(folder, { recursive: true, force: true }).catch(() => undefined);
  }
}

function transcriptOf(heard: Extract<Recognised, { ok: true }>): Transcript {
  const { text, words, durationMs } = heard;
  return {
    provider: "local",
    remoteId: null,
    text,
    words,
    language: "en",
    confidence: meanConfidence(words),
    durationMs,
    rough: true,
    // All that the program said is in the words.
    raw: null,
  };
}

function isEnglish(language: string | undefined): boolean {
  return language === undefined || /^en([-_]|$)/i.test(language);
}

function failure(code: string, message: string): Failure {
  return { ok: false, code, message };
}

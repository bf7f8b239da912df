import { createWriteStream } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { AudioSource } from "../../domain/audio-source.ts";
import type { Exchange } from "../../domain/exchange.ts";
import type { Heard, Provider, ProviderCall, SubmitAsk, Submitted } from "../../domain/provider.ts";
import type { Recognised, Recogniser } from "../../domain/recogniser.ts";
import type { Clock } from "../../domain/runtime.ts";
import type { Transcript } from "../../domain/transcript.ts";
import { meanConfidence } from "../../transcript/confidence.ts";
import { LOCAL_ERRORS } from "./errors.ts";
import { LOCAL_FACTS } from "./facts.ts";

/**
 * A recogniser on this machine in a provider's place: no account, no upload, no cost; English, rough. Its answer comes
 * with the submit. What it does is recorded as an exchange like any other, method `RUN`; a failure carries the
 * recogniser's code where a socket's would stand.
 */
export function localProvider(recogniser: Recogniser, clock: Clock): Provider {
  async function submit(call: ProviderCall, ask: SubmitAsk): Promise<Heard<Submitted>> {
    const at = clock.now();
    const started = clock.monotonic();
    const heard = isEnglish(ask.options.language)
      ? await recognise(recogniser, ask.audio, call)
      : failure("LANGUAGE", `The recogniser on this machine knows English only, not "${ask.options.language}"`);
    const exchange: Exchange = {
      method: "RUN",
      endpoint: recogniser.name,
      at,
      elapsedMs: clock.monotonic() - started,
      sentBytes: 0,
      outcome: heard.ok
        ? { kind: "reply", status: 200, headers: {}, body: "", complete: true }
        : { kind: "no-reply", code: heard.code, message: heard.message, sent: "all" },
    };
    return heard.ok
      ? { exchange, said: { state: "done", transcript: transcriptOf(heard) }, complaint: null }
      : { exchange, said: null, complaint: heard.message };
  }

  return {
    name: "local",
    facts: LOCAL_FACTS,
    client: { submit },
    errors: LOCAL_ERRORS,
  };
}

async function recognise(recogniser: Recogniser, audio: AudioSource, call: ProviderCall): Promise<Recognised> {
  const { timeoutMs, signal } = call;
  if (audio.path !== null) return recogniser.recognise(audio.path, { timeoutMs, signal });
  let folder: string | null = null;
  try {
    folder = await mkdtemp(join(tmpdir(), "tenuto-"));
    const path = join(folder, "recording");
    await pipeline(Readable.from(audio.open()), createWriteStream(path), { signal });
    return await recogniser.recognise(path, { timeoutMs, signal });
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

function failure(code: string, message: string): Extract<Recognised, { ok: false }> {
  return { ok: false, code, message };
}

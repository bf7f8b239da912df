import { createHash } from "node:crypto";
import type { AudioSource } from "../../src/domain/audio-source.ts";
import type { Heard, ProviderCall } from "../../src/domain/provider.ts";
import type { Transcript } from "../../src/domain/transcript.ts";
import { liveRuntime } from "../../src/engine/live-runtime.ts";
import { undiciTransport } from "../../src/engine/transport.ts";
import { assemblyai } from "../../src/providers/assemblyai/client.ts";

const POLL_EVERY_MS = 20;

const ASKED = { kind: "transcription", later: false, options: {} } as const;

/** Our own client with the provider's verbs in a row, as the engine would call them, and no patience. */
export class OurClient {
  readonly call: ProviderCall;
  readonly #transport = undiciTransport(liveRuntime().clock);

  constructor(baseUrl: string, key: string) {
    const signal = new AbortController().signal;
    this.call = { transport: this.#transport, access: { baseUrl, key }, timeoutMs: 15_000, idleMs: 15_000, signal };
  }

  async upload(bytes: Uint8Array): Promise<string> {
    return said(await verb("upload")(this.call, sourceOf(bytes))).uploadUrl;
  }

  /** By any address that begins with http: an upload's, or the caller's own. */
  async submit(uploadUrl: string, providerOptions: Readonly<Record<string, unknown>> = {}): Promise<string> {
    const audio = sourceOf(new Uint8Array());
    const submitted = said(await assemblyai.client.submit(this.call, { ...ASKED, audio, uploadUrl, providerOptions }));
    if (submitted.state === "done") throw new Error("this provider does not answer at once");
    return submitted.remoteId;
  }

  async transcript(id: string): Promise<Transcript> {
    for (;;) {
      const heard = await verb("poll")(this.call, id);
      const progress = said(heard);
      if (progress.state === "done") return progress.transcript;
      if (progress.state === "failed") throw new Error(heard.complaint ?? "failed");
      await liveRuntime().clock.sleep(POLL_EVERY_MS);
    }
  }

  async remove(id: string): Promise<void> {
    said(await verb("remove")(this.call, id));
  }

  close(): Promise<void> {
    return this.#transport.close();
  }
}

/** What was understood; the provider's own words are thrown where it was nothing. */
export function said<T>({ said: understood, complaint }: Heard<T>): T {
  if (understood === null) throw new Error(complaint ?? "nothing was understood");
  return understood;
}

function verb<Name extends keyof typeof assemblyai.client>(name: Name): NonNullable<(typeof assemblyai.client)[Name]> {
  const found = assemblyai.client[name];
  if (found === undefined) throw new Error(`our client has no ${name}`);
  return found;
}

function sourceOf(bytes: Uint8Array): AudioSource {
  const sha256 = createHash("sha256").update(bytes).digest("hex");
  return {
    ref: { sha256, bytes: bytes.byteLength, name: "call.wav", durationMs: null },
    async *open() {
      yield bytes;
    },
    path: null,
  };
}

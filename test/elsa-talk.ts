import { createHash } from "node:crypto";
import type { AudioSource } from "../src/domain/audio-source.ts";
import type { Exchange } from "../src/domain/exchange.ts";
import type { Heard, Progress, SubmitAsk, Submitted } from "../src/domain/provider.ts";
import type { Transport } from "../src/domain/transport.ts";
import type { ElsaOptions } from "../src/providers/elsa/client/options.ts";
import { elsa } from "../src/providers/elsa/client.ts";

/** A WAV of 16 bits with a quiet tone in every channel; other seeds are other tones. */
export function wav({ seconds = 2, rate = 16_000, channels = 1, seed = 1 } = {}): Buffer {
  const frames = Math.round(seconds * rate);
  const bytes = Buffer.alloc(44 + frames * channels * 2);
  bytes.write("RIFF", 0);
  bytes.writeUInt32LE(bytes.length - 8, 4);
  bytes.write("WAVEfmt ", 8);
  bytes.writeUInt32LE(16, 16);
  bytes.writeUInt16LE(1, 20);
  bytes.writeUInt16LE(channels, 22);
  bytes.writeUInt32LE(rate, 24);
  bytes.writeUInt32LE(rate * channels * 2, 28);
  bytes.writeUInt16LE(channels * 2, 32);
  bytes.writeUInt16LE(16, 34);
  bytes.write("data", 36);
  bytes.writeUInt32LE(bytes.length - 44, 40);
  for (let at = 44; at < bytes.length; at += 2) bytes.writeInt16LE(Math.round(900 * Math.sin(at * seed * 0.01)), at);
  return bytes;
}

export function sha256Of(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}

function sourceOf(bytes: Uint8Array): AudioSource {
  return {
    ref: { sha256: sha256Of(bytes), bytes: bytes.byteLength, name: "spoken.wav", durationMs: null },
    path: null,
    async *open() {
      yield bytes;
    },
  };
}

export interface Said {
  readonly audio?: Uint8Array;
  readonly url?: string;
  readonly script?: readonly string[];
  readonly kind?: SubmitAsk["kind"];
  readonly later?: boolean;
  readonly token?: string;
  readonly timeoutMs?: number;
  readonly options?: ElsaOptions;
}

/** The real client at a twin: over whatever transport leads there. */
export class ElsaCaller {
  readonly #transport: Transport;
  readonly #baseUrl: string;

  constructor(transport: Transport, baseUrl: string) {
    this.#transport = transport;
    this.#baseUrl = baseUrl;
  }

  #call({ token = "some-token", timeoutMs = 15_000 }: Said) {
    const access = { baseUrl: this.#baseUrl, key: token };
    return { transport: this.#transport, access, timeoutMs, idleMs: 60_000, signal: new AbortController().signal };
  }

  async submit(said: Said = {}): Promise<Heard<Submitted>> {
    const { audio = wav(), url = null, script, kind = "assessment", later = false } = said;
    return elsa(said.options).client.submit(this.#call(said), {
      kind,
      audio: sourceOf(audio),
      uploadUrl: url,
      later,
      options: script === undefined ? {} : { script },
      providerOptions: {},
    });
  }

  async poll(id: string, said: Said = {}): Promise<Heard<Progress>> {
    const { poll } = elsa(said.options).client;
    if (poll === undefined) throw new Error("nothing is fetched");
    return poll(this.#call(said), id);
  }
}

export function statusOf({ exchange }: { readonly exchange: Exchange }): number | null {
  return exchange.outcome.kind === "reply" ? exchange.outcome.status : null;
}

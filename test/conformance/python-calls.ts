import { request } from "node:http";

/** What the official Python client gives a reply before it gives up, ms. */
const TIMEOUT_MS = 30_000;

interface Said {
  readonly status: number;
  readonly body: string;
}

/**
 * The requests of the official Python client 1.0.0, by hand: the raw key, no content type on an upload, a JSON body with
 * one elsewhere, and exactly 200 as the only success.
 */
export class PythonCalls {
  readonly #baseUrl: string;
  readonly #key: string;

  constructor(baseUrl: string, key: string) {
    this.#baseUrl = baseUrl;
    this.#key = key;
  }

  async upload(bytes: Uint8Array): Promise<string> {
    return (await this.#json("POST", "/v2/upload", bytes)).upload_url;
  }

  submit(fields: Readonly<Record<string, unknown>>) {
    return this.#json("POST", "/v2/transcript", JSON.stringify(fields));
  }

  get(id: string) {
    return this.#json("GET", `/v2/transcript/${id}`);
  }

  remove(id: string) {
    return this.#json("DELETE", `/v2/transcript/${id}`);
  }

  list(query: string) {
    return this.#json("GET", `/v2/transcript?${query}`);
  }

  part(id: string, part: string) {
    return this.#json("GET", `/v2/transcript/${id}/${part}`);
  }

  async text(id: string, part: string): Promise<string> {
    return (await this.#strict("GET", `/v2/transcript/${id}/${part}`)).body;
  }

  /** The client's own reading of the three answers. */
  async redactedAudio(id: string): Promise<string> {
    const said = await this.#send("GET", `/v2/transcript/${id}/redacted-audio`);
    if (said.status === 202) return "poll again";
    if (said.status === 400) return "expired";
    return said.status === 200 ? JSON.parse(said.body).redacted_audio_url : `failed with ${said.status}`;
  }

  // biome-ignore lint/suspicious/noExplicitAny: what the wire says, unread
  async #json(method: string, path: string, body?: Uint8Array | string): Promise<any> {
    return JSON.parse((await this.#strict(method, path, body)).body);
  }

  async #strict(method: string, path: string, body?: Uint8Array | string): Promise<Said> {
    const said = await this.#send(method, path, body);
    if (said.status !== 200) throw new Error(`${said.status}: ${said.body}`);
    return said;
  }

  #send(method: string, path: string, body?: Uint8Array | string): Promise<Said> {
    const type = typeof body === "string" ? { "content-type": "application/json" } : {};
    const headers = { authorization: this.#key, ...type };
    const signal = AbortSignal.timeout(TIMEOUT_MS);
    return new Promise((resolve, reject) => {
      const asked = request(`${this.#baseUrl}${path}`, { method, headers, signal }, async (reply) => {
        const pieces: Buffer[] = [];
        for await (const piece of reply) pieces.push(piece as Buffer);
        resolve({ status: reply.statusCode ?? 0, body: Buffer.concat(pieces).toString("utf8") });
      });
      asked.once("error", reject);
      asked.end(body);
    });
  }
}

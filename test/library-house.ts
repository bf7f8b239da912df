import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { liveRuntime } from "../src/engine/live-runtime.ts";
import { createTenuto, type Tenuto, type TenutoOptions } from "../src/index.ts";
import { assemblyaiServer } from "../src/providers/assemblyai/server.ts";
import { type ServedTwin, serveTwin } from "../src/twin/http.ts";
import { parseScenario } from "../src/twin/scenario.ts";

export const RAW_KEY = "raw-secret-key";
export const { clock } = liveRuntime();

/** Twins over real HTTP with the library in front of them, and a folder; all ends with `close`. */
export class LibraryHouses {
  readonly #opened: { close(): Promise<void> }[] = [];
  #folder: Promise<string> | null = null;

  get folder(): Promise<string> {
    this.#folder ??= mkdtemp(join(tmpdir(), "tenuto-library-"));
    return this.#folder;
  }

  async open(scenario: string, options: TenutoOptions = {}): Promise<{ twin: ServedTwin; tenuto: Tenuto }> {
    const twin = await serveTwin({
      server: assemblyaiServer,
      scenario: parseScenario(scenario, "library.yaml"),
      seed: 1,
      runtime: liveRuntime(),
    });
    this.#opened.push(twin);
    return { twin, tenuto: this.inFrontOf(twin, options) };
  }

  inFrontOf(twin: ServedTwin, options: TenutoOptions = {}): Tenuto {
    // What the tests hand in is no sound.
    const usual = { baseUrl: twin.url, apiKey: RAW_KEY, pollFloor: "10ms", prepare: "off" } as const;
    const tenuto = createTenuto({ ...usual, ...options });
    this.#opened.push(tenuto);
    return tenuto;
  }

  async close(): Promise<void> {
    for (const thing of this.#opened.splice(0).reverse()) await thing.close();
  }

  async dispose(): Promise<void> {
    await this.close();
    await rm(await this.folder, { recursive: true, force: true });
  }
}

export const recording = (text: string): Uint8Array => new TextEncoder().encode(text);

export async function errorOf(work: Promise<unknown>): Promise<unknown> {
  return work.then(
    () => {
      throw new Error("it went well");
    },
    (error: unknown) => error,
  );
}

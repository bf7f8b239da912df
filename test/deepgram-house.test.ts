import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { type AddressInfo, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { compose, type Webhooks } from "../src/compose.ts";
import { liveRuntime } from "../src/engine/live-runtime.ts";
import { deepgramServer } from "../src/providers/deepgram/server.ts";
import { readSettings } from "../src/settings.ts";
import { serveTwin } from "../src/twin/http.ts";
import { parseScenario } from "../src/twin/scenario.ts";
import { wav } from "./elsa-talk.ts";

const KEY = "raw-deepgram-key";
const runtime = liveRuntime();

const closers: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return port;
}

/** Deepgram's twin over HTTP, and houses over one store on the disk, as a command composes them. */
async function world(scenario: string) {
  const folder = await mkdtemp(join(tmpdir(), "tenuto-deepgram-"));
  const twin = await serveTwin({
    server: deepgramServer,
    scenario: parseScenario(scenario, "day.yaml"),
    seed: 1,
    runtime,
    key: KEY,
  });
  closers.push(() => rm(folder, { recursive: true }), twin.close);
  const flags = { provider: "deepgram", baseUrl: twin.url, prepare: "off", store: join(folder, "jobs.db") };
  const open = async (webhooks?: Webhooks) => {
    const settings = readSettings(flags, { DEEPGRAM_API_KEY: KEY });
    const house = await compose(settings, webhooks === undefined ? {} : { webhooks });
    let isOpen = true;
    const close = async (): Promise<void> => {
      if (isOpen) await house.close();
      isOpen = false;
    };
    closers.push(close);
    const accept = () => house.accept({ audio: wav({ seconds: 2 }), name: "call.wav", run: "http" });
    return { house, accept, close };
  };
  return { twin, open };
}

describe("a house at Deepgram", () => {
  it("has the transcript from the answer to its request", async () => {
    const { twin, open } = await world("processing: 50ms");
    const { house, accept } = await open();
    const { id } = await accept();
    expect((await house.work({ id })).why).toBe("done");
    expect(await house.store.result(id)).toMatchObject({ provider: "deepgram", raw: { metadata: { channels: 1 } } });
    expect(twin.ledger()).toMatchObject({ requests: { submit: 1, poll: 0, other: 0 }, billed: 1 });
  });

  it("has it from its webhook where there is one", async () => {
    const { twin, open } = await world("processing: 300ms");
    const port = await freePort();
    const { house, accept } = await open({ url: `http://127.0.0.1:${port}/hook`, port });
    const { id } = await accept();
    expect((await house.work({ id })).why).toBe("done");
    const [submission] = await house.store.submissions(id);
    expect(submission?.remoteId).toBe((await house.store.result(id))?.remoteId);
    expect(twin.ledger()).toMatchObject({ requests: { submit: 1, poll: 0, other: 0 }, billed: 1 });
  });

  it("keeps what came while nobody worked, for a process that has no webhook at all", async () => {
    const { twin, open } = await world("processing: 300ms");
    const port = await freePort();
    const first = await open({ url: `http://127.0.0.1:${port}/hook`, port });
    const { id } = await first.accept();
    const stop = new AbortController();
    const working = first.house.work({ id }, { signal: stop.signal });
    while ((await first.house.store.get(id))?.stage !== "wait") await runtime.clock.sleep(10);
    stop.abort();
    expect((await working).why).toBe("stopped");
    while ((await first.house.store.arrival(id, 1)) === null) await runtime.clock.sleep(10);
    await first.close();
    const second = await open();
    expect((await second.house.work({ id })).why).toBe("done");
    expect((await second.house.store.get(id))?.state.status).toBe("completed");
    expect(twin.ledger()).toMatchObject({ requests: { submit: 1, other: 0 }, billed: 1 });
  });

  it("is known by a later process that listens at the same address", async () => {
    const { twin, open } = await world("processing: 1500ms");
    const port = await freePort();
    const webhooks = { url: `http://127.0.0.1:${port}/hook`, port };
    const first = await open(webhooks);
    const { id } = await first.accept();
    const stop = new AbortController();
    const working = first.house.work({ id }, { signal: stop.signal });
    while ((await first.house.store.get(id))?.stage !== "wait") await runtime.clock.sleep(10);
    stop.abort();
    await working;
    await first.close();
    const second = await open(webhooks);
    expect((await second.house.work({ id })).why).toBe("done");
    expect(twin.ledger()).toMatchObject({ requests: { submit: 1, other: 0 }, billed: 1 });
  });
});

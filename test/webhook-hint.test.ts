import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { compose } from "../src/compose.ts";
import { liveRuntime } from "../src/engine/live-runtime.ts";
import { listenForWebhooks } from "../src/engine/webhook-listener.ts";
import { assemblyaiServer } from "../src/providers/assemblyai/server.ts";
import { readSettings } from "../src/settings.ts";
import { serveTwin } from "../src/twin/http.ts";
import { parseScenario } from "../src/twin/scenario.ts";

const SECRET = { name: "x-tenuto", value: "between us" };

const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

/** A house that would poll only every eight minutes, a twin, and a listener between them. */
async function world(scenario: string, secret: string) {
  const runtime = liveRuntime();
  const folder = await mkdtemp(join(tmpdir(), "tenuto-webhook-"));
  const twin = await serveTwin({
    server: assemblyaiServer,
    scenario: parseScenario(scenario, "webhook.yaml"),
    seed: 1,
    runtime,
  });
  const usual = { baseUrl: twin.url, apiKey: "raw-secret-key", prepare: "off" };
  const flags = { ...usual, pollFloor: "8m", store: join(folder, "jobs.db") };
  const house = await compose(readSettings(flags, {}));
  const listener = await listenForWebhooks({ port: 0, header: SECRET, hint: (id) => house.hint(id) });
  closers.push(
    () => rm(folder, { recursive: true }),
    twin.close,
    () => house.close(),
    listener.close,
  );
  const webhook = { webhook_url: `${listener.url}/hook`, webhook_auth_header_name: SECRET.name };
  const accept = () =>
    house.accept({
      audio: new TextEncoder().encode("a recording"),
      name: "call.wav",
      run: "hinted",
      providerOptions: { ...webhook, webhook_auth_header_value: secret },
    });
  return { twin, house, accept };
}

describe("a webhook", () => {
  it("settles a wait of minutes at once, by one poll of our own", async () => {
    const { twin, house, accept } = await world("processing: 300ms", SECRET.value);
    const { id } = await accept();
    const { why } = await house.work({ id });
    expect(why).toBe("done");
    expect((await house.store.result(id))?.text).toContain("did not listen");
    expect(twin.ledger()).toMatchObject({ polls: 1, billed: 1 });
  });

  it("of somebody who does not know the secret settles nothing", async () => {
    const { twin, house, accept } = await world("processing: 50ms", "a guess");
    const { id } = await accept();
    await house.work({ id }, { signal: AbortSignal.timeout(1_000) });
    expect((await house.store.get(id))?.state.status).toBe("open");
    expect(twin.ledger()).toMatchObject({ polls: 0, completed: 1 });
  });
});

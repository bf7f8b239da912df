import { expect, test } from "vitest";
import { assemblyaiServer as server } from "../src/providers/assemblyai/server.ts";
import { VirtualRuntime } from "../src/simulation/virtual-runtime.ts";
import { inProcessTransport } from "../src/twin/in-process.ts";
import { CALM } from "../src/twin/script.ts";
import { createTwin } from "../src/twin/twin.ts";

test("a call under a signal that has aborted already never leaves, in process as on a real wire", async () => {
  const runtime = new VirtualRuntime(1);
  const startedAt = runtime.clock.now();
  const twin = createTwin({ server, scenario: CALM, seed: 1, baseUrl: "http://twin", startedAt });
  const call = {
    method: "POST",
    url: "http://twin/v2/transcript",
    endpoint: "/v2/transcript",
    headers: { authorization: "key" },
    body: { kind: "text", text: '{"audio_url":"http://twin/upload/1"}', contentType: "application/json" },
  } as const;
  const limits = { timeoutMs: 1_000, idleMs: 1_000, replyBytes: 1_000, signal: AbortSignal.abort() };
  const exchange = await runtime.run(inProcessTransport(twin, runtime).send(call, limits));
  expect(exchange).toMatchObject({ sentBytes: 0, outcome: { code: "ABORTED", sent: "nothing" } });
  expect(twin.ledger(runtime.clock.now()).requests).toMatchObject({ submit: 0 });
});

import { once } from "node:events";
import { type AddressInfo, createServer } from "node:net";
import { afterAll, afterEach, expect, it } from "vitest";
import { clock, LibraryHouses, recording } from "./library-house.ts";

const houses = new LibraryHouses();
afterEach(() => houses.close());
afterAll(() => houses.dispose());

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return port;
}

it("hears of the end by a webhook long before the next poll", async () => {
  const port = await freePort();
  const webhooks = { url: `http://127.0.0.1:${port}/over`, port };
  const { twin, tenuto } = await houses.open("processing: 300ms", { webhooks, pollFloor: "30s" });
  const startedAt = clock.monotonic();
  expect((await tenuto.transcribe(recording("told"))).text).not.toBe("");
  expect(clock.monotonic() - startedAt).toBeLessThan(10_000);
  expect(twin.ledger()).toMatchObject({ billed: 1, polls: 1 });
});

it("waits by polling all the same when nobody ever calls", async () => {
  const port = await freePort();
  const nowhere = { url: "http://127.0.0.1:9/nobody", port };
  const { twin, tenuto } = await houses.open("processing: 100ms", { webhooks: nowhere });
  expect((await tenuto.transcribe(recording("asked"))).text).not.toBe("");
  expect(twin.ledger()).toMatchObject({ billed: 1 });
});

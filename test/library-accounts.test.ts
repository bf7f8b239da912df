import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, afterEach, describe, expect, it } from "vitest";
import { liveRuntime } from "../src/engine/live-runtime.ts";
import { createTenuto, SettingsError, TranscriptionHeld } from "../src/index.ts";
import { assemblyaiServer } from "../src/providers/assemblyai/server.ts";
import { openSqliteStore } from "../src/store/sqlite.ts";
import { type ServedTwin, serveTwin } from "../src/twin/http.ts";
import { CALM } from "../src/twin/script.ts";
import { clock, errorOf, LibraryHouses, recording } from "./library-house.ts";

const houses = new LibraryHouses();
const twins: ServedTwin[] = [];
afterEach(async () => {
  await houses.close();
  for (const twin of twins.splice(0)) await twin.close();
});
afterAll(() => houses.dispose());

/** A provider that lets in one key alone. */
async function twinFor(key: string): Promise<ServedTwin> {
  const runtime = liveRuntime();
  const twin = await serveTwin({ server: assemblyaiServer, scenario: CALM, seed: 1, runtime, key });
  twins.push(twin);
  return twin;
}

describe("a key from a function", () => {
  it("is asked for when it is needed, and at most once a second", async () => {
    const twin = await twinFor("key-1");
    let asked = 0;
    const apiKey = async (): Promise<string> => {
      asked += 1;
      return "key-1";
    };
    const tenuto = houses.inFrontOf(twin, { apiKey });
    expect(asked).toBe(0);
    const start = clock.monotonic();
    await Promise.all(["a", "b", "c"].map((text) => tenuto.transcribe(recording(text))));
    expect(asked).toBeGreaterThan(0);
    expect(asked).toBeLessThanOrEqual(1 + Math.ceil((clock.monotonic() - start) / 1_000));
    expect(twin.ledger()).toMatchObject({ billed: 3 });
  });

  it("that is not to be had holds the job with the reason, and no secret; the next key lets it go on", async () => {
    const twin = await twinFor("key-1");
    let key: string | null = null;
    const apiKey = (): string => {
      if (key === null) throw new Error("the safe at https://safe.test/v1?token=planted is closed");
      return key;
    };
    const tenuto = houses.inFrontOf(twin, { apiKey });
    const job = await tenuto.submit(recording("a call"));
    const error = await errorOf(job.result());
    expect(error).toBeInstanceOf(TranscriptionHeld);
    expect(error).toMatchObject({
      code: "tenuto/no-key",
      message: expect.stringContaining("the safe at https://safe.test/… is closed"),
    });
    expect(twin.ledger().requests).toMatchObject({ upload: 0 });
    key = "key-1";
    await tenuto.resume();
    expect((await job.result()).text).not.toBe("");
    expect(twin.ledger()).toMatchObject({ created: 1, billed: 1 });
  });
});

describe("patience of a program's own", () => {
  it("goes over the preset and below the options, and is checked by the first call", async () => {
    const twin = await twinFor("key-1");
    const policy = { submissions: { max: 7 }, deadlineMs: 3_600_000 };
    const tenuto = houses.inFrontOf(twin, { apiKey: "key-1", preset: "article", policy, deadline: "2h" });
    const { request } = await (await tenuto.submit(recording("a call"))).read();
    expect(request.policy).toMatchObject({ submissions: { max: 7 }, deadlineMs: 7_200_000, outageHoldMs: null });

    const refused = houses.inFrontOf(twin, { apiKey: "key-1", accountPolicy: { rate: { requests: 0 } } });
    expect(await errorOf(refused.submit(recording("another call")))).toMatchObject({
      code: "settings/account-policy",
      message: "The account policy cannot be used: rate.requests must be at least 1 (it is 0).",
    });
  });
});

describe("accounts of a program", () => {
  it("are chosen by name, and a job goes on with its own account's key and place whichever is chosen", async () => {
    const [one, two] = await Promise.all([twinFor("key-of-one"), twinFor("key-of-two")]);
    const folder = await houses.folder;
    await writeFile(join(folder, "two.key"), "key-of-two", { mode: 0o600 });
    const accounts = {
      one: { baseUrl: one.url, apiKey: () => "key-of-one", slots: 2 },
      two: { baseUrl: two.url, keyFile: join(folder, "two.key") },
    };
    const options = { accounts, store: join(folder, "accounts.db"), pollFloor: "10ms", prepare: "off" } as const;
    const first = createTenuto({ ...options, account: "one" });
    await first.transcribe(recording("of one"));
    await first.close();
    const store = await openSqliteStore({ path: options.store, clock });
    await store.holdAccount("one", { holdUntil: Number.MAX_SAFE_INTEGER, reason: "the month is over", heldBy: null });
    const second = createTenuto({ ...options, account: "one" });
    const held = await second.submit(recording("of one, later"));
    expect(await errorOf(held.result())).toMatchObject({
      code: "tenuto/account-held",
      message: "account one is held: the month is over",
    });
    await second.close();
    await store.releaseAccount("one", "a new month");
    await store.close();

    const third = createTenuto({ ...options, account: "two" });
    for (const job of await third.resume()) expect((await job.result()).text).not.toBe("");
    await third.transcribe(recording("of two"));
    await third.close();
    expect(one.ledger()).toMatchObject({ created: 2, billed: 2, billedTwice: [] });
    expect(two.ledger()).toMatchObject({ created: 1, billed: 1 });
  });

  it("are refused at once where they cannot be used", () => {
    expect(() => createTenuto({ account: "work" })).toThrow(SettingsError);
    expect(() => createTenuto({ accounts: { work: {} }, account: "lab" })).toThrow("there is no such account");
    expect(() => createTenuto({ accounts: { work: { region: "eu" } }, account: "work", region: "us" })).toThrow(
      "account work is in region eu",
    );
  });
});

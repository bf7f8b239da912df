import { describe, expect, it } from "vitest";
import type { AccountRow } from "../../src/domain/account.ts";
import { SettingsError } from "../../src/domain/errors.ts";
import { AccountKeys } from "../../src/engine/account-keys.ts";
import { KeyRing } from "../../src/engine/key-ring.ts";
import { VirtualRuntime } from "../../src/simulation/virtual-runtime.ts";
import { memoryStore } from "../../src/store/memory.ts";

const ACCOUNT = { name: "work", provider: "assemblyai", baseUrl: "http://twin", cap: 4 };

/** An account whose key comes from `read`, in virtual time. */
class World {
  readonly runtime = new VirtualRuntime(1);
  readonly clock = this.runtime.clock;
  readonly store = memoryStore({ clock: this.clock });
  readonly keys: AccountKeys;
  asked = 0;

  constructor(read: () => string | Promise<string>) {
    this.keys = new AccountKeys({
      store: this.store,
      clock: this.clock,
      accounts: [ACCOUNT],
      keyOf: () => async () => {
        this.asked += 1;
        return read();
      },
      slotsOf: () => 4,
    });
  }

  /** Plays a test once the account is known, while somebody looks for new keys. */
  async play(test: () => Promise<void>): Promise<void> {
    const stop = new AbortController();
    await this.runtime.run(
      this.keys.begin().then(async () => {
        const watching = this.keys.watch(stop.signal);
        await test();
        stop.abort();
        await watching;
      }),
    );
  }

  async row(): Promise<AccountRow> {
    const found = await this.store.account(ACCOUNT.name);
    if (found === null) throw new Error("the account is not known");
    return found;
  }

  hold(heldBy: string | null): Promise<void> {
    const holdUntil = this.clock.now() + 3_600_000;
    return this.store.holdAccount(ACCOUNT.name, { holdUntil, reason: "a test's", heldBy });
  }
}

describe("the key of an account", () => {
  it("leaves its print in the store and nothing else, another one for another key or account", async () => {
    const world = new World(() => "sk-one");
    await world.play(async () => {
      const { keyPrint } = await world.row();
      expect(keyPrint).toMatch(/^[0-9a-f]{8}$/);
      expect(keyPrint).toBe(KeyRing.print("work", "sk-one"));
      expect(new Set([keyPrint, KeyRing.print("work", "sk-two"), KeyRing.print("lab", "sk-one")]).size).toBe(3);
    });
  });

  it("is asked for once a second, however many calls need it, and is then the new one", async () => {
    let key = "sk-one";
    const world = new World(() => key);
    await world.play(async () => {
      await Promise.all(Array.from({ length: 50 }, () => world.keys.access("work")));
      expect(world.asked).toBe(1);
      key = "sk-two";
      await world.clock.sleep(1_000);
      expect(await world.keys.access("work")).toEqual({ baseUrl: "http://twin", key: "sk-two" });
      expect((await world.row()).keyPrint).toBe(KeyRing.print("work", "sk-two"));
    });
  });

  it("that is replaced ends a hold by the provider's word, though no job is left to ask for it", async () => {
    let key = "sk-one";
    const world = new World(() => key);
    await world.play(async () => {
      await world.hold("assemblyai/auth");
      await world.clock.sleep(10_000);
      expect((await world.row()).heldBy).toBe("assemblyai/auth");
      key = "sk-two";
      await world.clock.sleep(3_000);
      expect(await world.row()).toMatchObject({ heldBy: null, holdUntil: null });
    });
  });

  it("that is back ends a hold for its absence, the same key as before too", async () => {
    let away = false;
    const world = new World(() => {
      if (away) throw new Error("the safe is closed");
      return "sk-one";
    });
    await world.play(async () => {
      away = true;
      await world.hold("tenuto/no-key");
      await world.clock.sleep(10_000);
      expect((await world.row()).holdUntil).not.toBeNull();
      away = false;
      await world.clock.sleep(3_000);
      expect((await world.row()).holdUntil).toBeNull();
    });
  });

  it("ends no hold that a person asked for, neither a new one nor a new process", async () => {
    let key = "sk-one";
    const world = new World(() => key);
    await world.play(async () => {
      await world.hold(null);
      key = "sk-two";
      await world.clock.sleep(10_000);
      expect((await world.row()).holdUntil).not.toBeNull();
      await world.keys.begin();
      expect((await world.row()).holdUntil).not.toBeNull();
    });
  });

  it("puts what a provider's word holds on trial where a process begins", async () => {
    const world = new World(() => "sk-one");
    await world.play(async () => {
      await world.hold("assemblyai/balance");
      await world.keys.begin();
      expect((await world.row()).holdUntil).toBeLessThanOrEqual(world.clock.now());
    });
  });

  it("that cannot be had is told with the reason, without keys, addresses and what looks like one", async () => {
    const says = "vault https://vault.test/v1?token=abc said no to sk-one and hvs.CAESIJ7x0123456789abcdef";
    let error: unknown = null;
    const world = new World(() => {
      if (error !== null) throw error;
      return "sk-one";
    });
    await world.play(async () => {
      const reason = async (thrown: unknown) => {
        error = thrown;
        await world.clock.sleep(1_000);
        return world.keys.access("work");
      };
      expect(await reason(new Error(says))).toEqual({
        why: "the key of the account work cannot be had: vault https://vault.test/… said no to [removed] and [removed]",
      });
      expect(await reason(new SettingsError("settings/key-file", "key-file: it is empty.", ""))).toEqual({
        why: "the key of the account work cannot be had: key-file: it is empty",
      });
      expect(await reason({ key: "sk-two" })).toEqual({
        why: "the key of the account work cannot be had: it threw no error with a message",
      });
    });
  });

  it("that never comes is given up, and asked for again by the next call", async () => {
    let answers = false;
    const world = new World(() => (answers ? "sk-one" : new Promise<string>(() => undefined)));
    await world.play(async () => {
      expect(await world.keys.access("work")).toMatchObject({
        why: expect.stringContaining("nothing came within 10 s"),
      });
      answers = true;
      expect(await world.keys.access("work")).toMatchObject({ key: "sk-one" });
    });
  });

  it("is that of no other account: one that nobody knows has none", async () => {
    const world = new World(() => "sk-one");
    await world.play(async () => {
      expect(await world.keys.access("lab")).toEqual({ why: "there is no account lab in this store" });
    });
  });
});

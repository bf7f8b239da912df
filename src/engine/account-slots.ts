import type { AccountRow } from "../domain/account.ts";
import { pushedBack, type Slots, wentWell } from "../policy/slots.ts";
import type { GateMeans } from "./gates.ts";

/** How many jobs an account has at the provider at once, as the provider's answers teach it; the store keeps it. */
export class AccountSlots {
  readonly #name: string;
  readonly #means: GateMeans;
  #pushedAt: number | null = null;

  constructor(name: string, means: GateMeans) {
    this.#name = name;
    this.#means = means;
  }

  /** There were too many. Null where it teaches nothing new. */
  pushedBack(row: AccountRow | null): Promise<void> | null {
    if (row === null) return null;
    const { policy, runtime } = this.#means;
    const slots = this.#slotsOf(row);
    return this.#learned(slots, pushedBack(slots, policy.slots, runtime.clock.now()));
  }

  /** A job went well. Null where all slots are open anyway. */
  wentWell(row: AccountRow | null): Promise<void> | null {
    if (row === null || row.learned === null) return null;
    return this.#raise(row);
  }

  async #raise(row: AccountRow): Promise<void> {
    const { policy, runtime, store } = this.#means;
    const slots = this.#slotsOf((await store.account(this.#name)) ?? row);
    const taken = await store.slotsTaken(this.#name);
    await this.#learned(slots, wentWell(slots, policy.slots, taken, runtime.clock.now()));
  }

  #slotsOf({ cap, learned }: AccountRow): Slots {
    return { cap, learned, pushedAt: this.#pushedAt };
  }

  #learned(before: Slots, after: Slots): Promise<void> | null {
    if (after === before) return null;
    this.#pushedAt = after.pushedAt;
    return this.#means.store.learn(this.#name, after.learned);
  }
}

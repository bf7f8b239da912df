import type { AccountPolicy } from "../domain/account-policy.ts";
import { AccountGate } from "./account-gate.ts";
import type { GateMeans, Gates, HeldUp } from "./gates.ts";

export interface GatesOptions extends GateMeans {
  /** Policies of single accounts, by name, in place of `policy`. Default none. */
  readonly policies?: ReadonlyMap<string, AccountPolicy>;
}

const NONE: ReadonlySet<string> = new Set();

/** Gates over a store whose only worker is this process. */
export function openGates({ policies, ...means }: GatesOptions): Gates {
  const gates = new Map<string, AccountGate>();
  const of = (account: string): AccountGate => {
    let gate = gates.get(account);
    if (gate === undefined) {
      gate = new AccountGate(account, { ...means, policy: policies?.get(account) ?? means.policy });
      gates.set(account, gate);
    }
    return gate;
  };
  const shunned = new Map<string, HeldUp>();
  return {
    heldBack: async (account) => (await of(account).heldBack()) ?? shunned.get(account) ?? null,
    shun: (account, trouble) => {
      shunned.set(account, trouble);
    },
    shunned: () => {
      if (shunned.size === 0) return NONE;
      const now = means.runtime.clock.now();
      for (const [account, { until }] of shunned) if (until <= now) shunned.delete(account);
      return new Set(shunned.keys());
    },
    admit: (call) => of(call.account).admit(call),
    heard: (call, fault) => of(call.account).heard(call, fault),
    queued: (account) => of(account).queued(),
    wentWell: (account) => of(account).wentWell(),
    hold: (account, fault, reason) => of(account).hold(fault, reason),
    billed: (account, seconds) => of(account).billed(seconds),
    settle: async () => {
      for (const gate of gates.values()) await gate.settle();
    },
    billAgain: (account, seconds, duplicates) => of(account).billAgain(seconds, duplicates),
  };
}

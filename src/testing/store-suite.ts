import { accepting } from "./store/accepting.ts";
import { accounts } from "./store/accounts.ts";
import { arriving, arrivingToStay } from "./store/arriving.ts";
import { chains } from "./store/chains.ts";
import { claiming } from "./store/claiming.ts";
import { type MakeStore, ManualClock, type StoreTrial } from "./store/fixture.ts";
import { keeping } from "./store/keeping.ts";
import { lookingUp } from "./store/looking-up.ts";
import { managing } from "./store/managing.ts";
import { outliving } from "./store/outliving.ts";
import { patternCost } from "./store/pattern-cost.ts";
import { patterns } from "./store/patterns.ts";
import { sharing } from "./store/sharing.ts";
import { slots } from "./store/slots.ts";
import { steering } from "./store/steering.ts";

/** One thing that every store does. */
export interface StoreCase {
  /** A sentence about behaviour, in the present. */
  readonly name: string;
  /** True when it is about what outlives the process: skip it for a store whose `reopen` is null. */
  readonly durable: boolean;
  /** Makes a store of its own, tries it, and frees it. Throws an AssertionError when the store does not behave. */
  run(make: MakeStore): Promise<void>;
}

/**
 * What every JobStore must do. Brings no test runner: give each case to yours, as in
 * `for (const { name, run } of storeSuite) test(name, () => run(make))`.
 */
export const storeSuite: readonly StoreCase[] = [
  ...casesOf(
    {
      ...accepting,
      ...claiming,
      ...slots,
      ...sharing,
      ...accounts,
      ...chains,
      ...steering,
      ...keeping,
      ...lookingUp,
      ...managing,
      ...arriving,
      ...patterns,
      ...patternCost,
    },
    { durable: false },
  ),
  ...casesOf({ ...outliving, ...arrivingToStay }, { durable: true }),
];

function casesOf(
  trials: Readonly<Record<string, StoreTrial>>,
  { durable }: { readonly durable: boolean },
): StoreCase[] {
  return Object.entries(trials).map(([name, trial]) => ({
    name,
    durable,
    async run(make) {
      const clock = new ManualClock();
      const under = await make(clock);
      try {
        await trial(under, clock);
      } finally {
        await under.dispose();
      }
    },
  }));
}

import { expect, test } from "vitest";
import type { Provider } from "../../src/domain/provider.ts";
import type { Claim, JobStore, Save } from "../../src/domain/store.ts";
import type { Means } from "../../src/engine/means.ts";
import type { Fate } from "../../src/simulation/mortal.ts";
import { RECOVERABLE } from "./scenarios.ts";
import { tryOut } from "./world.ts";

/** A simulation is believed only after it has caught these. Violations of the first seed that shows any. */
async function caught(scenario: string, alter: (means: Means) => Means, fate?: () => Fate): Promise<readonly string[]> {
  for (let seed = 1; seed <= 20; seed += 1) {
    const dying = fate === undefined ? {} : { fate: fateOf(seed, fate) };
    const planted = RECOVERABLE[scenario];
    if (planted === undefined) throw new Error(`there is no scenario ${scenario}`);
    const report = await tryOut({ seed, jobs: 30, store: "memory", scenario: planted, alter, ...dying });
    if (report.violations.length > 0) return report.violations;
  }
  return [];
}

function fateOf(_seed: number, fate: () => Fate): (moment: number, name: string, draw: () => number) => Fate {
  return (_moment, _name, draw) => (draw() < 0.01 ? fate() : "live");
}

function withClient(means: Means, change: (provider: Provider) => Provider): Means {
  return { ...means, providers: new Map([...means.providers].map(([name, provider]) => [name, change(provider)])) };
}

test("the simulation catches a look-up that was removed", async () => {
  const neverFinds = (provider: Provider): Provider => ({
    ...provider,
    client: {
      ...provider.client,
      lookup: async (call, page) => {
        const heard = await provider.client.lookup?.(call, page);
        if (heard === undefined) throw new Error("the provider cannot be asked");
        return { ...heard, said: { runs: [], next: null } };
      },
    },
  });
  const violations = await caught("lost replies", (means) => withClient(means, neverFinds));
  expect(violations.join("\n")).toContain("billed twice");
});

test("the simulation catches a fence that was removed", async () => {
  const newest = new Map<string, number>();
  const unfenced = (store: JobStore): JobStore =>
    new Proxy(store, {
      get(target, name) {
        if (name === "claim") {
          return async (...args: Parameters<JobStore["claim"]>): Promise<readonly Claim[]> => {
            const claims = await target.claim(...args);
            for (const { job, turn } of claims) newest.set(job.id, turn);
            return claims;
          };
        }
        if (name === "save") {
          return (save: Save) => target.save({ ...save, turn: newest.get(save.job.id) ?? save.turn });
        }
        const value: unknown = Reflect.get(target, name, target);
        return typeof value === "function" ? value.bind(target) : value;
      },
    });
  const violations = await caught(
    "lost replies",
    (means) => ({ ...means, store: unfenced(means.store) }),
    () => "freeze",
  );
  expect(violations.join("\n")).toMatch(/billed twice|uncertain|did not end|broke/);
});

test("the simulation catches a hint that is undercut", async () => {
  const violations = await caught("a crowded account", (means) => ({
    ...means,
    classify: (evidence) => means.classify({ ...evidence, notBefore: null }),
  }));
  expect(violations.join("\n")).toContain("earlier than a hint allowed");
});

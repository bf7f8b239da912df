import { expect, test } from "vitest";
import type { AccountPolicy } from "../../src/domain/account-policy.ts";
import type { Policy } from "../../src/domain/policy.ts";
import type { Provider, ProviderCall } from "../../src/domain/provider.ts";
import type { Claim, JobStore, Save } from "../../src/domain/store.ts";
import type { Gates } from "../../src/engine/gates.ts";
import type { Means } from "../../src/engine/means.ts";
import { defaultAccountPolicy } from "../../src/policy/account-policy.ts";
import { defaultPolicy } from "../../src/policy/policy.ts";
import { assemblyai } from "../../src/providers/assemblyai/client.ts";
import type { Plot } from "../../src/simulation/plot.ts";
import { named, tryOut } from "./world.ts";

/** A simulation is believed only after it has caught these. Violations of the first seed that shows any. */
async function caught(
  plot: Plot,
  alter: (means: Means) => Means,
  cap = 1_000,
  more: Partial<Parameters<typeof tryOut>[0]> = {},
): Promise<string> {
  for (let seed = 1; seed <= 20; seed += 1) {
    const trial = { seed, jobs: 30, store: "memory", plot, cap, longestMs: 4 * 3_600_000, ...more } as const;
    expect((await tryOut(trial)).violations, "without the bug nothing is found").toEqual([]);
    const { violations } = await tryOut({ ...trial, alter });
    if (violations.length > 0) return violations.join("\n");
  }
  return "nothing";
}

function withClient(means: Means, change: (provider: Provider) => Provider): Means {
  return { ...means, providers: new Map([...means.providers].map(([name, provider]) => [name, change(provider)])) };
}

/** A store with some of its verbs in other hands. */
function withVerbs(means: Means, verbs: (store: JobStore) => Partial<JobStore>): Means {
  const own: Partial<JobStore> = verbs(means.store);
  const store = new Proxy(means.store, {
    get(target, name) {
      if (Object.hasOwn(own, name)) return Reflect.get(own, name);
      const value: unknown = Reflect.get(target, name, target);
      return typeof value === "function" ? value.bind(target) : value;
    },
  });
  return { ...means, store };
}

function withGates(means: Means, gates: Partial<Gates>): Means {
  return { ...means, gates: { ...means.gates, ...gates } };
}

async function ignored(admission: ReturnType<Gates["admit"]>): Promise<null> {
  await admission;
  return null;
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
  expect(await caught(named("lost-replies"), (means) => withClient(means, neverFinds))).toContain("billed twice");
});

test("the simulation catches a fence that was removed", async () => {
  const newest = new Map<string, number>();
  const unfenced = (store: JobStore): Partial<JobStore> => ({
    claim: async (...args): Promise<readonly Claim[]> => {
      const claims = await store.claim(...args);
      for (const { job, turn } of claims) newest.set(job.id, turn);
      return claims;
    },
    save: (save: Save) => store.save({ ...save, turn: newest.get(save.job.id) ?? save.turn }),
  });
  // Whoever thaws finds jobs that are still under way, in other hands.
  const plot: Plot = { ...named("lost-replies"), processing: "300s-600s", ours: { freezes: 0.01, mostEnds: 20 } };
  const found = await caught(plot, (means) => withVerbs(means, unfenced));
  expect(found).toMatch(/repeated its submit|uploaded again what was uploaded/);
});

test("the simulation catches a hint that is undercut", async () => {
  const found = await caught(named("crowded-account"), (means) => ({
    ...means,
    classify: (evidence) => means.classify({ ...evidence, notBefore: null }),
  }));
  expect(found).toContain("earlier than a hint allowed");
});

test("the simulation catches a slot that is leaked", async () => {
  // Of what is over every second keeps its slot: fewer and fewer jobs are under way, and in the end none.
  let leaked = 0;
  let over = 0;
  const leaking = (store: JobStore): Partial<JobStore> => ({
    claim: async (limit, worker, leaseMs) =>
      leaked >= 8 ? [] : store.claim(Math.min(limit, 8 - leaked), worker, leaseMs),
    save: async (save) => {
      if (save.job.state.status === "completed") over += 1;
      leaked = Math.floor(over / 2);
      return store.save(save);
    },
  });
  const found = await caught(named("calm"), (means) => withVerbs(means, leaking), 8);
  expect(found).toContain("did not end");
});

test("the simulation catches an account with more runs than it has slots", async () => {
  const widened = (store: JobStore): Partial<JobStore> => ({
    claim: async (...args) => {
      await store.describeAccount({
        name: "simulated",
        provider: "assemblyai",
        baseUrl: "http://twin",
        cap: 9,
        keyPrint: null,
      });
      return store.claim(...args);
    },
  });
  const found = await caught({ ...named("calm"), processing: "exp 30s" }, (means) => withVerbs(means, widened), 8);
  expect(found).toContain("9 runs were at the provider at once, 8 are allowed");
});

test("the simulation catches a pause that is ignored", async () => {
  const deaf = (means: Means): Means => withGates(means, { admit: (call) => ignored(means.gates.admit(call)) });
  expect(await caught(named("balance-1h"), deaf, 20)).toContain("before the account's pause was over");
});

test("the simulation catches a roll call that goes on through a pause", async () => {
  const deaf = (means: Means): Means =>
    withGates(means, {
      admit: (call) => (call.isAside === true ? ignored(means.gates.admit(call)) : means.gates.admit(call)),
    });
  const plot: Plot = { ...named("balance-1h"), processing: "60s-300s" };
  expect(await caught(plot, deaf, 20)).toMatch(/sent list \d+ ms before the account's pause was over/);
});

test("the simulation catches a breaker that is ignored", async () => {
  const found = await caught(
    named("outage-3m"),
    (means) => withGates(means, { admit: (call) => ignored(means.gates.admit(call)) }),
    20,
  );
  expect(found).toMatch(/breaker was open|another probe/);
});

test("the simulation catches a second probe beside the first", async () => {
  const impatient = (means: Means): Means =>
    withGates(means, {
      admit: async (call) => {
        const held = await means.gates.admit(call);
        const known = await means.store.breakers(call.account);
        return known[call.stage]?.kind === "half-open" ? null : held;
      },
    });
  expect(await caught(named("outage-3m"), impatient, 20)).toContain("while another probe was under way");
});

test("the simulation catches a submit that is repeated before anybody looked it up", async () => {
  const forgetful = (store: JobStore): Partial<JobStore> => ({
    save: (save) => {
      const submissions = save.submissions.map((one) =>
        one.uncertainSince === null ? one : { ...one, intentAt: null, uncertainSince: null },
      );
      return store.save({ ...save, submissions });
    },
  });
  const found = await caught(named("lost-replies"), (means) => withVerbs(means, forgetful));
  expect(found).toContain("was submitted while an earlier submit was uncertain");
});

test("the simulation catches an attempt after the deadline", async () => {
  const patient = (store: JobStore): Partial<JobStore> => ({
    claim: async (...args) => {
      const claims = await store.claim(...args);
      return claims.map((claim) => ({ ...claim, job: { ...claim.job, deadline: Number.MAX_SAFE_INTEGER } }));
    },
  });
  const policy: Policy = { ...defaultPolicy, deadlineMs: 3_600_000 };
  const plot: Plot = { ...named("outage-6h"), recoverable: false };
  const more = { policy, longestMs: 8 * 3_600_000 };
  expect(await caught(plot, (means) => withVerbs(means, patient), 20, more)).toContain("after its deadline");
});

test("the simulation catches a job that is left open and never due", async () => {
  const forgetful = (store: JobStore): Partial<JobStore> => ({
    save: (save) => {
      const { job, holdUntil } = save;
      if (job.state.status !== "open" || job.stage !== "wait" || holdUntil !== null) return store.save(save);
      return store.save({ ...save, job: { ...job, state: { status: "open", due: Number.POSITIVE_INFINITY } } });
    },
  });
  expect(await caught(named("restarts"), (means) => withVerbs(means, forgetful))).toContain("and never due");
});

test("the simulation catches a success that is dropped on abort", async () => {
  const dropping = (provider: Provider): Provider => {
    const cutShort = async (call: ProviderCall, ask: Parameters<Provider["client"]["submit"]>[1]) => {
      const heard = await provider.client.submit(call, ask);
      return stopping ? { ...heard, said: null } : heard;
    };
    return { ...provider, client: { ...provider.client, submit: cutShort } };
  };
  let stopping = false;
  const plot: Plot = { ...named("restarts"), ours: { stopEveryMs: 1_500, arriveOverMs: 30_000 } };
  let calls = 0;
  const found = await caught(plot, (means) => {
    calls = 0;
    stopping = false;
    return withClient(means, (provider) => {
      const dropped = dropping(provider);
      const { submit } = dropped.client;
      return {
        ...dropped,
        client: {
          ...dropped.client,
          submit: async (call, ask) => {
            calls += 1;
            stopping = calls % 3 === 0;
            return submit(call, ask);
          },
        },
      };
    });
  });
  expect(found).toContain("successes of submit were heard and not written down");
});

test("the simulation catches a stage that is repeated after its success", async () => {
  const forgetful = (store: JobStore): Partial<JobStore> => ({
    // The row goes back to where it was before its upload, which the journal has.
    save: (save) => {
      const isUploaded = save.job.stage === "submit" && save.job.state.status === "open" && save.holdUntil === null;
      return store.save(isUploaded ? { ...save, job: { ...save.job, stage: "upload" } } : save);
    },
  });
  const plot: Plot = { ...named("crowded-account") };
  expect(await caught(plot, (means) => withVerbs(means, forgetful))).toContain("uploaded again what was uploaded");
});

test("the simulation catches a budget of tries again that is ignored", async () => {
  const { breaker, budgets } = defaultAccountPolicy;
  const thrifty: AccountPolicy = {
    ...defaultAccountPolicy,
    breaker: { ...breaker, mode: "off" },
    budgets: { ...budgets, retries: { ...budgets.retries, floor: 12 } },
  };
  const ignoring = (means: Means): Means => withGates(means, { admit: (call) => ignored(means.gates.admit(call)) });
  const found = await caught(named("outage-3m"), ignoring, 20, { accountPolicy: thrifty });
  expect(found).toContain("tries again cost");
});

test("the simulation catches a money budget that is ignored", async () => {
  const { reconcile } = defaultPolicy;
  // A provider that cannot be asked: whoever submits again may pay twice.
  const mute: Provider = { ...assemblyai, client: { ...assemblyai.client } };
  Reflect.deleteProperty(mute.client, "lookup");
  const policy: Policy = {
    ...defaultPolicy,
    reconcile: { ...reconcile, onUncertain: "resubmit", resubmitUpToSeconds: 600 },
  };
  const plot: Plot = { ...named("lost-replies"), recoverable: false };
  const { share, duplicatesOfJob } = defaultAccountPolicy.budgets.money;
  const more = { policy, audioMs: 60_000, mayBillAgain: { share, ofJob: duplicatesOfJob } };
  const asked = (means: Means): Means => withClient(means, () => mute);
  const ignoring = (means: Means): Means => withGates(asked(means), { billAgain: async () => null });
  const kept = await tryOut({ seed: 1, jobs: 60, store: "memory", plot, alter: asked, longestMs: 3_600_000, ...more });
  expect(kept.violations).toEqual([]);
  const { violations } = await tryOut({ seed: 1, jobs: 60, store: "memory", plot, alter: ignoring, ...more });
  expect(violations.join("\n")).toMatch(/of recordings billed before|billed twice/);
});

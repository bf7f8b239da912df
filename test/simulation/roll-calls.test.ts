import { expect, test } from "vitest";
import type { Provider, RunningPage } from "../../src/domain/provider.ts";
import type { Means } from "../../src/engine/means.ts";
import type { Plot } from "../../src/simulation/plot.ts";
import { named, tryOut } from "./world.ts";

const JOBS = 40;

/** A list that says something else than what it was asked for; `elapsedMs` since the process began. */
type Lie = (said: RunningPage, elapsedMs: number) => RunningPage;

function lying(make: () => Lie): (means: Means) => Means {
  const lie = make();
  const changed = (provider: Provider, clock: Means["runtime"]["clock"]): Provider => ({
    ...provider,
    client: {
      ...provider.client,
      running: async (call, page) => {
        const heard = await provider.client.running?.(call, page);
        if (heard === undefined) throw new Error("nothing is listed");
        return { ...heard, said: heard.said === null ? null : lie(heard.said, clock.monotonic()) };
      },
    },
  });
  return (means) => {
    const { clock } = means.runtime;
    return { ...means, providers: new Map([...means.providers].map(([name, one]) => [name, changed(one, clock)])) };
  };
}

const LIES: Readonly<Record<string, () => Lie>> = {
  "shows nothing": () => () => ({ remoteIds: [], next: null }),
  "shows all that it ever showed": () => {
    const shown = new Set<string>();
    return ({ remoteIds, next }) => {
      for (const id of remoteIds) shown.add(id);
      return { remoteIds: [...shown], next };
    };
  },
  "leaves some out": () => {
    let list = 0;
    return ({ remoteIds, next }) => {
      list += 1;
      return { remoteIds: remoteIds.filter((_, index) => (index + list) % 3 > 0), next };
    };
  },
  "is forty seconds late": () => {
    const before: { readonly at: number; readonly said: RunningPage }[] = [];
    return (said, at) => {
      before.push({ at, said });
      return before.findLast((one) => one.at <= at - 40_000)?.said ?? { remoteIds: [], next: null };
    };
  },
  "shows runs of nobody":
    () =>
    ({ remoteIds, next }) => ({ remoteIds: [...remoteIds, "nobody's"], next }),
  "never ends":
    () =>
    ({ remoteIds }) => ({ remoteIds, next: "limit=200&status=processing" }),
};

const troubled: Plot = { ...named("shaky-list"), ours: { deaths: 0.002, mostEnds: 5, arriveOverMs: 20_000 } };

test.each(Object.keys(LIES))("finishes all, each billed once, where the list of what is worked on %s", async (name) => {
  for (const plot of [{ ...named("calm"), processing: "10s-60s" }, troubled]) {
    for (let seed = 1; seed <= 3; seed += 1) {
      const make = LIES[name];
      if (make === undefined) throw new Error(`there is no lie ${name}`);
      const report = await tryOut({ seed, jobs: JOBS, store: "memory", plot, alter: lying(make) });
      expect(report.violations, `seed ${seed}`).toEqual([]);
      expect([report.completed, report.billed], `seed ${seed}`).toEqual([JOBS, JOBS]);
    }
  }
});

test("asks after most runs once where the list is right", async () => {
  const plot = { ...named("calm"), processing: "10s-60s" };
  const { requests } = await tryOut({ seed: 1, jobs: JOBS, store: "memory", plot });
  expect(requests.poll).toBeLessThan(1.3 * JOBS);
  expect(requests.list).toBeGreaterThan(10);
  const alone = (means: Means): Means => {
    const without = ({ client: { running: _none, ...client }, ...rest }: Provider): Provider => ({ ...rest, client });
    return { ...means, providers: new Map([...means.providers].map(([name, one]) => [name, without(one)])) };
  };
  const single = await tryOut({ seed: 1, jobs: JOBS, store: "memory", plot, alter: alone });
  expect(single.requests.list).toBe(0);
  expect(single.requests.poll).toBeGreaterThan(requests.poll + requests.list);
});

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { CALM } from "./script.ts";
import { type Webhooks, webhooksOf } from "./webhooks.ts";

const WEBHOOK = { url: "http://127.0.0.1:9/hook", header: { name: "x-secret", value: "s" } };

/** Sends whatever falls due and lets each try be answered as told, in the order of `statuses`; the times of the tries. */
function play(webhooks: Webhooks, statuses: readonly (number | null)[]): number[] {
  const tries: number[] = [];
  for (let at = webhooks.nextAt(); at !== null; at = webhooks.nextAt()) {
    for (const { id } of webhooks.due(at)) {
      webhooks.answered(id, statuses[tries.length] ?? null, at);
      tries.push(at);
    }
  }
  return tries;
}

function told(): { webhooks: Webhooks; seen: number[] } {
  const webhooks = webhooksOf(CALM.webhooks);
  const seen: number[] = [];
  webhooks.tell(WEBHOOK, "{}", 1_000, (status) => seen.push(status));
  return { webhooks, seen };
}

describe("a webhook", () => {
  it("is over with the first 2xx", () => {
    const { webhooks, seen } = told();
    expect(play(webhooks, [204])).toEqual([1_000]);
    expect(seen).toEqual([204]);
  });

  it("is tried ten times, ten seconds apart, and then never again", () => {
    const { webhooks, seen } = told();
    const tries = play(webhooks, [500, null, 302, 503]);
    expect(tries).toEqual(Array.from({ length: 10 }, (_, index) => 1_000 + index * 10_000));
    expect(seen).toEqual([500, 302, 503]);
  });

  it("is ended by any 4xx", () => {
    fc.assert(
      fc.property(fc.integer({ min: 400, max: 499 }), fc.nat(8), (status, failures) => {
        const { webhooks } = told();
        const answers = [...Array.from({ length: failures }, () => 500), status];
        expect(play(webhooks, answers)).toHaveLength(failures + 1);
      }),
    );
  });

  it("is tried on after a 4xx where only a 2xx counts", () => {
    const webhooks = webhooksOf({ ...CALM.webhooks, attempts: 11, everyMs: 30_000, refusalsToo: true });
    webhooks.tell(WEBHOOK, "{}", 0, () => {});
    expect(play(webhooks, [401, 413, 500, null, 404, 204])).toEqual([0, 1, 2, 3, 4, 5].map((index) => index * 30_000));
  });

  it("is not sent twice at once", () => {
    const { webhooks } = told();
    expect(webhooks.due(999)).toEqual([]);
    const [post] = webhooks.due(1_000);
    expect(post).toMatchObject({ webhook: WEBHOOK, body: "{}", timeoutMs: 10_000 });
    expect(webhooks.due(50_000)).toEqual([]);
    expect(webhooks.nextAt()).toBeNull();
  });
});

import { expect, it } from "vitest";
import { SharedSync } from "./shared-sync.ts";

/** A sync that ends when it is told to. */
function syncInHand() {
  const begun: { end(): void; fail(error: Error): void }[] = [];
  const shared = new SharedSync(
    () => new Promise((resolve, reject) => begun.push({ end: () => resolve(), fail: (error) => reject(error) })),
  );
  const running = (number: number) => {
    const one = begun[number - 1];
    if (one === undefined) throw new Error(`sync ${number} has not begun`);
    return one;
  };
  return { shared, running, begun: () => begun.length };
}

/** Lets everything happen that waits for nothing else. */
const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

it("serves all who ask together with one sync", async () => {
  const { shared, running, begun } = syncInHand();
  const asked = Promise.all([shared.done(), shared.done(), shared.done()]);
  await settled();
  running(1).end();
  await asked;
  expect(begun()).toBe(1);
});

it("gives who asks during a sync the next one, since this one may have passed their change by", async () => {
  const { shared, running, begun } = syncInHand();
  const first = shared.done();
  await settled();
  let served = false;
  const late = Promise.all([shared.done(), shared.done()]).then(() => {
    served = true;
  });
  running(1).end();
  await first;
  await settled();
  expect([begun(), served]).toEqual([2, false]);
  running(2).end();
  await late;
  expect(begun()).toBe(2);
});

it("tells a failure to those whom it concerns, and goes on", async () => {
  const { shared, running } = syncInHand();
  const first = shared.done();
  const failing = expect(first).rejects.toThrow("disk is gone");
  await settled();
  const second = shared.done();
  running(1).fail(new Error("disk is gone"));
  await failing;
  await settled();
  running(2).end();
  await expect(second).resolves.toBeUndefined();
});

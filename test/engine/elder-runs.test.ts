import { describe, expect, it } from "vitest";
import { Desk, type DeskOptions, whatOf } from "./desk.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** Its reply is lost, and its run shows in the list too late for the look-ups: it is sent again. */
const SHOWS_LATE = "list-delay: 2m\nprocessing: 10m\nfaults: [{ stage: submit, occurrence: 1, fault: reset-after }]";

/** Requests that delete a run, and the runs that they name. */
function deskWith(options: Pick<DeskOptions, "scenario" | "wire">): { desk: Desk; deleted: string[] } {
  const deleted: string[] = [];
  const desk = new Desk({
    ...options,
    wire: (twin, desk) => {
      const inner = options.wire?.(twin, desk) ?? twin;
      return {
        send: (call, limits) => {
          if (call.method === "DELETE") deleted.push(call.url.split("/").at(-1) ?? "");
          return inner.send(call, limits);
        },
      };
    },
  });
  return { desk, deleted };
}

describe("a run that shows after its submit was looked up in vain and sent again", () => {
  it("is taken where it is done first, and the newer one is deleted", async () => {
    const { desk, deleted } = deskWith({ scenario: SHOWS_LATE });
    await desk.play(async () => {
      const id = await desk.accept();
      await desk.work(HOUR);
      expect(await desk.status(id)).toBe("completed");
      const [newer, elder] = await desk.means.store.submissions(id);
      expect([newer?.outcome, elder?.outcome]).toEqual(["displaced", "completed"]);
      expect((await desk.means.store.result(id))?.remoteId).toBe(elder?.remoteId);
      expect((await desk.entries(id, "looked-up")).at(-1)).toMatchObject({
        submission: 2,
        found: elder?.remoteId,
        insteadOf: newer?.remoteId,
      });
      expect(await desk.entries(id, "extra-run")).toMatchObject([{ remoteId: newer?.remoteId, removed: true }]);
      expect(deleted).toEqual([newer?.remoteId]);
      expect(desk.ledger).toMatchObject({ created: 2 });
    });
  });

  it("is looked for with few requests", async () => {
    const { desk } = deskWith({ scenario: SHOWS_LATE.replace("2m", "2h") });
    await desk.play(async () => {
      const id = await desk.accept();
      await desk.work(2 * HOUR);
      expect(await desk.status(id)).toBe("completed");
      // Three in vain, one when the wait begins and one each five minutes of the ten, and one at the end.
      expect(desk.count("list")).toBeLessThanOrEqual(7);
    });
  });

  it("is not taken while it is under way, and is deleted when the newer one is done first", async () => {
    const { desk, deleted } = deskWith({
      scenario: SHOWS_LATE,
      // The elder never comes to an end, as far as anybody hears.
      wire: (twin, desk) => ({
        send: async (call, limits) => {
          const exchange = await twin.send(call, limits);
          const [run] = desk.ledger.created === 0 ? [] : await elderOf(desk);
          const { outcome } = exchange;
          if (whatOf(call) !== "poll" || call.method !== "GET" || run === undefined || !call.url.endsWith(run)) {
            return exchange;
          }
          if (outcome.kind !== "reply") return exchange;
          return { ...exchange, outcome: { ...outcome, body: JSON.stringify({ id: run, status: "processing" }) } };
        },
      }),
    });
    /** The run that was asked after and is no submission's. */
    async function elderOf({ sent, means }: Desk): Promise<string[]> {
      const asked = sent.filter(({ what }) => what === "poll").map(({ url }) => url.split("/").at(-1) ?? "");
      const known = await means.store.knownRemoteIds("desk", asked);
      return asked.filter((one) => !known.has(one));
    }
    await desk.play(async () => {
      const id = await desk.accept();
      await desk.work(HOUR);
      expect(await desk.status(id)).toBe("completed");
      const submissions = await desk.means.store.submissions(id);
      expect(submissions).toMatchObject([{ outcome: "completed" }]);
      expect(deleted).toHaveLength(1);
      expect(deleted[0]).not.toBe(submissions[0]?.remoteId);
    });
  });

  it("is committed as the one that is waited for before the newer one is deleted", async () => {
    const seen: unknown[] = [];
    const { desk } = deskWith({
      scenario: SHOWS_LATE,
      wire: (twin, desk) => ({
        send: async (call, limits) => {
          if (call.method === "DELETE") {
            const { means } = desk;
            const [job] = await means.store.list({});
            seen.push(...(await means.store.submissions(job?.id ?? "")).map(({ outcome }) => outcome));
          }
          return twin.send(call, limits);
        },
      }),
    });
    await desk.play(async () => {
      await desk.accept();
      await desk.work(HOUR);
      expect(seen).toEqual(["displaced", null]);
    });
  });

  it("is left alone where the recording's own address was passed on: it may be somebody else's", async () => {
    const { desk, deleted } = deskWith({
      scenario: SHOWS_LATE.replace("2m", "70s"),
      // The twin cannot fetch it: in its place somebody says that it could.
      wire: (twin) => ({
        send: async (call, limits) => {
          const exchange = await twin.send(call, limits);
          const { outcome } = exchange;
          if (whatOf(call) !== "poll" || call.method !== "GET" || outcome.kind !== "reply") return exchange;
          const isOver = (desk.at("submit")[1] ?? Number.POSITIVE_INFINITY) + 2 * MINUTE < desk.now;
          const said = isOver ? { status: "completed", text: "yes", words: [] } : { status: "processing" };
          const body = JSON.stringify({ id: call.url.split("/").at(-1), ...said });
          return { ...exchange, outcome: { ...outcome, status: 200, body } };
        },
      }),
    });
    await desk.play(async () => {
      const id = await desk.accept("unused", { audio: "https://example.com/call.mp3", passUrl: true });
      await desk.work(HOUR);
      expect(await desk.status(id)).toBe("completed");
      expect(desk.ledger).toMatchObject({ created: 2 });
      expect(deleted).toEqual([]);
    });
  });
});

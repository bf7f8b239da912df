import { describe, expect, it } from "vitest";
import { removeRemote } from "../../src/engine/remove-remote.ts";
import { aSubmission, jobNumber } from "../../src/testing/store/fixture.ts";
import { ACCOUNT, Desk } from "./desk.ts";

const unstopped = new AbortController().signal;

/** A desk whose twin answers each delete with these statuses in turn, and what was asked of it. */
function deskAnswering(...statuses: readonly number[]) {
  const asked: string[] = [];
  const left = [...statuses];
  const desk: Desk = new Desk({
    wire: () => ({
      send: async ({ method, endpoint, url }) => {
        asked.push(`${method} ${new URL(url).pathname}`);
        const status = left.shift() ?? 200;
        const body = status === 200 ? JSON.stringify({ id: url.split("/").at(-1), status: "completed" }) : "{}";
        const outcome = { kind: "reply", status, headers: {}, body, complete: true } as const;
        return { method, endpoint, at: desk.now, elapsedMs: 1, sentBytes: 0, outcome };
      },
    }),
  });
  return { desk, asked };
}

const submissions = ["r-1", null, "r-2"].map((remoteId, index) =>
  aSubmission("job_000001", { id: `sub-${index}`, number: index + 1, account: ACCOUNT, remoteId }),
);

describe("deleting at the provider", () => {
  it("deletes each run that has an id, and only those", async () => {
    const { desk, asked } = deskAnswering();
    const gone = await desk.play(() => removeRemote(desk.means, jobNumber(1, 0), submissions, unstopped));
    expect(gone).toEqual([
      { remoteId: "r-1", removed: true },
      { remoteId: "r-2", removed: true },
    ]);
    expect(asked).toEqual(["DELETE /v2/transcript/r-1", "DELETE /v2/transcript/r-2"]);
  });

  it("tries again what may pass, and takes a run that is not there for deleted", async () => {
    const { desk, asked } = deskAnswering(503, 503, 200, 404);
    const gone = await desk.play(() => removeRemote(desk.means, jobNumber(1, 0), submissions, unstopped));
    expect(gone.map(({ removed }) => removed)).toEqual([true, true]);
    expect(asked).toHaveLength(4);
  });

  it("says why a run could not be deleted, and goes on with the next", async () => {
    const { desk } = deskAnswering(401);
    const gone = await desk.play(() => removeRemote(desk.means, jobNumber(1, 0), submissions, unstopped));
    expect(gone).toMatchObject([{ remoteId: "r-1", removed: false }, { removed: true }]);
    expect(gone[0]).toHaveProperty("why", expect.stringContaining("http/401"));
  });

  it("asks for nothing without a key", async () => {
    const desk = new Desk({ hasKey: () => false });
    const [first] = await desk.play(() => removeRemote(desk.means, jobNumber(1, 0), submissions, unstopped));
    expect(first).toMatchObject({ removed: false, why: "the desk has no key" });
    expect(desk.sent).toEqual([]);
  });
});

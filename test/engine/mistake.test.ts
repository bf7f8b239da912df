import { expect, test } from "vitest";
import { Desk } from "./desk.ts";

test("parks the one job that a mistake of ours strikes, keeps its intent, and goes on with the others", async () => {
  let submits = 0;
  const desk = new Desk({
    wire: (twin) => ({
      send: (call, limits) => {
        if (call.method === "POST" && call.endpoint === "/v2/transcript") {
          submits += 1;
          if (submits === 1) throw new TypeError("nobody thought of this");
        }
        return twin.send(call, limits);
      },
    }),
  });
  await desk.play(async () => {
    const [struck, other] = [await desk.accept("first"), await desk.accept("second")];
    await desk.work();
    const { store } = desk.means;
    expect((await store.get(other))?.state.status).toBe("completed");
    const state = (await store.get(struck))?.state;
    expect(state).toMatchObject({ status: "parked", due: null, fault: { code: "tenuto/mistake" } });
    expect(state?.status === "parked" && state.fault.message).toContain("nobody thought of this");
    expect((await store.submissions(struck))[0]?.intentAt).not.toBeNull();
    expect(desk.ledger.billedTwice).toEqual([]);
  });
});

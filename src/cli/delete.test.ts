import { describe, expect, it } from "vitest";
import { HandSurroundings } from "../../test/cli/hand-surroundings.ts";
import { deleteJobs } from "./delete.ts";

async function withJobs(...names: readonly string[]): Promise<{ here: HandSurroundings; ids: string[] }> {
  const here = new HandSurroundings();
  const ids: string[] = [];
  for (const name of names) {
    ids.push((await here.house.accept({ audio: name, name, run: "run_1" })).id);
  }
  return { here, ids };
}

describe("tenuto delete", () => {
  it("forgets the jobs that are named and no other", async () => {
    const { here } = await withJobs("a.wav", "b.wav");
    expect(await deleteJobs(["a.wav"], {}, here.with())).toBe(0);
    expect(here.out).toMatch(/^deleted here: a\.wav \(job_\d\)\n$/);
    expect((await here.house.store.list({})).map(({ name }) => name)).toEqual(["b.wav"]);
  });

  it("begins with no further job once it is stopped, and says how far it came", async () => {
    const { here, ids } = await withJobs("a.wav", "b.wav", "c.wav");
    here.house.removeRemote = async () => {
      here.signals.emit("SIGINT");
      return [];
    };
    expect(await deleteJobs(ids, { remote: true }, here.with())).toBe(130);
    expect((await here.house.store.list({})).map(({ name }) => name)).toEqual(["b.wav", "c.wav"]);
    expect(here.err).toBe("Stopped: 1 of 3 jobs deleted.\n");
  });

  it("closes the house and listens no more where the store cannot be opened", async () => {
    const { here } = await withJobs("a.wav");
    const openStore = () => Promise.reject(new Error("the store is broken"));
    await expect(deleteJobs(["a.wav"], { remote: true }, { ...here.with(), openStore })).rejects.toThrow("broken");
    expect(here.house.closed).toBe(true);
    expect(here.signals.listenerCount("SIGINT")).toBe(0);
  });
});

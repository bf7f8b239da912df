import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Desk } from "./desk.ts";

describe("delivery", () => {
  let folder = "";
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "tenuto-delivery-"));
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  it("writes each file whole, into folders that it makes, and leaves nothing beside them", async () => {
    const desk = new Desk();
    const at = join(folder, "made", "here");
    await desk.playWithFiles(async () => {
      const deliveries = [
        { path: join(at, "call.txt"), format: "txt" },
        { path: join(at, "call.srt"), format: "srt" },
      ] as const;
      const id = await desk.accept("to be delivered", { deliveries });
      await desk.work();
      expect(await desk.status(id)).toBe("completed");
      const transcript = await desk.means.store.result(id);
      const text = await readFile(join(at, "call.txt"), "utf8");
      expect(text.trim()).toBe(transcript?.text);
      expect((await readdir(at)).sort()).toEqual(["call.srt", "call.txt"]);
      const delivered = await desk.entries(id, "delivered");
      expect(delivered).toMatchObject([{ to: deliveries[0].path, bytes: Buffer.byteLength(text) }, {}]);
    });
  });

  it("is repeated after a crash, over what the crash left", async () => {
    let writing = true;
    const path = join(folder, "after-a-crash.txt");
    const desk = new Desk();
    await desk.playWithFiles(async () => {
      const id = await desk.accept("crashing", { deliveries: [{ path, format: "txt" }] });
      const { store } = desk.means;
      const claim = await desk.claim();
      const dying = {
        ...desk.means,
        store: new Proxy(store, {
          get: (target, name) =>
            name === "save"
              ? async (save: Parameters<typeof store.save>[0]) => {
                  // Dies between the file and the commit that says so.
                  if (save.job.state.status !== "completed" || !writing) return target.save(save);
                  writing = false;
                  throw new Error("the process is gone");
                }
              : Reflect.get(target, name, target),
        }),
      };
      await expect(desk.turn({}, claim, dying)).rejects.toThrow("the process is gone");
      expect(await desk.status(id)).toBe("open");
      await writeFile(path, "half of");
      await desk.runtime.clock.sleep(121_000);
      await desk.work();
      expect(await desk.status(id)).toBe("completed");
      expect((await readFile(path, "utf8")).trim()).toBe((await store.result(id))?.text);
      expect(desk.ledger).toMatchObject({ created: 1, billed: 1 });
    });
  });

  it("to a place that cannot be written to parks the job and keeps the transcript", async () => {
    const blocked = join(folder, "a-file");
    await writeFile(blocked, "in the way");
    const path = join(blocked, "call.txt");
    const desk = new Desk();
    await desk.playWithFiles(async () => {
      const id = await desk.accept("blocked", { deliveries: [{ path, format: "txt" }] });
      await desk.work();
      expect(await desk.faults(id)).toEqual([
        "tenuto/delivery: retry by tenuto/delivery",
        "tenuto/delivery: park by tenuto/delivery",
      ]);
      const [fault] = await desk.entries(id, "fault");
      expect(fault?.fault.message).toContain(path);
      expect(await desk.means.store.result(id)).not.toBeNull();
      expect(await desk.means.store.account("desk")).toMatchObject({ holdUntil: null });

      await rm(blocked);
      await mkdir(blocked);
      await desk.goOn();
      await desk.work();
      expect(await desk.status(id)).toBe("completed");
      expect(await readFile(path, "utf8")).not.toBe("");
      expect(desk.ledger).toMatchObject({ created: 1, billed: 1 });
    });
  });

  it("needs no key", async () => {
    let hasKey = true;
    const blocked = join(folder, "another-file");
    await writeFile(blocked, "in the way");
    const desk = new Desk({ hasKey: () => hasKey });
    await desk.playWithFiles(async () => {
      const id = await desk.accept("keyless", { deliveries: [{ path: join(blocked, "a.txt"), format: "txt" }] });
      await desk.work();
      await rm(blocked);
      hasKey = false;
      await desk.goOn();
      await desk.work();
      expect(await desk.status(id)).toBe("completed");
    });
  });
});

import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { openStoreOnly } from "../src/compose-store.ts";

it("keeps the recordings of two stores in one folder apart", async () => {
  const folder = await mkdtemp(join(tmpdir(), "tenuto-rooms-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const [first, second] = [
    await openStoreOnly({ storePath: join(folder, "a.db") }),
    await openStoreOnly({ storePath: join(folder, "b.db") }),
  ];
  const put = (room: typeof first) => room.spool.put(new Blob(["the same recording"]).stream(), "call.wav");
  const [held] = [await put(first), await put(second)];
  await second.spool.drop(held.sha256);
  expect(await first.spool.holds(held)).toBe(true);
  expect(await second.spool.holds(held)).toBe(false);
  await first.close();
  await second.close();
});

import { afterAll, afterEach, expect, it } from "vitest";
import { LibraryHouses, recording } from "./library-house.ts";

const houses = new LibraryHouses();
afterEach(() => houses.close());
afterAll(() => houses.dispose());

const FAULTY = `
processing: 20ms
faults:
  - { stage: upload, occurrence: 1, status: 503 }
`;

it("tells of a recovered job what it took, and of whom", async () => {
  const { tenuto } = await houses.open(FAULTY, { preset: "realtime" });
  await tenuto.transcribe(recording("a call"), { tags: { team: "sales" } });
  await tenuto.transcribe(recording("another"), { tags: { team: "support" } });
  const { all, stages, faults, groups, attempts } = await tenuto.stats({ by: "tag:team" });
  expect(all).toMatchObject({ completed: 2, atFirst: 1, recovered: 1, faults: 1, waiting: 0, runsAgain: 0 });
  expect(all.lostMs).toBeGreaterThan(0);
  expect(attempts).toEqual([
    { attempt: 1, count: 1 },
    { attempt: 2, count: 1 },
  ]);
  expect(stages.find(({ stage }) => stage === "upload")).toMatchObject({ passes: 2, atFirst: 1 });
  expect(faults).toMatchObject([{ stages: ["upload"], faults: 1 }]);
  expect(groups?.map(({ group, recovered }) => [group, recovered])).toEqual([
    ["sales", 1],
    ["support", 0],
  ]);
});

it("refuses times that hold nothing and groups that there are not", async () => {
  const { tenuto } = await houses.open("processing: 10ms");
  await expect(tenuto.stats({ since: 2, until: 2 })).rejects.toMatchObject({ code: "settings/time" });
  await expect(tenuto.stats({ since: new Date("never") })).rejects.toMatchObject({ code: "settings/time" });
  await expect(tenuto.stats({ by: "mood" as never })).rejects.toMatchObject({ code: "settings/by" });
  expect(await tenuto.stats({ since: new Date() })).toMatchObject({ all: { completed: 0 }, groups: null });
});

import { mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { HandSurroundings } from "../../test/cli/hand-surroundings.ts";
import { prepareReport } from "./report.ts";
import { transcribe } from "./transcribe.ts";

let folder = "";

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "tenuto-report-"));
});

afterEach(() => rm(folder, { recursive: true, force: true }));

describe("prepareReport", () => {
  it("leaves nothing where there was nothing, and what was there as it is", async () => {
    await prepareReport(join(folder, "new", "run.json"));
    expect(await readdir(join(folder, "new"))).toEqual([]);
    await writeFile(join(folder, "old.json"), "old");
    await prepareReport(join(folder, "old.json"));
    expect(await readFile(join(folder, "old.json"), "utf8")).toBe("old");
  });

  it("says what is in the way of a place below a file", async () => {
    await writeFile(join(folder, "file"), "a file");
    const report = join(folder, "file", "run.json");
    await expect(prepareReport(report)).rejects.toThrow(
      `The report ${report} of --report cannot be written (a file is in the place of its folder).`,
    );
  });

  it("takes the place of no folder and of no device", async () => {
    await expect(prepareReport(folder)).rejects.toThrow("it is a folder or a device");
    await expect(prepareReport("/dev/null")).rejects.toThrow("it is a folder or a device");
    expect((await stat("/dev/null")).isCharacterDevice()).toBe(true);
  });
});

describe("a report that cannot be written in the end", () => {
  it("is told with its own code, after how the work ended", async () => {
    const here = new HandSurroundings();
    const report = join(folder, "reports", "run.json");
    await writeFile(join(folder, "a.wav"), "a");
    // In the way of it only since the work has begun.
    let blocked = Promise.resolve();
    here.house.onWork = () => {
      blocked = rm(join(folder, "reports"), { recursive: true }).then(() => writeFile(join(folder, "reports"), "full"));
    };
    const accept = here.house.work.bind(here.house);
    here.house.work = async (jobs, watch) => {
      const end = await accept(jobs, watch);
      await blocked;
      return end;
    };
    const ended = transcribe([join(folder, "a.wav")], { report }, here.with());
    await expect(ended).rejects.toMatchObject({
      code: "settings/report",
      message: expect.stringContaining("a file is in the place of its folder"),
    });
    expect(here.err).toContain("1 done");
    expect(here.house.closed).toBe(true);
  });
});

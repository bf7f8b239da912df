import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));

interface Titled {
  readonly title: string;
  readonly how?: string;
  readonly what?: string;
}
type Figures = Readonly<Record<string, number | object>>;
interface Measured {
  readonly at: string;
  readonly machine: object;
  readonly setup: object;
  readonly scenarios: Readonly<Record<string, Readonly<Record<string, Figures>>>>;
  readonly costs: Readonly<Record<string, Figures>>;
  readonly pace: object | null;
}

/** The measurement is plain JavaScript: what is used of it is said here. */
const load = async <M>(file: string): Promise<M> => import(join(ROOT, "bench", "faults", file));

const { CONTESTANTS } = await load<{ CONTESTANTS: Readonly<Record<string, Titled>> }>("contestants.mjs");
const { SCENARIOS } = await load<{ SCENARIOS: Readonly<Record<string, Titled>> }>("scenarios.mjs");
const { PAGE, partOf, withPart } = await load<{
  PAGE: string;
  partOf(result: Measured): string;
  withPart(page: string, part: string): string;
}>("page.mjs");
const { figuresOf } = await load<{ figuresOf(races: readonly object[]): Figures }>("figures.mjs");

const page = await readFile(PAGE, "utf8");

/** The rows of the table under a heading, each as its cells; the first is the contestant. */
function rowsUnder(heading: string): string[][] {
  const from = page.indexOf(`### ${heading}\n`);
  expect(from, heading).toBeGreaterThan(-1);
  const part = page.slice(from, page.indexOf("\n## ", from)).split("\n### ")[0] ?? "";
  const lines = part.split("\n").filter((line) => line.startsWith("| "));
  return lines.slice(2).map((line) => line.slice(2, -2).split(" | "));
}

const ALL = Object.values(CONTESTANTS).map(({ title }) => title);
const FORMS = [
  /^\d+\.\d %$/,
  /^\d+\.\d{3}$/,
  /^(\d+\.\d{3}|–)$/,
  /^\d+$/,
  /^\d+\.\d\d$/,
  /^\d+\.\d$/,
  /^(\d+ s|–)$/,
  /^(\d+ s|–)$/,
  /^\d+$/,
];

describe("the page of what was measured side by side", () => {
  it.each(Object.values(SCENARIOS))("has all figures of all contestants: $title", ({ title, what }) => {
    const rows = rowsUnder(title);
    expect(rows.map(([name]) => name)).toEqual(ALL);
    expect(page).toContain(what);
    for (const [name, ...cells] of rows) {
      expect(cells, name).toHaveLength(FORMS.length);
      for (const [at, form] of FORMS.entries()) expect(cells[at], name).toMatch(form);
    }
  });

  it.each(Object.values(SCENARIOS))("has all of our jobs finished and paid once: $title", ({ title }) => {
    const [, finished, billed, , twice, , , , , undercut] = rowsUnder(title)[0] ?? [];
    expect([finished, billed, twice, undercut]).toEqual(["100.0 %", "1.000", "0", "0"]);
  });

  it("says what each costs when nothing fails, and what we do worse", () => {
    const rows = rowsUnder("What it costs when nothing fails");
    expect(rows.map(([name]) => name)).toEqual(ALL);
    for (const [, ...cells] of rows) expect(cells.join(" ")).toMatch(/^\d+\.\d ms \d+ kB \d+ MB \d+ ms$/);
    const worse = /## What we do worse\n\n([\s\S]*?)\n## /.exec(page)?.[1] ?? "";
    expect(worse.match(/^- .+: .+ \(.+\)$/gm)?.length).toBeGreaterThan(0);
  });

  it("publishes the settings with which each is measured today", () => {
    for (const { title, how } of Object.values(CONTESTANTS)) expect(page).toContain(`- **${title}.** ${how}\n`);
  });
});

const fine = {
  finishedPercent: 100,
  billed: 1,
  billedTwice: 0,
  uploads: 1,
  requests: 6,
  p50: 20,
  p99: 60,
  undercut: 0,
};
const cheap = { cpuMs: 1, writtenKB: 0, peakMB: 50, startUpMs: 50 };
const all = (ours: Figures, others: Figures) =>
  Object.fromEntries(Object.keys(CONTESTANTS).map((name) => [name, name === "ours" ? ours : others]));
const result = (ours: Figures, others: Figures): Measured => ({
  at: "2030-01-02T03:04:05.000Z",
  machine: { node: "v20.20.2", processor: "a processor", cores: 2, loadAtStart: 0.25 },
  setup: { seeds: [1, 2], jobs: 10, atOnce: 5, factor: 20, latencyMs: 100, paceJobs: 3 },
  scenarios: { none: all({ ...fine, ...ours }, { ...fine, ...others }) },
  costs: all({ ...fine, ...cheap }, { ...fine, ...cheap }),
  pace: { ours: { realSeconds: 30, hurriedSeconds: 31.5 } },
});

describe("the part that a run makes", () => {
  it("names what others did better, as long as they finished as many jobs", () => {
    expect(partOf(result({ p50: 30 }, {}))).toContain(
      "- Nothing fails: half of the jobs are done in 30 s (SDK alone: 20 s)",
    );
    expect(partOf(result({ p50: 30 }, { finishedPercent: 99 }))).not.toContain("half of the jobs");
    expect(partOf(result({ p50: 21 }, {}))).not.toContain("half of the jobs");
    expect(partOf(result({}, {}))).toContain("- Nothing.");
  });

  it("says when, where and how it was measured", () => {
    const part = partOf(result({}, {}));
    expect(part).toContain("2030-01-02, Node 20.20.2, 2 cores of a processor, a load of 0.3 before it began.");
    expect(part).toContain("2 seeds, each with 10 recordings, 5 at once; time runs 20 times as fast for all;");
    expect(part).toContain("Tenuto 30.0 s at the world's pace and 31.5 s at 20 times of it");
  });

  it("takes the place of the one before, and leaves all else as it was", () => {
    const once = withPart(page, "first");
    expect(withPart(withPart(page, "other"), "first")).toBe(once);
    expect(once).not.toContain("### Nothing fails");
    expect(once.slice(0, 500)).toBe(page.slice(0, 500));
    expect(once.slice(-500)).toBe(page.slice(-500));
    expect(() => withPart("a page without marks", "part")).toThrow("has no part");
  });
});

describe("figures of several races", () => {
  const ledger = { billed: 3, billedTwice: [{}], uploads: 4, requests: { upload: 4, poll: 6 }, repliesTooEarly: 2 };
  const done = (ms: number) => ({ id: "a", at: 0, ms });

  it("count by recording, with times of finished ones alone", () => {
    const race = { jobs: 2, ledger, cpuMs: 10, writtenBytes: 4_000, peakMB: 80 };
    const lost = { failed: "fetch failed", ms: 1 };
    const figures = figuresOf([
      { ...race, outcomes: [done(3_000), lost] },
      { ...race, outcomes: [done(5_000), done(9_000)] },
    ]);
    expect(figures).toMatchObject({
      jobs: 4,
      finishedPercent: 75,
      billed: 1.5,
      billedTwice: 2,
      uploads: 2,
      requests: 5,
    });
    expect(figures).toMatchObject({ p50: 5, p99: 9, undercut: 4, cpuMs: 5, writtenKB: 2, peakMB: 80 });
    expect(figures.failures).toEqual({ "fetch failed": 1 });
  });

  it("count a job that never came back as not finished", () => {
    const race = { jobs: 4, ledger, cpuMs: 0, writtenBytes: 0, peakMB: 1, outcomes: [done(1)] };
    expect(figuresOf([race]).finishedPercent).toBe(25);
  });
});

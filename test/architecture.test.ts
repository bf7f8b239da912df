import { cp, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  namedTwice,
  type Tree,
  testNames,
  tooLong,
  vaguelyNamed,
  vaguelyPromised,
} from "./architecture/house-style.ts";
import { FLOORS, HABITS, LAWFUL, type Plant, PROMISES, SOIL, TYPES } from "./architecture/planted.ts";
import { cruise, type Finding, lint, typecheck } from "./architecture/tools.ts";

const ROOT = join(import.meta.dirname, "..");
const GATES = [
  ".dependency-cruiser.cjs",
  ".gitignore",
  "biome.json",
  "package.json",
  "tsconfig.json",
  "test/architecture",
];
const PATIENCE_MS = 60_000;

async function treeOf(...folders: string[]): Promise<Tree> {
  const lists = await Promise.all(folders.map((folder) => readdir(join(ROOT, folder), { recursive: true })));
  const files = lists
    .flatMap((list, index) => list.map((file) => `${folders[index]}/${file}`))
    .filter((file) => file.endsWith(".ts"));
  return new Map(
    await Promise.all(files.map(async (file) => [file, await readFile(join(ROOT, file), "utf8")] as const)),
  );
}

/** A small house under the real gates, with a violation in every corner. */
async function plantedHouse(): Promise<string> {
  const house = await mkdtemp(join(tmpdir(), "tenuto-planted-"));
  await Promise.all(GATES.map((gate) => cp(join(ROOT, gate), join(house, gate), { recursive: true })));
  await symlink(join(ROOT, "node_modules"), join(house, "node_modules"));
  const plants = [...FLOORS, ...HABITS, ...TYPES].map(({ file, text }) => [file, text] as const);
  for (const [file, text] of [...Object.entries(SOIL), ...Object.entries(LAWFUL), ...plants]) {
    await mkdir(dirname(join(house, file)), { recursive: true });
    await writeFile(join(house, file), text);
  }
  return house;
}

async function inspect(folder: string) {
  const [floors, habits, types] = await Promise.all([cruise(folder), lint(folder), typecheck(folder)]);
  return { floors, habits, types };
}

const shown = (findings: readonly Finding[]) => findings.map(({ file, rule, says }) => `${file}: ${rule}: ${says}`);
const rulesAgainst = (file: string, findings: readonly Finding[]) =>
  findings.filter((finding) => finding.file === file).map(({ rule }) => rule);

describe("the house", () => {
  let real: Awaited<ReturnType<typeof inspect>>;
  let tree: Tree;

  beforeAll(async () => {
    [real, tree] = await Promise.all([inspect(ROOT), treeOf("src", "test")]);
  }, PATIENCE_MS);

  it("keeps its floors, and they were really looked at", () => {
    expect(shown(real.floors.findings)).toEqual([]);
    expect(real.floors.modules).toBeGreaterThan(20);
  });

  it("keeps its habits: time, chance, environment, promises, format", () => {
    expect(shown(real.habits.findings)).toEqual([]);
    expect(real.habits.files).toBeGreaterThan(20);
  });

  it("type-checks, tests included", () => {
    expect(shown(real.types.findings)).toEqual([]);
    expect(real.types.files).toBeGreaterThan(20);
  });

  it("has no file beyond its length and none without a concept to its name", () => {
    expect(shown([...tooLong(tree), ...vaguelyNamed(tree)])).toEqual([]);
  });

  it("names each test once, as a fact", () => {
    expect(shown([...namedTwice(tree), ...vaguelyPromised(tree)])).toEqual([]);
    expect(testNames(tree).length).toBeGreaterThan(50);
  });
});

describe("each gate bites", () => {
  let house: string;
  let planted: Awaited<ReturnType<typeof inspect>>;

  beforeAll(async () => {
    house = await plantedHouse();
    planted = await inspect(house);
  }, PATIENCE_MS);

  afterAll(() => rm(house, { recursive: true, force: true }));

  const floors = FLOORS.map(({ rule, file }) => [rule, file] as const);
  const lines = (plants: readonly Plant[]) =>
    plants.map(({ rule, file, text }) => [rule, text.split("\n")[0], file] as const);

  it.each(floors)("a floor: %s is red for %s", (rule, file) => {
    expect(rulesAgainst(file, planted.floors.findings)).toContain(rule);
  });

  it.each(lines(HABITS))("a habit: %s is red for %s", (rule, _line, file) => {
    expect(rulesAgainst(file, planted.habits.findings)).toContain(rule);
  });

  it.each(lines(TYPES))("a type: %s is red for %s", (rule, _line, file) => {
    expect(rulesAgainst(file, planted.types.findings)).toContain(rule);
  });

  it.each(Object.keys(LAWFUL))("but not where it is allowed: %s", (file) => {
    const lint = planted.habits.findings.filter(
      ({ rule }) => rule === "plugin" || rule.startsWith("lint/style/noRestricted"),
    );
    expect(rulesAgainst(file, [...planted.floors.findings, ...lint])).toEqual([]);
  });

  it("for every rule of the floors there is", () => {
    const config: { forbidden: { name: string; comment: string }[] } = createRequire(import.meta.url)(
      "../.dependency-cruiser.cjs",
    );
    const rules = config.forbidden.map(({ name }) => name);
    expect(new Set(FLOORS.map(({ rule }) => rule))).toEqual(new Set(rules));
    expect(config.forbidden.filter(({ comment }) => comment.length < 20)).toEqual([]);
  });

  it("for a file of 301 lines, but not for one of 300, a test or a catalogue", () => {
    const lines = (count: number) => "export {};\n".repeat(count);
    const tree = new Map([
      ["src/engine/long.ts", lines(301)],
      ["src/engine/full.ts", lines(300)],
      ["src/engine/long.test.ts", lines(301)],
      ["src/providers/assemblyai/errors.ts", lines(301)],
    ]);
    expect(tooLong(tree).map(({ file }) => file)).toEqual(["src/engine/long.ts"]);
  });

  it.each([
    "src/engine/utils.ts",
    "src/utils/text.ts",
    "src/cli/helpers.test.ts",
    "src/types.ts",
    "src/store/common/rows.ts",
  ])("for the name %s", (file) => {
    expect(vaguelyNamed(new Map([[file, ""]]))).toHaveLength(1);
  });

  it("for a test name used twice, or one that only hopes", () => {
    const tree = new Map([["src/x.test.ts", PROMISES]]);
    expect(testNames(tree).map(({ name }) => name)).toEqual(["x > works", "x > works", "x > should work"]);
    expect(namedTwice(tree)).toHaveLength(1);
    expect(vaguelyPromised(tree)).toHaveLength(1);
  });
});

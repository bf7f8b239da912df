/** A file that breaks one rule, and the rule that must notice it. */
export interface Plant {
  readonly rule: string;
  readonly file: string;
  readonly text: string;
}

const importing = (path: string) => `import { thing } from "${path}";\nexport const copy = thing;\n`;
const importingType = (path: string) => `import type { Thing } from "${path}";\nexport type Copy = Thing;\n`;

/** What the plants import: one file in every place of the house, breaking nothing itself. */
export const SOIL: Readonly<Record<string, string>> = Object.fromEntries(
  [
    "src/domain/soil.ts",
    "src/transcript/soil.ts",
    "src/policy/soil.ts",
    "src/store/soil.ts",
    "src/providers/assemblyai/soil.ts",
    "src/providers/local/soil.ts",
    "src/engine/soil.ts",
    "src/settings.ts",
    "src/twin/soil.ts",
    "src/simulation/soil.ts",
    "src/cli/soil.ts",
    "src/index.ts",
    "src/domain/soil.test.ts",
  ].map((file) => [file, 'export const thing = "soil";\n\nexport type Thing = string;\n']),
);

/** Files that use what is theirs to use: a gate that is red here is red everywhere and proves nothing. */
export const LAWFUL: Readonly<Record<string, string>> = {
  "src/store/sqlite-driver.ts":
    'import * as stock from "node:sqlite";\nimport * as spare from "@photostructure/sqlite";\n\nexport const drivers = [stock, spare];\n',
  "src/compose.ts": `${importing("./providers/local/soil.ts")}export { thing as twin } from "./twin/soil.ts";\n`,
  "src/engine/live-runtime.ts":
    'import { thing } from "../policy/soil.ts";\n\nexport const live = { thing, at: Date.now(), draw: Math.random(), wait: setTimeout };\n',
  "src/programs/limit.ts":
    'import { thing } from "../domain/soil.ts";\n\nexport const limit = [thing, AbortSignal.timeout(5), setTimeout];\n',
  "src/engine/dated.ts":
    'import type { Thing } from "../domain/soil.ts";\n\nexport const dated = (at: number): [Date, Thing] => [new Date(at), "fine"];\n',
};

export const FLOORS: readonly Plant[] = [
  { rule: "no-way-up-from-domain", file: "src/domain/up.ts", text: importing("../engine/soil.ts") },
  { rule: "no-way-up-from-domain", file: "src/domain/up-by-type.ts", text: importingType("../transcript/soil.ts") },
  { rule: "no-way-up-from-transcript", file: "src/transcript/up.ts", text: importing("../policy/soil.ts") },
  { rule: "no-way-up-from-rooms", file: "src/policy/up.ts", text: importingType("../engine/soil.ts") },
  { rule: "no-way-up-from-rooms", file: "src/store/up-to-settings.ts", text: importing("../settings.ts") },
  { rule: "no-way-up-from-engines", file: "src/engine/up.ts", text: importingType("../twin/soil.ts") },
  { rule: "no-way-up-from-faces", file: "src/twin/up.ts", text: importing("../cli/soil.ts") },
  { rule: "rooms-are-strangers", file: "src/store/sideways.ts", text: importingType("../policy/soil.ts") },
  {
    rule: "providers-are-strangers",
    file: "src/providers/assemblyai/sideways.ts",
    text: importing("../local/soil.ts"),
  },
  {
    rule: "engine-settings-and-testing-are-strangers",
    file: "src/engine/sideways.ts",
    text: importingType("../settings.ts"),
  },
  { rule: "faces-are-strangers", file: "src/simulation/sideways.ts", text: importing("../twin/soil.ts") },
  { rule: "doors-are-strangers", file: "src/cli/sideways.ts", text: importing("../index.ts") },
  { rule: "doors-are-strangers", file: "src/ai-sdk/sideways.ts", text: importingType("../cli/soil.ts") },
  { rule: "only-compose-names-the-concrete", file: "src/engine/concrete.ts", text: importing("../store/soil.ts") },
  {
    rule: "only-compose-names-the-concrete",
    file: "src/cli/concrete.ts",
    text: importingType("../providers/local/soil.ts"),
  },
  { rule: "every-file-has-a-floor", file: "src/elsewhere/lost.ts", text: importing("../domain/soil.ts") },
  { rule: "no-tests-in-production", file: "src/engine/tested.ts", text: importing("../domain/soil.test.ts") },
  { rule: "pure-rooms-need-no-machine", file: "src/policy/machine.ts", text: importing("node:fs") },
  { rule: "package-undici", file: "src/engine/undici.ts", text: importing("undici") },
  { rule: "package-pino", file: "src/engine/pino.ts", text: importing("pino") },
  { rule: "package-@photostructure/sqlite", file: "src/engine/sqlite.ts", text: importing("@photostructure/sqlite") },
  { rule: "package-node:sqlite", file: "src/store/sqlite-elsewhere.ts", text: importing("node:sqlite") },
  { rule: "package-zod", file: "src/engine/zod.ts", text: importingType("zod") },
  { rule: "package-yaml", file: "src/cli/yaml.ts", text: importing("yaml") },
  { rule: "package-mediabunny", file: "src/audio/containers/mediabunny.ts", text: importing("mediabunny") },
  {
    rule: "package-@opentelemetry/api",
    file: "src/engine/telemetry/planted-api.ts",
    text: importing("@opentelemetry/api"),
  },
  { rule: "package-soundswallower", file: "src/cli/soundswallower.ts", text: importing("soundswallower") },
  { rule: "package-commander", file: "src/twin/commander.ts", text: importing("commander") },
  { rule: "package-picocolors", file: "src/engine/picocolors.ts", text: importing("picocolors") },
  { rule: "package-unlisted", file: "src/engine/unlisted.ts", text: importing("fast-check") },
  { rule: "no-dead-ends", file: "src/engine/dead-end.ts", text: importing("./nowhere.ts") },
  { rule: "no-orphans", file: "src/engine/orphan.ts", text: "export const alone = true;\n" },
];

const using = (name: string, expression: string, rule = "plugin"): Plant => ({
  rule,
  file: `src/engine/${name}.ts`,
  text: `export const used = ${expression};\n`,
});

export const HABITS: readonly Plant[] = [
  using("date-now", "Date.now()"),
  using("new-date", "new Date()"),
  using("math-random", "Math.random()"),
  using("signal-timeout", "AbortSignal.timeout(5)"),
  using("hrtime", "process.hrtime.bigint()"),
  using("uptime", "process.uptime()"),
  using("set-timeout", "setTimeout", "lint/style/noRestrictedGlobals"),
  using("set-interval", "setInterval", "lint/style/noRestrictedGlobals"),
  using("set-immediate", "setImmediate", "lint/style/noRestrictedGlobals"),
  using("performance", "performance.now()", "lint/style/noRestrictedGlobals"),
  using("global-this", "globalThis.setTimeout", "lint/style/noRestrictedGlobals"),
  using("environment", "process.env.HOME", "lint/style/noProcessEnv"),
  using("any", "JSON.parse('1') as any", "lint/suspicious/noExplicitAny"),
  using("bang", "[1].at(0)!", "lint/style/noNonNullAssertion"),
  { rule: "lint/style/noRestrictedImports", file: "src/cli/barrel.ts", text: importing("../index.ts") },
  { rule: "lint/style/noRestrictedImports", file: "src/engine/timers.ts", text: importing("node:timers/promises") },
  {
    rule: "lint/suspicious/noImportCycles",
    file: "src/engine/ring.ts",
    text: importingType("./ring-back.ts").replaceAll("Copy", "Round"),
  },
  {
    rule: "lint/suspicious/noImportCycles",
    file: "src/engine/ring-back.ts",
    text: 'import type { Round } from "./ring.ts";\nexport type Thing = Round[];\n',
  },
  {
    rule: "lint/nursery/noFloatingPromises",
    file: "src/engine/floating.ts",
    text: "async function send(): Promise<void> {}\nexport function forget(): void {\n  send();\n}\n",
  },
];

export const TYPES: readonly Plant[] = [
  {
    rule: "TS2375",
    file: "src/engine/exact.ts",
    text: "export const exact: { readonly at?: number } = { at: undefined };\n",
  },
  {
    rule: "TS2322",
    file: "src/engine/unchecked.ts",
    text: "export const first = (list: string[]): string => list[0];\n",
  },
  {
    rule: "TS1484",
    file: "src/engine/verbatim.ts",
    text: 'import { Thing } from "../domain/soil.ts";\nexport const thing: Thing = "";\n',
  },
  { rule: "TS1294", file: "src/engine/erasable.ts", text: "export enum Colour {\n  Red,\n}\n" },
  { rule: "TS7006", file: "src/engine/implicit.ts", text: "export const same = (thing) => thing;\n" },
];

/** The same promise made twice in three tests, one of which only hopes. */
export const PROMISES = `
describe("x", () => {
  it("works", f);
  it.each([1])("works", f);
  it("should work", f);
});
`;

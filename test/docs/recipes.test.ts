import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { AssemblyAI } from "assemblyai";
import { afterAll, describe, expect, it } from "vitest";
import { parse } from "yaml";
import { liveRuntime } from "../../src/engine/live-runtime.ts";
import { assemblyaiServer } from "../../src/providers/assemblyai/server.ts";
import { serveTwin } from "../../src/twin/http.ts";
import { parseScenario } from "../../src/twin/scenario.ts";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const PAGE = join(ROOT, "docs", "recipes.md");
/** Inside the package, so that the scripts find it under its own name. */
const SCRIPTS = join(ROOT, "dist", "recipes");
const KEY = "a-key";
const runtime = liveRuntime();

type Script = (
  client: AssemblyAI,
  audio: Uint8Array,
  patience: object,
) => Promise<{ readonly text?: string | null } | null>;
type Ours = (options: object, audio: Uint8Array) => Promise<{ readonly text: string }>;

const page = await readFile(PAGE, "utf8");
const blocks = new Map(
  [...page.matchAll(/^```(?:js|yaml) ([\w.-]+)\n([\s\S]+?)^```$/gm)].map(([, name, text]) => [name, text]),
);
const days = parse(blocks.get("days") ?? "") as Readonly<Record<string, string>>;

await mkdir(SCRIPTS, { recursive: true });
afterAll(() => rm(SCRIPTS, { recursive: true, force: true }));

async function script<S>(file: string, name: string): Promise<S> {
  await writeFile(join(SCRIPTS, file), blocks.get(file) ?? "");
  const module: Readonly<Record<string, S>> = await import(join(SCRIPTS, file));
  const found = module[name];
  if (found === undefined) throw new Error(`${file} has no ${name}`);
  return found;
}

const recipes = {
  serverError: await script<Script>("server-error.mjs", "serverErrorRecipe"),
  upload: await script<Script>("upload.mjs", "uploadRecipe"),
  article: await script<Script>("article.mjs", "articleLoop"),
};
const withTenuto = await script<Ours>("tenuto.mjs", "withTenuto");

/** What one recording costs on one day: once the provider is done with all that it was given. */
async function costOf(
  day: string,
  work: (url: string) => Promise<{ readonly text?: string | null } | null>,
): Promise<string> {
  const scenario = parseScenario(days[day] ?? "", day);
  const twin = await serveTwin({ server: assemblyaiServer, scenario, seed: 1, runtime, key: KEY });
  try {
    const transcript = await work(twin.url).catch(() => null);
    // Runs that nobody waits for any more go on at the provider, and are charged for.
    await runtime.clock.sleep(300);
    const { uploads, billed } = twin.ledger();
    const outcome = (transcript?.text ?? "") === "" ? "no transcript" : "transcript";
    return `${outcome}, ${uploads} ${uploads === 1 ? "upload" : "uploads"}, ${billed} paid`;
  } finally {
    await twin.close();
  }
}

const audio = await readFile(join(ROOT, "samples", "goforward.wav"));
const viaSdk = (recipe: Script) => (url: string) =>
  recipe(new AssemblyAI({ apiKey: KEY, baseUrl: url }), audio, { waitMs: 20, minMs: 20 });
const viaTenuto = (url: string) =>
  withTenuto({ baseUrl: url, apiKey: KEY, preset: "realtime", pollFloor: "20ms" }, audio);

async function row(day: string): Promise<string> {
  const ways = [viaSdk(recipes.serverError), viaSdk(recipes.upload), viaSdk(recipes.article), viaTenuto];
  const costs = await Promise.all(ways.map((way) => costOf(day, way)));
  return `| ${[day, ...costs].join(" | ")} |`;
}

describe("the recipes side by side", () => {
  it("cost on the same bad days what the page says", { timeout: 60_000 }, async () => {
    const rows = await Promise.all(Object.keys(days).map(row));
    const head = page.slice(0, page.indexOf("| --- |"));
    const told = page.slice(head.length).split("\n").slice(1);
    expect(told.slice(0, rows.length)).toEqual(rows);
  });

  it("are paid once by us on every day", () => {
    const ours = page.split("\n").filter((line) => Object.keys(days).some((day) => line.startsWith(`| ${day} `)));
    expect(ours).toHaveLength(Object.keys(days).length);
    for (const line of ours) expect(line).toMatch(/\| transcript, \d uploads?, 1 paid \|$/);
  });
});

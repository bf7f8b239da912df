import type { CatalogueEntry } from "../../src/domain/catalogue-entry.ts";
import { pageOf } from "../../src/domain/errors.ts";
import type { KnownProvider } from "../../src/domain/known-provider.ts";
import { type Explanation, explanationOf } from "../../src/engine/explanation.ts";
import type { Foreseen } from "../../src/policy/foresee.ts";
import { defaultPolicy } from "../../src/policy/policy.ts";

const GENERATED = "<!-- Generated from the catalogue: npm run docs -->";

/** What the groups of codes are about, in the order of the index; a provider's is its title. */
const GROUPS: Readonly<Record<string, string>> = {
  http: "Statuses and replies of any server",
  provider: "Runs of any provider",
  network: "Connections",
  program: "Programs of this machine",
  model: "Models of another library",
  audio: "The recording, before it is sent",
  local: "The recogniser of this machine",
  tenuto: "Tenuto's own troubles with a job",
  library: "Thrown by the library",
  settings: "Flags, variables and settings files",
  spool: "Held recordings",
  store: "The store",
  scenario: "A twin's scenario",
  twin: "The twin",
  webhook: "The listener for webhooks",
};

/** Every page by its path from the project's root, made from the data. */
export function errorPages(
  entries: readonly CatalogueEntry[],
  providers: readonly [KnownProvider, ...KnownProvider[]],
  thrown: Readonly<Record<string, string>>,
): ReadonlyMap<string, string> {
  const pages = new Map<string, string>();
  for (const entry of entries) pages.set(pageOf(entry.code), faultPage(entry, providers));
  for (const [code, when] of Object.entries(thrown)) pages.set(pageOf(code), thrownPage(code, when));
  pages.set("docs/errors/README.md", index(entries, providers, thrown));
  return pages;
}

function faultPage(entry: CatalogueEntry, providers: readonly [KnownProvider, ...KnownProvider[]]): string {
  const provider = providers.find(({ name }) => name === entry.provider) ?? providers[0];
  const explanation = explanationOf({ entry, claim: null, provider, stage: null, status: null }, defaultPolicy);
  const names = [...(entry.name === undefined ? [] : [`\`${entry.name}\``]), ...titleOf(entry, providers)];
  return [
    `# ${entry.code}`,
    "",
    GENERATED,
    "",
    ...(names.length === 0 ? [] : [names.join(", "), ""]),
    entry.description,
    "",
    `**What to do.** ${entry.advice}`,
    "",
    ...facts(entry, explanation),
    "",
    `## What Tenuto does, by the default policy, at \`${explanation.stage}\``,
    "",
    "| attempt | then | wait | why |",
    "| --- | --- | --- | --- |",
    ...explanation.verdicts.map(verdictRow),
    "",
    ...(entry.sample === null ? [] : ["## As it was seen", "", ...quoted(entry.sample), ""]),
    `Source: ${entry.source}, ${entry.dated}.`,
    "",
  ].join("\n");
}

function titleOf(entry: CatalogueEntry, providers: readonly KnownProvider[]): readonly string[] {
  const title = providers.find(({ name }) => name === entry.provider)?.title;
  return title === undefined ? [] : [title];
}

function facts(entry: CatalogueEntry, { outlook, certainty }: Explanation): readonly string[] {
  const { message, wordings = [], parameters = {}, kinds, stages, codes, labels, attempts, pace } = entry;
  const list = (values: readonly (string | number)[]): string => values.map((value) => code(String(value))).join(", ");
  const rows: readonly (readonly [string, string | undefined])[] = [
    ["Message", message === undefined ? undefined : code(message)],
    ["Also said as", wordings.length === 0 ? undefined : wordings.map(code).join("<br>")],
    ["Parameters", parametersOf(parameters)],
    ["Words for machines", labels === undefined ? undefined : list(labels)],
    ["Seen in", seenIn(entry)],
    ["Codes", codes === undefined ? undefined : list(codes)],
    ["Requests", kinds === undefined ? undefined : kinds.join(", ")],
    ["Stages", stages === undefined ? undefined : stages.join(", ")],
    ["Means", outlook],
    ["Class", entry.class],
    ["Reaches", entry.scope],
    ["The provider's side", certainty],
    ["Remedy", entry.remedy],
    ["Worth", attempts === undefined ? undefined : `${attempts} ${attempts === 1 ? "try" : "tries"}`],
    ["Pace", pace === undefined ? undefined : waitOf({ min: pace.minMs, max: pace.maxMs })],
  ];
  const told = rows.flatMap(([name, value]) => (value === undefined ? [] : [`| ${name} | ${value} |`]));
  return ["| | |", "| --- | --- |", ...told];
}

function parametersOf(parameters: NonNullable<CatalogueEntry["parameters"]>): string | undefined {
  const told = Object.entries(parameters).map(([name, { type, description, secret }]) => {
    return `${code(name)} (${secret === true ? `${type}, secret` : type}): ${cell(description)}`;
  });
  return told.length === 0 ? undefined : told.join("<br>");
}

const SEEN: Readonly<Record<CatalogueEntry["seen"], string>> = {
  reply: "a reply that refuses",
  job: "a run that ended in an error, told by a successful reply",
  garbled: "a successful reply that makes no sense",
  socket: "a connection that gave no reply",
  program: "a program of this machine",
  audio: "an inspection of the recording",
};

function seenIn({ seen, status, statusRange }: CatalogueEntry): string {
  const statuses = [...(status ?? []).map(String), ...(statusRange === undefined ? [] : [statusRange.join(" to ")])];
  return statuses.length === 0 ? SEEN[seen] : `${SEEN[seen]}, status ${statuses.join(", ")}`;
}

function verdictRow({ attempt, verdict, delayMs }: Foreseen): string {
  const to = "to" in verdict ? ` to ${verdict.to}` : "";
  return `| ${attempt} | ${verdict.action}${to} | ${delayMs === null ? "" : waitOf(delayMs)} | ${cell(verdict.reason)} |`;
}

function waitOf({ min, max }: { readonly min: number; readonly max: number }): string {
  return min === max ? seconds(min) : `${seconds(min)} to ${seconds(max)}`;
}

function seconds(ms: number): string {
  return ms === 0 ? "0 s" : `${(ms / 1_000).toFixed(ms < 10_000 && ms % 1_000 !== 0 ? 1 : 0)} s`;
}

function thrownPage(name: string, when: string): string {
  return [
    `# ${name}`,
    "",
    GENERATED,
    "",
    when,
    "",
    "The error's own `message` and `remedy` say which one and what to do.",
    "",
  ].join("\n");
}

function index(
  entries: readonly CatalogueEntry[],
  providers: readonly KnownProvider[],
  thrown: Readonly<Record<string, string>>,
): string {
  const lines = new Map<string, string[]>();
  const add = (name: string, text: string): void => {
    const [group = "", rest = ""] = name.split("/");
    lines.set(group, [...(lines.get(group) ?? []), `| [${rest}](${group}/${rest}.md) | ${cell(text)} |`]);
  };
  for (const { code, name, description } of entries)
    add(code, name === undefined ? description : `${name}: ${description}`);
  for (const [name, when] of Object.entries(thrown)) add(name, when);
  const titles = { ...Object.fromEntries(providers.map(({ name, title }) => [name, title])), ...GROUPS };
  const missing = [...lines.keys()].filter((group) => !(group in titles));
  if (missing.length > 0) throw new Error(`groups without a title: ${missing.join(", ")}`);
  const groups = Object.entries(titles).filter(([group]) => lines.has(group));
  return [
    "# Faults and errors",
    "",
    GENERATED,
    "",
    "Each has a stable code and a page. A **fault** is what went wrong with a job, named by the catalogue from what was seen",
    "on the wire or in the recording. An **error** is thrown at whoever asked, before or beside any job.",
    '`tenuto explain "<message>"` finds the page to a message, `tenuto errors` prints the listing, and entries of your own',
    "can stand beside these ([how](../library.md)); their codes begin with `own/`, and they have no page here.",
    "",
    ...groups.flatMap(([group, title]) => [
      `## ${title}`,
      "",
      `| ${group}/ | |`,
      "| --- | --- |",
      ...(lines.get(group) ?? []).toSorted(),
      "",
    ]),
  ].join("\n");
}

function quoted(sample: string): readonly string[] {
  return ["```text", sample.replace(/\s+/g, " ").slice(0, 300), "```"];
}

const code = (text: string): string => `\`${text.replaceAll("`", "'").replaceAll("|", "\\|")}\``;
const cell = (text: string): string => text.replaceAll("|", "\\|").replaceAll("<", "&lt;");

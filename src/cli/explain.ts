import { draftEntry } from "../catalogue/draft-entry.ts";
import { type Answer, answersTo } from "../catalogue/question.ts";
import { type CatalogueEntry, REQUEST_KINDS, type RequestKind } from "../domain/catalogue-entry.ts";
import { pageOf, SettingsError } from "../domain/errors.ts";
import type { KnownProvider } from "../domain/known-provider.ts";
import type { ProviderRequest } from "../domain/provider-requests.ts";
import type { Stage } from "../domain/stage.ts";
import { explanationOf } from "../engine/explanation.ts";
import { patienceOf } from "../settings/patience-of.ts";
import type { Settings } from "../settings.ts";
import { EXIT, type ExitCode } from "./exit-codes.ts";
import { drawExplanation, explanationJson } from "./explanation-text.ts";
import { type Knowledge, oneOfThese, providerOf, providersNamed } from "./knowledge.ts";
import { jsonLine, printable } from "./printable.ts";
import type { StandardInput, Surroundings } from "./surroundings.ts";
import { sizeOf } from "./terminal.ts";

export interface ExplainFlags {
  readonly provider?: string | undefined;
  readonly status?: string | undefined;
  readonly endpoint?: string | undefined;
  readonly kind?: string | undefined;
  readonly store?: string | undefined;
  readonly catalogue?: string | undefined;
  readonly json?: boolean | undefined;
}

/** More than any error message: what is piped in may be a whole log. */
const MOST_INPUT_CHARS = 1024 * 1024;

/** Other entries that fit and are named beside the answer. */
const OTHERS = 4;

/** What the name of a code looks like, whether there is one or not. */
const CODE = /^[a-z][a-z0-9]*\/[a-z0-9-]+$/;
const JOB = /^job_/;

/**
 * `tenuto explain`: what a message, a status, a code or a job's faults mean, why, and what is done about them. Throws
 * `SettingsError` for a question that says nothing, and for a code or a provider that there is not.
 */
export async function explain(
  asked: string | undefined,
  flags: ExplainFlags,
  surroundings: Surroundings,
  learn: (settings: Settings) => Promise<Knowledge>,
): Promise<ExitCode> {
  const settings = surroundings.settingsFor({ store: flags.store, catalogue: flags.catalogue });
  const knowledge = await learn(settings);
  if (asked !== undefined && JOB.test(asked)) {
    const { explainJob } = await import("./explain-job.ts");
    return explainJob(
      { wanted: asked, json: flags.json === true, store: flags.store },
      settings,
      surroundings,
      knowledge,
    );
  }
  const { terminal } = surroundings;
  const print = (value: object, lines: () => readonly string[]): ExitCode => {
    terminal.out.write(flags.json === true ? jsonLine(value) : `${lines().join("\n")}\n`);
    return EXIT.done;
  };

  const entry = asked === undefined ? null : knowledge.catalogue.find(asked);
  const thrown = asked === undefined ? undefined : knowledge.thrown[asked];
  const view = { columns: sizeOf(terminal.out).columns, color: terminal.outColor };
  if (entry === null && asked !== undefined && thrown !== undefined) {
    return print({ code: asked, description: thrown, page: pageOf(asked) }, () => [
      `${asked}: ${thrown}`,
      pageOf(asked),
    ]);
  }
  if (asked !== undefined && entry === null && CODE.test(asked)) throw noSuchCode(asked);
  const text = asked === "-" ? await readAll(surroundings.stdin) : (asked ?? "");
  const question = questionOf(text, flags, knowledge);
  const met = entry === null ? metBy(question, knowledge) : { entry, claim: null, others: [] };
  const provider = met.claim === null ? providerOf(knowledge, met.entry) : question.speaker(met.claim.provider);
  const explanation = explanationOf(
    {
      entry: met.entry,
      claim: met.claim?.claim ?? null,
      provider,
      stage: question.at?.stage ?? null,
      status: question.status,
    },
    (await patienceOf(settings)).policy,
  );
  const draft = met.entry.unknown === true && met.claim !== null ? draftOf(met.claim, flags, question) : null;
  const others = met.others.map(({ claim }) => claim.entry.code);
  return print({ ...explanationJson(explanation), others, ...(draft === null ? {} : { draft }) }, () =>
    drawExplanation(explanation, { others, draft }, view),
  );
}

interface Asked {
  readonly text: string;
  readonly status: number | null;
  readonly kind: RequestKind | null;
  /** The request that the endpoint names; null where none is named. */
  readonly at: ProviderRequest | null;
  readonly providers: readonly KnownProvider[];
  /** A provider by its name; for one that nobody knows, the first. */
  readonly speaker: (name: string) => KnownProvider;
}

function questionOf(text: string, flags: ExplainFlags, knowledge: Knowledge): Asked {
  const status = statusOf(flags.status);
  if (text.trim() === "" && status === null) {
    throw new SettingsError(
      "settings/explain",
      "There is nothing to explain.",
      'Give a message in quotes, a code such as http/503, a job\'s id, or --status; "-" reads standard input.',
    );
  }
  const named = providersNamed(knowledge, flags.provider);
  const { endpoint } = flags;
  const at = endpoint === undefined ? null : requestAt(endpoint, named);
  return {
    text,
    status,
    kind: oneOfThese("--kind", flags.kind, REQUEST_KINDS) ?? at?.request.kind ?? null,
    at: at?.request ?? null,
    providers: at === null ? named : named.filter(({ requests }) => requests.includes(at.request)),
    speaker: (name) => knowledge.providers.find((provider) => provider.name === name) ?? knowledge.providers[0],
  };
}

function metBy(
  { text, status, kind, at, providers }: Asked,
  { catalogue }: Knowledge,
): { readonly entry: CatalogueEntry; readonly claim: Answer; readonly others: readonly Answer[] } {
  const names = providers.map(({ name }) => name);
  const stage: Stage | null = at?.stage ?? null;
  const [first, ...others] = answersTo({ text, status, providers: names, stage, kind }, catalogue);
  if (first === undefined) throw new Error("no provider was asked about");
  // What fits by its words is worth naming beside the answer; that every refusal has a general name is not.
  const telling = others.filter(({ claim }) => claim.match.template !== null || claim.match.label !== null);
  return { entry: first.claim.entry, claim: first, others: telling.slice(0, OTHERS) };
}

function draftOf(answer: Answer, flags: ExplainFlags, { text, status }: Asked): Readonly<Record<string, unknown>> {
  const { seen } = answer.claim.entry;
  const words = answer.sighting.text.original(0, answer.sighting.text.text.length);
  return draftEntry({ provider: flags.provider ?? null, seen, status, text: words === "" ? text : words });
}

function statusOf(said: string | undefined): number | null {
  if (said === undefined) return null;
  if (/^[1-5]\d\d$/.test(said)) return Number(said);
  throw new SettingsError(
    "settings/explain",
    `--status is ${printable(said)}.`,
    "Give an HTTP status from 100 to 599.",
  );
}

/** `POST /v2/upload`, `/v2/upload` or a whole address: the request of one of these providers that it is. */
function requestAt(endpoint: string, providers: readonly KnownProvider[]): { readonly request: ProviderRequest } {
  const [, method, rest = ""] = /^(?:([A-Za-z]+)\s+)?(.*)$/s.exec(endpoint.trim()) ?? [];
  const path = (URL.canParse(rest) ? new URL(rest).pathname : (rest.split(/[?#]/)[0] ?? "")).replace(/\/+$/, "");
  for (const { requests } of providers) {
    const found = requests.find(
      (request) => isPath(request.path, path) && (method === undefined || request.method === method.toUpperCase()),
    );
    if (found !== undefined) return { request: found };
  }
  const known = providers.flatMap(({ requests }) => requests.map(({ method, path }) => `${method} ${path}`));
  throw new SettingsError(
    "settings/explain",
    `--endpoint is ${printable(endpoint)}, which is none of ${providers.map(({ title }) => title).join(", ")}.`,
    `There are ${known.join(", ")}.`,
  );
}

function isPath(known: string, path: string): boolean {
  const wanted = known.split("/");
  const parts = path.split("/");
  return (
    wanted.length === parts.length && wanted.every((part, index) => part === parts[index] || /^\{\w+\}$/.test(part))
  );
}

async function readAll(stdin: (() => StandardInput) | undefined): Promise<string> {
  const decoder = new TextDecoder();
  let text = "";
  for await (const piece of stdin?.() ?? []) {
    text += decoder.decode(piece, { stream: true });
    if (text.length > MOST_INPUT_CHARS) break;
  }
  return text.slice(0, MOST_INPUT_CHARS);
}

function noSuchCode(code: string): SettingsError {
  return new SettingsError(
    "settings/explain",
    `There is no code ${code}.`,
    "tenuto errors lists them all; a message is explained in quotes.",
  );
}

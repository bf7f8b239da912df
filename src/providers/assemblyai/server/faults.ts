import type { CatalogueEntry } from "../../../domain/catalogue-entry.ts";
import type { FaultCarrier, RunTrouble, WireReply } from "../../../domain/provider-server.ts";
import { ASSEMBLYAI_ERRORS } from "../errors.ts";
import { JSON_CONTENT_TYPE } from "../wire.ts";

/** Refusals that are plain text; all others are JSON with an `error`. */
const PLAIN_TEXT_STATUSES: readonly number[] = [404, 422];

const SAYABLE = new Map(
  ASSEMBLYAI_ERRORS.filter(({ seen }) => seen === "reply" || seen === "job").map((entry) => [entry.code, entry]),
);

/** The entry for failures that nobody knows has no sample, by its nature. */
const UNHEARD_OF = "A failure of a kind that has never been seen before.";

type Params = Readonly<Record<string, string>>;

/** Codes that `fault` can say. */
export const SAYABLE_CODES: readonly string[] = [...SAYABLE.keys()];

/** A reply in JSON. */
export function json(status: number, value: unknown): WireReply {
  return { status, headers: { "content-type": JSON_CONTENT_TYPE }, body: JSON.stringify(value) };
}

/** The entry's sample with `params` put where its message template has places for them. */
function wordsOf({ sample, message }: CatalogueEntry, params: Params): string {
  if (sample === null || message === undefined) return sample ?? UNHEARD_OF;
  const pattern = message
    .replace(/[.*+?^$()|[\]\\]/g, "\\$&")
    .replace(/\{(\w+)\}$/, "(?<$1>.+)")
    .replace(/\{(\w+)\}/g, "(?<$1>.+?)");
  const places = new RegExp(`^${pattern}`, "id").exec(sample)?.indices?.groups ?? {};
  let words = sample;
  for (const [name, [from, to]] of Object.entries(places).reverse()) {
    words = words.slice(0, from) + (params[name] ?? words.slice(from, to)) + words.slice(to);
  }
  return words;
}

/** See `ProviderServer.fault`. A fault of several statuses is told with the first. */
export function fault(code: string, params: Params = {}): FaultCarrier | null {
  const entry = SAYABLE.get(code);
  if (entry === undefined) return null;
  const words = wordsOf(entry, params);
  if (entry.seen === "job") return { jobError: words };
  const status = entry.status?.[0] ?? entry.statusRange?.[0] ?? 500;
  return PLAIN_TEXT_STATUSES.includes(status)
    ? { status, headers: { "content-type": "text/plain" }, body: words }
    : json(status, { error: words });
}

/** A refusal of our own catalogue. Throws for a code that is none there, which is a mistake of ours. */
export function refuse(code: string, params?: Params): WireReply {
  const carrier = fault(code, params);
  if (carrier === null || "jobError" in carrier)
    throw new Error(`${code} is no refusal in the catalogue of AssemblyAI`);
  return carrier;
}

function jobError(code: string, params?: Params): string {
  const carrier = fault(code, params);
  return carrier !== null && "jobError" in carrier ? carrier.jobError : UNHEARD_OF;
}

/** See `ProviderServer.trouble`. */
export function trouble(why: RunTrouble): string {
  switch (why.kind) {
    case "unreachable":
      return jobError("assemblyai/download-failed", { url: why.url });
    case "refused": {
      const { url, reason } = why;
      const status = String(why.status);
      const words = jobError("assemblyai/download-refused", { url, status, reason, url2: url });
      // The words of the HTTP library that fetches: the same sentence names whose fault a 5xx is.
      return why.status >= 500 ? words.replace(`${status} Client Error:`, `${status} Server Error:`) : words;
    }
    case "web-page":
      return jobError("assemblyai/web-page");
    case "no-audio":
      return jobError("assemblyai/transcoding-failed");
    default:
      return why satisfies never;
  }
}

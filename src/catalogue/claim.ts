import type { CatalogueEntry, RequestKind, Seen } from "../domain/catalogue-entry.ts";
import type { Stage } from "../domain/stage.ts";
import type { NormalText } from "./normal-text.ts";
import { compileTemplate, type Params, type Template } from "./template.ts";

/** An entry ready to be compared. */
export interface Rule {
  readonly entry: CatalogueEntry;
  readonly templates: readonly Template[];
  /** Lower case; the provider's own name for it counts as one. */
  readonly labels: ReadonlySet<string>;
}

/** What was seen of a fault, in the terms that entries speak in. */
export interface Sighting {
  readonly provider: string;
  /** Null where it is not known: entries of any stage may fit. */
  readonly stage: Stage | null;
  /** Null where it is not known: entries of any request may fit. */
  readonly kind: RequestKind | null;
  readonly seen: readonly Seen[];
  /** Null where there was none; `unknown` where somebody tells of a message alone: its words must then suffice. */
  readonly status: number | null | "unknown";
  readonly code: string | null;
  /** Lower case. */
  readonly labels: readonly string[];
  readonly text: NormalText;
}

/** What of a sighting an entry was known by; null where it asks for nothing of the kind. */
export interface Match {
  readonly template: string | null;
  readonly label: string | null;
  readonly status: number | null;
  readonly code: string | null;
}

/** An entry that fits a sighting. */
export interface Claim {
  readonly entry: CatalogueEntry;
  readonly params: Params;
  readonly match: Match;
  /** Compared from left to right, higher is more telling: see `claimsOf`. */
  readonly weight: readonly number[];
}

/** Throws for a template that cannot be used; the message says why. */
export function ruleOf(entry: CatalogueEntry): Rule {
  const messages = [...(entry.message === undefined ? [] : [entry.message]), ...(entry.wordings ?? [])];
  const labels = [...(entry.labels ?? []), ...(entry.name === undefined || messages.length === 0 ? [] : [entry.name])];
  return {
    entry,
    templates: messages.map(compileTemplate),
    labels: new Set(labels.map((label) => label.toLowerCase())),
  };
}

/**
 * All entries that fit, the most telling first: what is known before what is left over, the provider's own before the
 * general, a message that opens the text before one inside other words, the longer message, a machine's word, one status
 * or code before a range, an entry of the request before one of all, an entry of the stage before one of all stages.
 */
export function claimsOf(rules: readonly Rule[], sighting: Sighting): readonly Claim[] {
  const claims: Claim[] = [];
  for (const rule of rules) {
    const claim = claimOf(rule, sighting);
    if (claim !== null) claims.push(claim);
  }
  return claims.sort((a, b) => compareWeights(b.weight, a.weight));
}

export function compareWeights(a: readonly number[], b: readonly number[]): number {
  for (const [index, value] of a.entries()) {
    const difference = value - (b[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

function claimOf({ entry, templates, labels }: Rule, sighting: Sighting): Claim | null {
  if (entry.provider !== null && entry.provider !== sighting.provider) return null;
  if (!sighting.seen.includes(entry.seen)) return null;
  if (entry.stages !== undefined && sighting.stage !== null && !entry.stages.includes(sighting.stage)) return null;
  const status = statusFit(entry, sighting.status);
  if (status === null) return null;
  const code = codeFit(entry.codes, sighting.code);
  if (code === null) return null;
  const words = wordFit(templates, sighting.text);
  const label = sighting.labels.find((one) => labels.has(one)) ?? null;
  const kind = kindFit(entry, sighting.kind);
  if (words === null && label === null) {
    // Words alone are enough: documentation lists a message under one request, and the API says it to another.
    if (templates.length > 0 || labels.size > 0 || kind < 0) return null;
    if (sighting.status === "unknown" && asksForStatus(entry)) return null;
  }
  return {
    entry,
    params: words?.params ?? {},
    match: {
      template: words?.template.source ?? null,
      label,
      status: status === 0 || sighting.status === "unknown" ? null : sighting.status,
      code: code === 0 ? null : sighting.code,
    },
    weight: [
      entry.unknown === true ? 0 : 1,
      entry.provider === null ? 0 : 1,
      words === null ? 0 : words.opens ? 2 : 1,
      words?.template.weight ?? 0,
      label === null ? 0 : 1,
      status + code,
      kind,
      entry.stages === undefined || sighting.stage === null ? 0 : 1,
    ],
  };
}

/** 2 for exactly this one, 1 for one of many, 0 for an entry that asks for none; null when it asks for another. */
type Fit = 0 | 1 | 2 | null;

function kindFit({ kinds }: CatalogueEntry, seen: RequestKind | null): -1 | 0 | 1 {
  if (kinds === undefined || seen === null) return 0;
  return kinds.includes(seen) ? 1 : -1;
}

const asksForStatus = ({ status, statusRange }: CatalogueEntry): boolean =>
  status !== undefined || statusRange !== undefined;

function statusFit(entry: CatalogueEntry, seen: Sighting["status"]): Fit {
  const { status, statusRange } = entry;
  if (!asksForStatus(entry) || seen === "unknown") return 0;
  if (seen === null) return null;
  if (status?.includes(seen)) return 2;
  return statusRange !== undefined && seen >= statusRange[0] && seen <= statusRange[1] ? 1 : null;
}

function codeFit(codes: readonly string[] | undefined, seen: string | null): Fit {
  if (codes === undefined) return 0;
  if (seen === null) return null;
  const code = seen.toUpperCase();
  if (codes.includes(code)) return 2;
  return codes.some((known) => known.endsWith("*") && code.startsWith(known.slice(0, -1))) ? 1 : null;
}

interface WordFit {
  readonly template: Template;
  readonly params: Params;
  readonly opens: boolean;
}

/** The most telling of an entry's templates. */
function wordFit(templates: readonly Template[], text: NormalText): WordFit | null {
  let best: WordFit | null = null;
  for (const template of templates) {
    const match = template.match(text);
    if (match === null) continue;
    const better = best === null || (match.opens === best.opens ? template.weight > best.template.weight : match.opens);
    if (better) best = { template, ...match };
  }
  return best;
}

import type { Fields } from "../../domain/json-fields.ts";
import type { Progress, Provider, ProviderClient, ProviderFacts, Submitted } from "../../domain/provider.ts";
import { ask, type Understood } from "./client/ask.ts";
import { type ElsaOptions, type ElsaWays, waysOf } from "./client/options.ts";
import { type Outcome, outcomeOf } from "./client/outcome.ts";
import { formFor, pathFor } from "./client/request.ts";
import { ELSA_ERRORS, ELSA_OUTCOMES, LATER_RUN } from "./errors.ts";
import { ELSA_FACTS } from "./facts.ts";
import { type LaterWay, runOf, wordsOf } from "./wire.ts";

/** One address for all regions. */
export const ELSA_BASE_URL = "https://api.elsanow.io";

/** Understood, and nothing to complain of. */
const said = <T>(value: T): Understood<T> => ({ said: value, complaint: null });

function submitBy(ways: ElsaWays): ProviderClient["submit"] {
  return async (call, wanted) => {
    const path = pathFor(wanted, ways);
    const request = { method: "POST", path, endpoint: path, body: await formFor(wanted, ways) } as const;
    const scores = wanted.kind === "assessment";
    const question = { scores, script: wanted.options.script ?? [], remoteId: null };
    return ask<Submitted>(call, ways.authorizationScheme, request, (fields) => {
      const outcome = outcomeOf(fields, question);
      return outcome === null ? acceptedBy(fields, ways.later) : answered(outcome);
    });
  };
}

function answered(outcome: Outcome): Understood<Submitted> {
  const { usable } = outcome;
  return usable
    ? said({ state: "done", transcript: outcome.transcript })
    : { said: null, complaint: outcome.complaint };
}

/** It may say that it will answer later, whether it was asked to or not. */
function acceptedBy(fields: Fields, later: LaterWay | null): Understood<Submitted> | null {
  if (later === null) return null;
  const { id, status } = runOf(fields, later.id);
  return id === null || isFailed(status) ? null : said({ state: "accepted", remoteId: id });
}

function pollBy(ways: ElsaWays, later: LaterWay): NonNullable<ProviderClient["poll"]> {
  return (call, remoteId) => {
    const endpoint = later.resultPath;
    const path = endpoint.replaceAll("{id}", encodeURIComponent(remoteId));
    return ask<Progress>(call, ways.authorizationScheme, { method: "GET", path, endpoint }, (fields) => {
      const { id, status } = runOf(fields, later.id);
      // Somebody else's result is worse than none.
      if (id !== null && id !== remoteId) return null;
      if (isFailed(status)) return { said: { state: "failed" }, complaint: ofLaterRun(wordsOf(fields)) };
      return progressOf(outcomeOf(fields, { scores: null, script: [], remoteId }), status);
    });
  };
}

/** Words other than the final ones count as under way, new ones included: nobody gives up on a live run. */
function progressOf(outcome: Outcome | null, status: string | null): Understood<Progress> | null {
  if (outcome !== null) {
    return outcome.usable
      ? said({ state: "done", transcript: outcome.transcript })
      : { said: { state: "failed" }, complaint: ofLaterRun(outcome.complaint) };
  }
  if (status === null || status === "success") return null;
  return said({ state: status === "queued" ? "queued" : "processing", throttled: false });
}

/** The words of a run's end are those of an exception's answer, and mean something else: the run is there, and paid for. */
function ofLaterRun(words: string | null): string | null {
  return words === null ? null : `${LATER_RUN}${words}`;
}

const isFailed = (status: string | null): boolean => status === "failed" || status === "error";

function factsFor({ later }: ElsaWays): ProviderFacts {
  if (later !== null) return ELSA_FACTS;
  const { answersAtOnce: _always, ...facts } = ELSA_FACTS;
  return { ...facts, stages: ["submit"] };
}

/**
 * ELSA's API for speech scoring: free speech, given sentences, and transcripts alone. A request is answered at once; async
 * mode, where the contract has it, is waited for. The options settle what ELSA's documents leave open.
 */
export function elsa(options: ElsaOptions = {}): Provider {
  const ways = waysOf(options);
  const { later } = ways;
  return {
    name: "elsa",
    facts: factsFor(ways),
    client: { submit: submitBy(ways), ...(later === null ? {} : { poll: pollBy(ways, later) }) },
    errors: [...ELSA_ERRORS, ...ELSA_OUTCOMES],
  };
}

/** With all options as they are by default. */
export const elsaProvider: Provider = elsa();

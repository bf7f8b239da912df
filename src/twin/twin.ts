import type { ProviderServer, WireBody, WireHead, WireReply } from "../domain/provider-server.ts";
import { type Fetched, openAccount } from "./account.ts";
import { chanceOf } from "./chance.ts";
import { promises, subjectOf, writeHint } from "./hints.ts";
import { emptyTally, type Ledger, ledgerOf, tallyFault } from "./ledger.ts";
import type { Answer } from "./mischief.ts";
import { ownPage } from "./own-pages.ts";
import { isTold, replyOf, type ToldFault } from "./replies.ts";
import { checkNames, rulesOf } from "./rules.ts";
import type { Scenario, ScriptedFault } from "./script.ts";
import type { Hearing } from "./speech.ts";
import type { Post } from "./webhooks.ts";

export interface TwinOptions {
  readonly server: ProviderServer;
  readonly scenario: Scenario;
  readonly seed: number;
  /** The twin's own address, without a closing slash: upload and page addresses begin with it. */
  readonly baseUrl: string;
  /** Wall time, ms; outages count from here. */
  readonly startedAt: number;
  /** The one key that is let in; absent lets any key in that is not empty. */
  readonly key?: string;
}

/** A request between its head and its body. */
export interface Ticket {
  readonly head: WireHead;
  readonly stage: ReturnType<ProviderServer["stage"]>;
  readonly fault: ScriptedFault | null;
  /** Wall time at which its head came, ms. */
  readonly at: number;
}

export type HeadAnswer =
  /** Its body is wanted: an upload's as hash and size, any other as text. */
  | { readonly next: "body"; readonly ticket: Ticket }
  /** Decided already; the body does not matter. */
  | { readonly next: "answer"; readonly answer: Answer };

/** A recording to be fetched for a run, or a webhook to be sent. Their addresses lead to this machine. */
export type Errand =
  | { readonly kind: "fetch"; readonly run: string; readonly url: string }
  | { readonly kind: "post"; readonly post: Post };

/**
 * A provider's double as a state machine: no clock, no socket, no file. Times are wall time in ms and must not go back.
 *
 * A request comes in two steps. Its head counts as the next occurrence of its stage and draws its fault. A reset or a
 * refusal then answers an upload at once, its body unread; everything else waits for the body, because only the body says whom
 * a `Retry-After` is for and who comes too early. Then the request is carried out, unless the fault forbids it, and the
 * fault decides what of the reply gets through.
 */
export interface Twin {
  readonly baseUrl: string;
  receiveHead(head: WireHead, now: number): HeadAnswer;
  /** The second step, with the ticket of the first. */
  receive(ticket: Ticket, body: WireBody, now: number): Answer;
  /** Recordings that somebody must listen to, each named once. Their runs do not complete before `heard` was told. */
  wants(): readonly string[];
  /** Tells what a recording turned out to be; null when nobody listened. */
  heard(sha256: string, hearing: Hearing, now: number): void;
  /** What somebody must do on this machine's network, each named once. */
  errands(now: number): readonly Errand[];
  /** What came of a recording that was to be fetched for a run. */
  fetched(run: string, fetched: Fetched, now: number): void;
  /** What a POST came to; null when nobody answered in time. */
  posted(id: number, status: number | null, now: number): void;
  /** Wall time, ms, at which there may be another errand although nobody asks the twin anything; null for never. */
  nextErrandAt(): number | null;
  ledger(now: number): Ledger;
}

/** Throws a `SettingsError` for a scenario that names a fault which the provider does not have. */
export function createTwin(options: TwinOptions): Twin {
  const { server, scenario, startedAt } = options;
  checkNames(scenario.rules, server);
  const chance = chanceOf(options.seed);
  const rules = rulesOf(scenario, chance);
  const hints = promises();
  const tally = emptyTally();
  const account = openAccount({ ...options, key: options.key, chance, tally, nextJobError });

  function nextJobError(now: number): string | null {
    const fault = rules.next("job", now - startedAt);
    if (fault === null) return null;
    tallyFault(tally, "job", fault);
    if (fault.kind === "job-error") return fault.text;
    const carrier = fault.kind === "named" ? server.fault(fault.code) : null;
    return carrier !== null && "jobError" in carrier ? carrier.jobError : null;
  }

  function ledger(now: number): Ledger {
    account.runs.advance(now);
    return ledgerOf(tally, account.runs);
  }

  function tell(fault: ToldFault, subject: string | null, now: number): Answer {
    const reply = replyOf(fault, server);
    if (fault.hint === null) return { kind: "reply", reply };
    const { headers, notBefore } = writeHint(fault.hint, now);
    if (subject !== null && notBefore !== null) hints.give(subject, notBefore);
    return { kind: "reply", reply: { ...reply, headers: { ...reply.headers, ...headers } } };
  }

  return {
    baseUrl: options.baseUrl,

    receiveHead(head, now) {
      const page = ownPage(head, { ledger: () => ledger(now), redactedAt: (path) => account.redactedAt(path, now) });
      if (page !== null) return { next: "answer", answer: page };
      const stage = server.stage(head);
      tally.requests[stage ?? "other"] += 1;
      const fault = stage === null ? null : rules.next(stage, now - startedAt);
      if (stage !== null && fault !== null) tallyFault(tally, stage, fault);
      if (stage === "upload" && fault?.kind === "reset-before") {
        return { next: "answer", answer: { kind: "reset" } };
      }
      if (stage === "upload" && fault !== null && isTold(fault) && fault.hint === null && !fault.processed) {
        return { next: "answer", answer: tell(fault, null, now) };
      }
      return { next: "body", ticket: { head, stage, fault, at: now } };
    },

    receive({ head, fault, at }, body, now) {
      account.runs.advance(now);
      const ask = server.hear(head, body);
      const subject = subjectOf(ask, body);
      if (subject !== null && hints.broken(subject, at)) tally.tooEarly += 1;
      const process = (): WireReply => account.process(ask, head, body, now);
      switch (fault?.kind) {
        case undefined:
        case "job-error":
          return { kind: "reply", reply: process() };
        case "status":
        case "named":
        case "html":
          if (fault.processed) process();
          return tell(fault, subject, now);
        case "reset-before":
          return { kind: "reset" };
        case "reset-after":
          process();
          return { kind: "reset" };
        case "no-answer":
          if (fault.processed) process();
          return { kind: "silence" };
        case "cut-json":
          return { kind: "cut", reply: process() };
        case "slow":
          return { kind: "slow", reply: process(), bytes: fault.bytes, everyMs: fault.everyMs };
        default:
          return fault satisfies never;
      }
    },

    wants: account.wants,

    heard(sha256, hearing, now) {
      account.runs.advance(now);
      account.heard(sha256, hearing, now);
    },

    errands(now) {
      account.runs.advance(now);
      return [
        ...account.runs.toFetch().map(({ id, audioUrl }): Errand => ({ kind: "fetch", run: id, url: audioUrl })),
        ...account.webhooks.due(now).map((post): Errand => ({ kind: "post", post })),
      ];
    },

    fetched(run, fetched, now) {
      account.runs.advance(now);
      account.fetched(run, fetched, now);
    },

    posted: account.webhooks.answered,

    nextErrandAt() {
      const times = [account.runs.nextEnd(), account.webhooks.nextAt()].filter((time) => time !== null);
      return times.length === 0 ? null : Math.min(...times);
    },

    ledger,
  };
}

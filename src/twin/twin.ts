import type { ServerStage, WireBody, WireHead, WireReply } from "../domain/provider-server.ts";
import type { ScoringServer } from "../domain/scoring-server.ts";
import type { Fetched } from "./account.ts";
import { chanceOf } from "./chance.ts";
import { promises, writeHint } from "./hints.ts";
import { emptyTally, type Ledger, tallyFault } from "./ledger.ts";
import type { Answer, Held } from "./mischief.ts";
import { ownPage } from "./own-pages.ts";
import { isTold, replyOf, type ToldFault } from "./replies.ts";
import { checkNames, rulesOf } from "./rules.ts";
import { runsService } from "./runs-service.ts";
import type { Finding, ScoreErrand } from "./scoring/finding.ts";
import type { Mood } from "./scoring/script.ts";
import { scoringService } from "./scoring/service.ts";
import type { Scenario, ScriptedFault } from "./script.ts";
import { type Doing, doing, type TwinServer } from "./servers.ts";
import type { Service, ServiceErrand } from "./service.ts";
import type { Hearing } from "./speech.ts";
import { transcribingService } from "./transcribing/service.ts";

export interface TwinOptions {
  readonly server: TwinServer;
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
  readonly stage: ServerStage | null;
  readonly fault: ScriptedFault | null;
  /** Wall time at which its head came, ms. */
  readonly at: number;
}

export type HeadAnswer =
  /** Its body is wanted: an upload's as hash and size, a form in its parts, any other as text. */
  | { readonly next: "body"; readonly ticket: Ticket }
  /** Decided already; the body does not matter. */
  | { readonly next: "answer"; readonly answer: Answer };

/** What somebody must do for a twin: on this machine's network, with a recording, or for a caller who waits. */
export type Errand =
  | Exclude<ServiceErrand, { kind: "reply" }>
  | ScoreErrand
  | { readonly kind: "answer"; readonly call: string; readonly answer: Answer };

/**
 * A provider's double as a state machine: no clock, no socket, no file. Times are wall time in ms and must not go back.
 *
 * A request comes in two steps. Its head counts as the next occurrence of its stage and draws its fault. A reset or a
 * refusal then answers an upload at once, its body unread; everything else waits for the body, because only the body says whom
 * a `Retry-After` is for and who comes too early. Then the request is carried out, unless the fault forbids it, and the
 * fault decides what of the reply gets through. Where carrying it out takes time its caller is held until an errand
 * brings the answer.
 */
export interface Twin {
  readonly baseUrl: string;
  /** Runs that are asked after, scores that are waited for, or transcripts in one call. */
  readonly does: Doing["does"];
  /** The fields of forms that hold a recording, and how it is written there; none where requests are no forms. */
  readonly recordings: ScoringServer["recordings"];
  receiveHead(head: WireHead, now: number): HeadAnswer;
  /** The second step, with the ticket of the first. */
  receive(ticket: Ticket, body: WireBody, now: number): Answer | Held;
  /** Recordings that somebody must listen to, each named once. Their runs do not complete before `heard` was told. */
  wants(): readonly string[];
  /** Tells what a recording turned out to be; null when nobody listened. */
  heard(sha256: string, hearing: Hearing, now: number): void;
  /** What somebody must do on this machine's network, each named once. */
  errands(now: number): readonly Errand[];
  /** What came of a recording that was to be fetched for a run or a call. */
  fetched(run: string, fetched: Fetched, now: number): void;
  /** What a POST came to; null when nobody answered in time. */
  posted(id: number, status: number | null, now: number): void;
  /** What the recogniser found in a recording. */
  scored(call: string, finding: Finding, now: number): void;
  /** Wall time, ms, at which there may be another errand although nobody asks the twin anything; null for never. */
  nextErrandAt(): number | null;
  ledger(now: number): Ledger;
}

const NO_FORMS: ScoringServer["recordings"] = {};

/** Throws a `SettingsError` for a scenario that names a fault which the provider does not have. */
export function createTwin(options: TwinOptions): Twin {
  const { server, scenario, startedAt, key } = options;
  const kind = doing(server);
  checkNames(scenario.rules, server);
  const chance = chanceOf(options.seed);
  const rules = rulesOf(scenario, chance);
  const hints = promises();
  const tally = emptyTally();
  const service = openService();
  /** What a fault makes of the replies of those who are held. */
  const held = new Map<string, (reply: WireReply, now: number) => Answer>();

  function openService(): Service {
    const { baseUrl } = options;
    const common = { scenario, chance, tally, key };
    switch (kind.does) {
      case "runs":
        return runsService({ ...common, server: kind.server, baseUrl, nextJobError });
      case "scores":
        return scoringService({ ...common, server: kind.server, nextMood });
      case "transcripts":
        return transcribingService({ ...common, server: kind.server });
      default:
        return kind satisfies never;
    }
  }

  function nextFault(stage: "job" | "recogniser", now: number): ScriptedFault | null {
    const fault = rules.next(stage, now - startedAt);
    if (fault !== null) tallyFault(tally, stage, fault);
    return fault;
  }

  function nextJobError(now: number): string | null {
    const fault = nextFault("job", now);
    if (fault?.kind === "job-error") return fault.text;
    const carrier = fault?.kind === "named" ? server.fault(fault.code) : null;
    return carrier !== null && "jobError" in carrier ? carrier.jobError : null;
  }

  function nextMood(now: number): Mood | null {
    const fault = nextFault("recogniser", now);
    return fault?.kind === "recogniser" ? fault.mood : null;
  }

  function ledger(now: number): Ledger {
    service.advance(now);
    return service.ledger();
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
    does: kind.does,
    recordings: kind.does === "runs" ? NO_FORMS : kind.server.recordings,

    receiveHead(head, now) {
      const page = ownPage(head, () => ledger(now)) ?? service.page(head, now);
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
      service.advance(now);
      const { subject, carryOut } = service.hear(head, body);
      if (subject !== null && hints.broken(subject, at)) tally.tooEarly += 1;
      /** Carries the request out and answers with what `made` makes of the reply, as soon as there is one. */
      const process = (made: (reply: WireReply, then: number) => Answer): Answer | Held => {
        const done = carryOut(now);
        if (!("kind" in done)) return made(done, now);
        held.set(done.call, made);
        return done;
      };
      switch (fault?.kind) {
        case undefined:
        case "job-error":
        case "recogniser":
          return process((reply) => ({ kind: "reply", reply }));
        case "status":
        case "named":
        case "html":
          return fault.processed ? process((_, then) => tell(fault, subject, then)) : tell(fault, subject, now);
        case "reset-before":
          return { kind: "reset" };
        case "reset-after":
          return process(() => ({ kind: "reset" }));
        case "no-answer":
          return fault.processed ? process(() => ({ kind: "silence" })) : { kind: "silence" };
        case "cut-json":
          return process((reply) => ({ kind: "cut", reply }));
        case "slow":
          return process((reply) => ({ kind: "slow", reply, bytes: fault.bytes, everyMs: fault.everyMs }));
        default:
          return fault satisfies never;
      }
    },

    wants: service.wants,

    heard(sha256, hearing, now) {
      service.advance(now);
      service.heard(sha256, hearing, now);
    },

    errands(now) {
      service.advance(now);
      return service.errands(now).map((errand): Errand => {
        if (errand.kind !== "reply") return errand;
        const { call, reply } = errand;
        const made = held.get(call);
        held.delete(call);
        return { kind: "answer", call, answer: made?.(reply, now) ?? { kind: "reply", reply } };
      });
    },

    fetched(run, fetched, now) {
      service.advance(now);
      service.fetched(run, fetched, now);
    },

    posted: service.posted,

    scored(call, finding, now) {
      service.advance(now);
      service.scored(call, finding, now);
    },

    nextErrandAt: service.nextErrandAt,

    ledger,
  };
}

import type { AccountDescription, AccountHold } from "../domain/account.ts";
import type { BreakerState } from "../domain/breaker.ts";
import type { Exchange } from "../domain/exchange.ts";
import type { Job } from "../domain/job.ts";
import type { JournalEntry } from "../domain/journal.ts";
import type { Clock } from "../domain/runtime.ts";
import type { JobStore, Save } from "../domain/store.ts";
import type { HttpCall, Transport } from "../domain/transport.ts";
import { ACCOUNT } from "./account-name.ts";
import { JournalAudit } from "./journal-audit.ts";
import { RetryAudit } from "./retry-audit.ts";

/** What a request is for. */
export type Errand = "upload" | "submit" | "poll" | "list" | "other";

/** A breaker watches questions after a run as one stage. */
const WATCHED = { upload: "upload", submit: "submit", poll: "wait", list: "wait", other: null } as const;

/** More of them tell nothing new. */
const MOST_KEPT = 50;

export interface WitnessOptions {
  /** Ours, by which holds are dated. */
  readonly clock: Clock;
  readonly errandOf: (call: HttpCall) => Errand;
  /** Whether the provider has said that it made what was asked for. */
  readonly isMade: (errand: Errand, exchange: Exchange) => boolean;
  /**
   * False once a process that stood still may work beside its successor, which does not know what it has heard, and
   * where clocks jump, which move all that was agreed in wall time.
   */
  readonly isPlain: () => boolean;
  /** Told of each entry once it is committed. */
  readonly onEntries: (job: string, entries: readonly JournalEntry[]) => void;
  /** Told when a job is over, or parked for somebody to act. */
  readonly onState: (job: Job) => void;
}

/**
 * Stands between a process and its store and wire, underneath all that may be killed or altered, and holds after every
 * step that the laws are kept.
 */
export class Witness {
  readonly violations: string[] = [];
  readonly requests: Record<Errand, number> = { upload: 0, submit: 0, poll: 0, list: 0, other: 0 };
  /** What the provider said that it made, and we heard of. */
  readonly made = { upload: 0, submit: 0 };
  readonly audit: JournalAudit;
  readonly retries = new RetryAudit();
  /** When each request began, our wall time, ms. */
  readonly sentAt: number[] = [];
  /** Requests by the second of elapsed time in which they began. */
  readonly #seconds = new Map<number, number>();
  readonly #options: WitnessOptions;
  /** The account's hold, as last written. */
  #hold = { until: 0, since: 0 };
  /** The breakers by stage, as last written. */
  readonly #breakers = new Map<string, { readonly state: BreakerState; readonly since: number }>();

  constructor(options: WitnessOptions) {
    this.#options = options;
    this.audit = new JournalAudit((what) => this.broken(what));
  }

  broken(what: string): void {
    if (this.violations.length < MOST_KEPT) this.violations.push(what);
  }

  /** The most requests that began in one second between two moments of elapsed time, ms. */
  busiestSecond(fromMs: number, toMs: number): number {
    let most = 0;
    for (const [second, count] of this.#seconds) {
      if (second * 1_000 >= fromMs && (second + 1) * 1_000 <= toMs) most = Math.max(most, count);
    }
    return most;
  }

  /** Requests that began between two moments of elapsed time, ms. */
  requestsBetween(fromMs: number, toMs: number): number {
    let sum = 0;
    for (const [second, count] of this.#seconds) if (second * 1_000 >= fromMs && second * 1_000 < toMs) sum += count;
    return sum;
  }

  store(inner: JobStore): JobStore {
    return new Proxy(inner, {
      get: (target, name) => {
        const value: unknown = Reflect.get(target, name, target);
        if (typeof value !== "function") return value;
        return async (...args: unknown[]) => {
          const answer: unknown = await Reflect.apply(value, target, args);
          this.#done(String(name), args, answer);
          return answer;
        };
      },
    });
  }

  /** The wire of one process. */
  transport(inner: Transport): Transport {
    const { clock, errandOf, isMade } = this.#options;
    /** By what was known of the breaker when they began, how many calls are under way. */
    const underWay = new Map<unknown, number>();
    return {
      send: async (call, limits) => {
        const errand = errandOf(call);
        const at = clock.now();
        this.#sent(errand, at);
        const known = this.#breakers.get(WATCHED[errand] ?? "");
        const others = underWay.get(known) ?? 0;
        underWay.set(known, others + 1);
        if (known?.state.kind === "half-open" && others > 0 && this.#options.isPlain())
          this.broken(`sent ${errand} while another probe was under way`);
        try {
          const exchange = { ...(await inner.send(call, limits)), at };
          if ((errand === "upload" || errand === "submit") && isMade(errand, exchange)) this.made[errand] += 1;
          return exchange;
        } finally {
          underWay.set(known, (underWay.get(known) ?? 1) - 1);
        }
      },
    };
  }

  #sent(errand: Errand, at: number): void {
    const { clock, isPlain } = this.#options;
    const elapsed = clock.monotonic();
    const second = Math.floor(elapsed / 1_000);
    this.requests[errand] += 1;
    this.sentAt.push(at);
    this.#seconds.set(second, (this.#seconds.get(second) ?? 0) + 1);
    if (!isPlain()) return;
    // What had been let through at the same instant may still go out.
    const { until, since } = this.#hold;
    if (at < until && elapsed > since)
      this.broken(`sent ${errand} ${until - at} ms before the account's pause was over`);
    const breaker = this.#breakers.get(WATCHED[errand] ?? "");
    if (breaker?.state.kind === "open" && at < breaker.state.until && elapsed > breaker.since)
      this.broken(`sent ${errand} while its breaker was open`);
  }

  #done(verb: string, args: readonly unknown[], answer: unknown): void {
    switch (verb) {
      case "add":
        for (const { id, deadline, request } of args[0] as readonly Job[])
          this.audit.begin(id, { deadline, uploadLifetimeMs: request.policy.uploadLifetimeMs });
        break;
      case "save": {
        const { job, entries, holdUntil } = args[0] as Save;
        if (answer !== true) break;
        for (const entry of entries) {
          this.audit.entry(job.id, entry);
          this.retries.entry(job.id, entry);
        }
        this.#options.onEntries(job.id, entries);
        if (holdUntil === null) this.#options.onState(job);
        break;
      }
      case "holdAccount":
        if (args[0] !== ACCOUNT) break;
        this.#hold = { until: (args[1] as AccountHold).holdUntil, since: this.#options.clock.monotonic() };
        break;
      case "releaseAccount":
      case "describeAccount":
        if (args[0] !== ACCOUNT && (args[0] as AccountDescription).name !== ACCOUNT) break;
        this.#hold = { until: 0, since: 0 };
        break;
      case "putBreaker": {
        const [account, stage, state] = args as [string, string, BreakerState];
        if (account !== ACCOUNT) break;
        this.#breakers.set(stage, { state, since: this.#options.clock.monotonic() });
        break;
      }
      default:
    }
  }
}

import type {
  Ask,
  ListedRun,
  ProviderServer,
  RunTrouble,
  ServedRun,
  WireBody,
  WireHead,
  WireReply,
} from "../domain/provider-server.ts";
import type { TakenRecording } from "../domain/wire-form.ts";
import { type Chance, uuidOf } from "./chance.ts";
import { type Tally, tallyUpload } from "./ledger.ts";
import { pageOf } from "./list.ts";
import { isLoopback } from "./loopback.ts";
import { drawProcessing } from "./processing.ts";
import { recordingsOf } from "./recordings.ts";
import { redactionsOf } from "./redacted-audio.ts";
import { type Run, type Runs, runsOf, type Supply } from "./runs.ts";
import type { Scenario } from "./script.ts";
import { type Hearing, transcriptOf } from "./speech.ts";
import { uploadsOf } from "./uploads.ts";
import { type Webhooks, webhooksOf } from "./webhooks.ts";

export interface AccountOptions {
  readonly server: ProviderServer;
  readonly scenario: Scenario;
  readonly chance: Chance;
  readonly tally: Tally;
  /** Without a closing slash. */
  readonly baseUrl: string;
  /** The one key that is let in; undefined lets any in. */
  readonly key: string | undefined;
  /** The error text that the script has for the next try at a run; null when that try works. */
  readonly nextJobError: (now: number) => string | null;
}

/** What came of fetching a recording from its caller's address. */
export type Fetched = ({ readonly ok: true } & TakenRecording) | { readonly ok: false; readonly trouble: RunTrouble };

/** The provider on a good day: uploads, runs and what they turn into. */
export interface Account {
  readonly runs: Runs;
  readonly webhooks: Webhooks;
  /** Carries a request out. */
  process(ask: Ask, head: WireHead, body: WireBody, now: number): WireReply;
  /** Recordings that somebody must listen to, each named once. */
  wants(): readonly string[];
  heard(sha256: string, hearing: Hearing, now: number): void;
  /** What came of a recording that was to be fetched; nothing for a run that waits for none. */
  fetched(runId: string, fetched: Fetched, now: number): void;
  /** Length in ms of the redacted recording that a path names; null when there is none at `now`. */
  redactedAt(path: string, now: number): number | null;
}

export function openAccount(options: AccountOptions): Account {
  const { server, scenario, chance, tally, baseUrl } = options;
  const uploads = uploadsOf({ chance, baseUrl, lifetimeMs: scenario.uploadLifetimeMs });
  const redactions = redactionsOf({ chance, baseUrl, redactionMs: scenario.redactionMs });
  const webhooks = webhooksOf(scenario.webhooks);
  const recordings = recordingsOf();
  const runs = runsOf({
    concurrency: scenario.concurrency,
    known: recordings.known,
    supply,
    noAudio: server.trouble({ kind: "no-audio" }),
    onEnd: announce,
  });

  function supply({ audioUrl }: Run, now: number): Supply {
    if (uploads.at(audioUrl, now) !== undefined) return { kind: "here" };
    const isOurs = audioUrl.startsWith(`${baseUrl}/`);
    if (!isOurs && isLoopback(audioUrl)) return { kind: "elsewhere" };
    return { kind: "gone", error: server.trouble({ kind: "unreachable", url: audioUrl }) };
  }

  /** Tells the run's webhook, as long as that is on this machine. */
  function announce(run: Run, at: number): void {
    const { webhook } = run;
    if (webhook === null || !isLoopback(webhook.url)) return;
    const told = (status: number): void => {
      run.webhookStatus = status;
    };
    webhooks.tell(webhook, server.notice({ kind: "over", run: served(run) }), at, told);
    const redacted = redactions.readyAt(run);
    if (redacted === null) return;
    webhooks.tell(webhook, server.notice({ kind: "redacted-audio", url: redacted.url }), redacted.at, told);
  }

  /** All tries at a new run, planned at once: its caller sees `processing` until the last of them. */
  function plan(number: number, audioMs: number, now: number): Pick<Run, "workMs" | "doom"> {
    let workMs = 0;
    let doom: string | null = null;
    for (let attempt = 0; attempt <= scenario.vendorRetries; attempt += 1) {
      workMs += drawProcessing(scenario.processing, audioMs, chance, `${number}/${attempt}`);
      doom = options.nextJobError(now);
      if (doom === null) break;
    }
    return { workMs, doom };
  }

  function create({ audioUrl, fields, webhook, redactsAudio }: Extract<Ask, { kind: "submit" }>, now: number): Run {
    const upload = uploads.at(audioUrl, now);
    const number = runs.all.length + 1;
    const run: Run = {
      id: uuidOf(chance.token("run", number)),
      number,
      audioUrl,
      fields,
      webhook,
      redactsAudio,
      sha256: upload?.sha256 ?? null,
      bytes: upload?.bytes ?? 0,
      createdAt: now,
      listedAt: now + scenario.listDelayMs,
      ...plan(number, upload === undefined ? 0 : recordings.lengthOf(upload), now),
      status: "queued",
      throttled: null,
      doneAt: null,
      endedAt: null,
      fetching: false,
      deleted: false,
      webhookStatus: null,
    };
    if (upload !== undefined) recordings.want(upload.sha256);
    runs.add(run, now);
    return run;
  }

  function listed(run: Run): ListedRun {
    const { id, audioUrl, fields, status, throttled, createdAt, deleted, webhookStatus } = run;
    const error = status === "error" ? run.doom : null;
    return {
      id,
      audioUrl,
      fields,
      status,
      throttled,
      error,
      createdAt,
      completedAt: run.endedAt,
      deleted,
      webhookStatus,
    };
  }

  function served(run: Run): ServedRun {
    const { id, status, sha256, bytes } = run;
    const hearing = sha256 === null ? null : (recordings.known(sha256)?.hearing ?? null);
    const transcript =
      status === "completed" && sha256 !== null && hearing?.ok !== false
        ? transcriptOf({ provider: server.name, runId: id, sha256, bytes, hearing })
        : null;
    return { ...listed(run), transcript };
  }

  /** A run is forgotten a while after its end. */
  const isKept = ({ endedAt }: Run, now: number): boolean => endedAt === null || now < endedAt + scenario.retentionMs;

  function withRun(id: string, now: number, answer: (run: Run) => WireReply): WireReply {
    const run = runs.get(id);
    return run !== undefined && isKept(run, now) ? answer(run) : server.say({ kind: "refusal", why: "unknown-run" });
  }

  function made(reply: WireReply): WireReply {
    return reply.status === 200 ? { ...reply, status: scenario.createdStatus } : reply;
  }

  return {
    runs,
    webhooks,
    process(ask, head, body, now) {
      if (ask.kind === "refused") return ask.reply;
      if (options.key !== undefined && ask.key !== options.key) return server.say({ kind: "refusal", why: "key" });
      switch (ask.kind) {
        case "upload": {
          const { sha256, bytes } = body.kind === "audio" ? body : { sha256: "", bytes: 0 };
          tallyUpload(tally, sha256, bytes);
          return made(server.say({ kind: "uploaded", url: uploads.take({ sha256, bytes }, now) }));
        }
        case "submit":
          return made(server.say({ kind: "run", run: served(create(ask, now)) }));
        case "get":
          return withRun(ask.id, now, (run) => server.say({ kind: "run", run: served(run) }));
        case "delete":
          return withRun(ask.id, now, (run) => {
            run.deleted = true;
            uploads.drop(run.audioUrl);
            return server.say({ kind: "run", run: served(run) });
          });
        case "view":
          return withRun(ask.id, now, (run) => server.say({ kind: "view", run: served(run), view: ask.view }));
        case "redacted-audio":
          return withRun(ask.id, now, (run) =>
            server.say({ kind: "redacted-audio", run: served(run), audio: redactions.of(run, now) }),
          );
        case "list": {
          const page = pageOf(runs, ask, now, (run) => isKept(run, now));
          if (typeof page === "string") return server.say({ kind: "refusal", why: page });
          const { limit } = ask;
          return server.say({ kind: "runs", ...page, runs: page.runs.map(listed), limit, baseUrl, query: head.query });
        }
        default:
          return ask satisfies never;
      }
    },
    wants: recordings.wants,
    heard: recordings.heard,
    fetched(runId, fetched, now) {
      if (fetched.ok) recordings.want(fetched.sha256);
      const supplied = fetched.ok
        ? ({ kind: "here", sha256: fetched.sha256, bytes: fetched.bytes } as const)
        : ({ kind: "gone", error: server.trouble(fetched.trouble) } as const);
      runs.fetched(runId, supplied, now);
    },
    redactedAt(path, now) {
      const run = redactions.runAt(path, runs.all);
      if (run === undefined) return null;
      runs.advance(now);
      if (redactions.of(run, now).state !== "ready" || run.sha256 === null) return null;
      return recordings.lengthOf({ sha256: run.sha256, bytes: run.bytes });
    },
  };
}

import type { Ask, ProviderServer, ServedRun, WireBody, WireHead, WireReply } from "../domain/provider-server.ts";
import { type Chance, uuidOf } from "./chance.ts";
import { type Tally, tallyUpload } from "./ledger.ts";
import { pageOf } from "./list.ts";
import { drawProcessing } from "./processing.ts";
import { type Known, type Run, type Runs, runsOf } from "./runs.ts";
import type { Scenario } from "./script.ts";
import { type Hearing, transcriptOf } from "./speech.ts";

/** An upload is deleted after this time, ms: the earliest that the vendor documents. */
export const UPLOAD_LIFETIME_MS = 24 * 3_600_000;

/** Where the length of a recording is unknown it is taken for 16-bit mono at 16 kHz. */
const ASSUMED_BYTES_PER_MS = 32;

export interface AccountOptions {
  readonly server: ProviderServer;
  readonly scenario: Scenario;
  readonly chance: Chance;
  readonly tally: Tally;
  readonly baseUrl: string;
  readonly key: string | undefined;
  /** The error text that the script has for the next try at a run; null when that try works. */
  readonly nextJobError: (now: number) => string | null;
}

/** The provider on a good day: uploads, runs and what they turn into. */
export interface Account {
  readonly runs: Runs;
  process(ask: Ask, head: WireHead, body: WireBody, now: number): WireReply;
  wants(): readonly string[];
  heard(sha256: string, hearing: Hearing, now: number): void;
}

interface Upload {
  readonly sha256: string;
  readonly bytes: number;
  readonly at: number;
}

export function openAccount(options: AccountOptions): Account {
  const { server, scenario, chance, tally, baseUrl } = options;
  const uploads = new Map<string, Upload>();
  const known = new Map<string, Known>();
  const wanted = new Set<string>();
  let unasked: string[] = [];
  const runs = runsOf({
    concurrency: scenario.concurrency,
    known: (sha256) => known.get(sha256),
    unreachable: ({ audioUrl }, now) => {
      const upload = uploads.get(audioUrl);
      const isThere = upload !== undefined && now - upload.at < UPLOAD_LIFETIME_MS;
      return isThere ? null : server.trouble({ kind: "unreachable", url: audioUrl });
    },
    noAudio: server.trouble({ kind: "no-audio" }),
  });

  function takeUpload(sha256: string, bytes: number, now: number): string {
    const url = `${baseUrl}/upload/${chance.token("upload", uploads.size + 1)}`;
    uploads.set(url, { sha256, bytes, at: now });
    tallyUpload(tally, sha256, bytes);
    return url;
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

  function audioMsOf(upload: Upload | undefined): number {
    if (upload === undefined) return 0;
    const hearing = known.get(upload.sha256)?.hearing;
    return (hearing?.ok === true ? hearing.durationMs : null) ?? upload.bytes / ASSUMED_BYTES_PER_MS;
  }

  function create({ audioUrl, fields }: Extract<Ask, { kind: "submit" }>, now: number): Run {
    const upload = uploads.get(audioUrl);
    const number = runs.all.length + 1;
    const run: Run = {
      id: uuidOf(chance.token("run", number)),
      number,
      audioUrl,
      fields,
      sha256: upload?.sha256 ?? null,
      createdAt: now,
      listedAt: now + scenario.listDelayMs,
      ...plan(number, audioMsOf(upload), now),
      status: "queued",
      throttled: null,
      doneAt: null,
      endedAt: null,
    };
    if (upload !== undefined && !wanted.has(upload.sha256)) {
      wanted.add(upload.sha256);
      unasked.push(upload.sha256);
    }
    runs.add(run, now);
    return run;
  }

  function served(run: Run): ServedRun {
    const { id, audioUrl, fields, status, throttled, createdAt, endedAt: completedAt, sha256 } = run;
    const bytes = uploads.get(audioUrl)?.bytes ?? 0;
    const hearing = sha256 === null ? null : (known.get(sha256)?.hearing ?? null);
    const transcript =
      status === "completed" && sha256 !== null && hearing?.ok !== false
        ? transcriptOf({ provider: server.name, runId: id, sha256, bytes, hearing })
        : null;
    const error = status === "error" ? run.doom : null;
    return { id, audioUrl, fields, status, throttled, error, transcript, createdAt, completedAt };
  }

  return {
    runs,
    process(ask, head, body, now) {
      if (ask.kind === "refused") return ask.reply;
      if (options.key !== undefined && ask.key !== options.key) return server.say({ kind: "refusal", why: "key" });
      switch (ask.kind) {
        case "upload": {
          const { sha256, bytes } = body.kind === "audio" ? body : { sha256: "", bytes: 0 };
          return server.say({ kind: "uploaded", url: takeUpload(sha256, bytes, now) });
        }
        case "submit":
          return server.say({ kind: "run", run: served(create(ask, now)) });
        case "get": {
          const run = runs.get(ask.id);
          if (run === undefined) return server.say({ kind: "refusal", why: "unknown-run" });
          return server.say({ kind: "run", run: served(run) });
        }
        case "list": {
          const page = pageOf(runs, ask, now);
          if (typeof page === "string") return server.say({ kind: "refusal", why: page });
          const { limit } = ask;
          return server.say({ kind: "runs", ...page, runs: page.runs.map(served), limit, baseUrl, query: head.query });
        }
        default:
          return ask satisfies never;
      }
    },
    wants() {
      const asked = unasked;
      unasked = [];
      return asked;
    },
    heard: (sha256, hearing, now) => void known.set(sha256, { hearing, at: now }),
  };
}

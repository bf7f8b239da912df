import type { AccountRow } from "../../domain/account.ts";
import { linksOf } from "../../domain/chain.ts";
import type { JournalRecord } from "../../domain/journal.ts";
import type { Link } from "../../domain/link.ts";
import type { ProviderFacts } from "../../domain/provider.ts";
import type { SupportBundle, SupportEntry, SupportLink, SupportVersions } from "./bundle.ts";
import { callsIn, countsIn, isoTime, runOf } from "./calls.ts";
import { problemOf } from "./problem.ts";
import { recordingChecks } from "./recording-checks.ts";
import { serviceChecks } from "./service-checks.ts";
import type { Shareable } from "./shareable.ts";
import { notedAs, type Visit, visitsOf } from "./visits.ts";

/** What is known of a provider. */
export interface SupportProvider {
  /** As it writes itself. */
  readonly title: string;
  readonly facts: Pick<ProviderFacts, "audio" | "support" | "submitCharges">;
}

/** What a bundle needs beside the job. */
export interface SupportMeans {
  /** Null for a provider of which nothing is known. */
  readonly provider: (name: string) => SupportProvider | null;
  /** Null for an account that the store does not have. */
  readonly account: (name: string) => Pick<AccountRow, "baseUrl"> | null;
  readonly versions: SupportVersions;
  /** Wall time, ms. */
  readonly now: number;
}

/** A job as its provider's support wants to have it. Pure: the same job gives the same bundle. */
export function supportBundle(file: Shareable, means: SupportMeans): SupportBundle {
  const visits = visitsOf(file);
  return {
    tenuto: "support-bundle",
    version: 1,
    madeAt: isoTime(means.now),
    job: aboutJob(file),
    recording: aboutRecording(file),
    problem: problemOf(file, visits),
    links: visits.map((visit) => linkOf(file, visit, means)),
    journal: file.journal.map((record) => entryOf(record)),
    versions: means.versions,
  };
}

function aboutJob({ job, optionNames, scripts, journal }: Shareable): SupportBundle["job"] {
  const { id, request, state, stage, createdAt } = job;
  const { language, speakers, channels } = request.options;
  return {
    id,
    run: request.run,
    kind: request.kind,
    status: state.status,
    stage,
    reason: "reason" in state ? state.reason : null,
    createdAt: isoTime(createdAt),
    endedAt: "endedAt" in state ? isoTime(state.endedAt) : null,
    options: {
      ...(language === undefined ? {} : { language }),
      ...(speakers === undefined ? {} : { speakers }),
      ...(channels === undefined ? {} : { channels }),
    },
    scripts,
    providerOptions: optionNames,
    lost: [...new Set(notedAs(journal, "went-on").flatMap(({ entry }) => entry.lost))],
  };
}

function aboutRecording({ job, journal, passedOn }: Shareable): SupportBundle["recording"] {
  const { name, bytes, sha256, durationMs } = job.fetched ?? job.request.audio;
  const looked = notedAs(journal, "prepared").at(-1)?.entry ?? null;
  return {
    name,
    // Of an address that was passed on there is neither: the hash is the address's.
    bytes: passedOn ? null : bytes,
    sha256: passedOn ? null : sha256,
    durationMs: looked?.report.durations.believedMs ?? durationMs,
    mended: looked?.mended ?? [],
    sent: looked?.sent ?? [],
    report: looked?.report ?? null,
  };
}

function linkOf(file: Shareable, visit: Visit, means: SupportMeans): SupportLink {
  const { link, journal, submissions } = visit;
  const known = means.provider(link.provider);
  const place = means.account(link.account)?.baseUrl ?? null;
  const title = known?.title ?? link.provider;
  const looked = notedAs(journal, "prepared").at(-1) ?? notedAs(file.journal, "prepared").at(-1) ?? null;
  const left = notedAs(journal, "went-on").at(-1)?.entry.from ?? null;
  return {
    provider: link.provider,
    title,
    account: link.account,
    host: hostOf(place),
    support: known?.facts.support ?? null,
    left: left === null || isWhereItIs(file, link) ? null : { code: left.code, message: left.message },
    runs: submissions.map((one) => runOf(one)),
    sent: countsIn(journal),
    calls: callsIn(journal),
    checks: [
      ...recordingChecks({ file, looked, rules: known?.facts.audio ?? null }),
      ...serviceChecks({ visit, isHere: place === "" && known?.facts.submitCharges !== true }),
    ],
  };
}

/** One that began at its first link again has left it, and is there. */
function isWhereItIs({ job }: Shareable, { provider, account }: Link): boolean {
  const here = linksOf(job.request)[job.left?.length ?? 0];
  return here?.provider === provider && here.account === account;
}

function hostOf(place: string | null): string | null {
  return place !== null && URL.canParse(place) ? new URL(place).host : null;
}

/** Fields of entries that are wall times, ms. */
const TIMES: readonly string[] = ["at", "until", "notBefore"];

function entryOf({ seq, entry }: JournalRecord): SupportEntry {
  const { at, type, ...rest } = entry;
  return { seq, at: isoTime(at), type, ...(readable(rest) as object) };
}

/** The same with its times as people read them. */
function readable(value: unknown): unknown {
  if (Array.isArray(value)) return value.map((item) => readable(item));
  if (typeof value !== "object" || value === null) return value;
  const fields = Object.entries(value).map(([name, part]) => {
    return [name, typeof part === "number" && TIMES.includes(name) ? isoTime(part) : readable(part)];
  });
  return Object.fromEntries(fields);
}

import type { SupportCall, SupportCounts, SupportLink, SupportRun } from "../engine/support/bundle.ts";
import { code, plain, table } from "./markdown.ts";
import { bytes, counted, duration } from "./quantities.ts";

/** Requests in a page's table; the JSON has all of them. */
const MOST_CALLS = 40;

/**
 * What a bundle's page tells of one provider: whom to write to, what was checked, its runs, and each request with its id.
 *
 * @param several whether the job has been at more than one
 */
export function linkLines(link: SupportLink, several: boolean, checks: readonly string[]): string[][] {
  const at = several ? ` at ${plain(link.title)}` : "";
  const left =
    link.left === null ? [] : [`Left for the next one: ${code(link.left.code)}, ${plain(link.left.message)}`, ""];
  const support = link.support === null ? [] : [`Support: ${plain(link.support)}.`, ""];
  return [
    [`## Checked before writing${at}`, "", ...left, ...support, ...checks],
    [`## Runs${at}`, "", ...runLines(link)],
    [`## Requests${at}`, "", `${countsInWords(link.sent)}.`, ...callLines(link.calls)],
  ];
}

function runLines({ runs, account, host }: SupportLink): string[] {
  const where = `Account ${code(account)}${host === null ? "" : ` at ${code(host)}`}.`;
  if (runs.length === 0) return [where, "", "None: nothing got so far."];
  return [where, "", ...table(["Run", "Transcript id", "Uploaded", "Accepted", "Ended", "Outcome"], runs.map(runRow))];
}

function runRow({ number, remoteId, uploadedAt, acceptedAt, endedAt, outcome, certainty }: SupportRun): string[] {
  const never = (time: string | null): string => time ?? "no";
  const id = remoteId === null ? "none" : code(remoteId);
  return [
    String(number),
    id,
    never(uploadedAt),
    never(acceptedAt),
    never(endedAt),
    outcome ?? certainty ?? "not sent yet",
  ];
}

function countsInWords({ uploads, submits, polls, lookups, unanswered }: SupportCounts): string {
  const told = [
    counted(uploads, "upload"),
    counted(submits, "submit"),
    counted(polls, "poll"),
    counted(lookups, "look-up"),
  ];
  return `Sent: ${told.join(", ")}; ${counted(unanswered, "request")} without an answer`;
}

function callLines(calls: readonly SupportCall[]): string[] {
  if (calls.length === 0) return [];
  const shown = calls.slice(-MOST_CALLS);
  const older = calls.length - shown.length;
  return [
    "",
    ...(older === 0 ? [] : [`The newest ${MOST_CALLS}; ${older} older ones are in the JSON.`, ""]),
    ...table(["Time (UTC)", "Request", "Answer", "Took", "Sent", "Request id", "Message"], shown.map(callRow)),
  ];
}

function callRow(call: SupportCall): string[] {
  const { at, request, status, socketCode, retryAfter, tookMs, sentBytes, requestId, fault, message } = call;
  const hint = retryAfter === null ? "" : `, Retry-After ${code(retryAfter)}`;
  const answer = `${status ?? code(socketCode ?? "no answer")}${hint}`;
  const what = [...(fault === null ? [] : [code(fault)]), ...(message === null ? [] : [code(message)])].join(" ");
  const sent = sentBytes === 0 ? "" : bytes(sentBytes);
  return [at, code(request), answer, duration(tookMs), sent, requestId === null ? "" : code(requestId), what];
}

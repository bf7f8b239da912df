import type { SupportBundle, SupportCheck, SupportProblem } from "../engine/support/bundle.ts";
import type { Shareable } from "../engine/support/shareable.ts";
import { block, code, plain, table } from "./markdown.ts";
import { bytes, duration } from "./quantities.ts";
import { linkLines } from "./support-link-page.ts";
import { drawTimeline } from "./timeline.ts";

/** Columns of the drawing: what a mail program shows without wrapping. */
const DRAWN_COLUMNS = 96;
/** Longer drawings are cut in the middle; the JSON has all of it. */
const MOST_LINES = 160;

const ANSWERS: Readonly<Record<SupportCheck["answer"], string>> = {
  yes: "yes",
  no: "**no**",
  "not-known": "not known",
};

const LEFT_OUT =
  "Keys, addresses of uploads and recordings, values of provider options, tags, folders and what was said are left out.";

/** A bundle as a page for people, in Markdown: what a vendor's support asks for first, then all the rest. */
export function supportPage(bundle: SupportBundle, file: Shareable): string {
  const { job, versions, links, madeAt } = bundle;
  const several = links.length > 1;
  const parts = [
    [`# Support bundle for ${job.id}`, "", `Made by Tenuto ${versions.tenuto} at ${madeAt}. ${LEFT_OUT}`],
    problemLines(bundle),
    ...links.flatMap((link) => linkLines(link, several, checkLines(link.checks))),
    recordingLines(bundle),
    jobLines(bundle),
    [
      "## Timeline",
      "",
      ...block(shortened(drawTimeline(file.job, file.submissions, file.journal, DRAWN_COLUMNS, false))),
    ],
    versionLines(bundle),
  ];
  return `${parts.map((part) => part.join("\n")).join("\n\n")}\n`;
}

function problemLines({ problem, job, links }: SupportBundle): string[] {
  if (problem === null) return ["## What went wrong", "", `Nothing: the job is ${job.status} and met no fault.`];
  const link = links.find(({ provider }) => provider === problem.provider);
  const rows = [
    ["Provider", [plain(link?.title ?? problem.provider), ...(link?.host ? [code(link.host)] : [])].join(", ")],
    ["Transcript id", problem.remoteId === null ? none(problem, "no run was accepted") : code(problem.remoteId)],
    ["Request id", requestId(problem)],
    ["Time of the error", `${problem.at} (UTC)`],
    ["Request", request(problem)],
    ["Fault", `${code(problem.code)}, at ${problem.stage}`],
    ...(problem.decided === null ? [] : [["Decided", decided(problem.decided)]]),
    ["State of the job", [state(job), ...(job.reason === null ? [] : [plain(job.reason)])].join(": ")],
  ];
  return ["## What went wrong", "", ...wordsLines(problem), ...table(["", ""], rows), ...replyLines(problem)];
}

function wordsLines({ exactMessage, message, fromProvider, final }: SupportProblem): string[] {
  if (exactMessage !== null) {
    return [final ? "The exact message:" : "The exact message of the newest trouble:", "", ...block(exactMessage), ""];
  }
  const whose = fromProvider
    ? "The provider gave no message. What happened:"
    : "The provider gave no message: this was found on our side. What happened:";
  return [whose, "", ...block(message), ""];
}

function replyLines({ call, exactMessage }: SupportProblem): string[] {
  if (call?.body == null || call.body === exactMessage) return [];
  return ["", "The beginning of the reply as it came:", "", ...block(call.body)];
}

function none({ fromProvider }: SupportProblem, why: string): string {
  return fromProvider ? why : "none: nothing was sent";
}

function requestId({ call, fromProvider }: SupportProblem): string {
  if (call?.requestId != null) return code(call.requestId);
  return fromProvider ? "the provider's reply named none" : "none: nothing was sent";
}

function request({ call }: SupportProblem): string {
  if (call === null) return "none";
  const answer = call.status === null ? `no answer (${code(call.socketCode ?? "unknown")})` : `status ${call.status}`;
  return `${code(call.request)}: ${answer} after ${duration(call.tookMs)}`;
}

function decided({ action, reason, rule }: NonNullable<SupportProblem["decided"]>): string {
  return `${action}: ${plain(reason)} (rule ${code(rule)})`;
}

function state({ status, endedAt }: SupportBundle["job"]): string {
  const word = status === "parked" ? "held" : status;
  return endedAt === null ? word : `${word} at ${endedAt}`;
}

function checkLines(checks: readonly SupportCheck[]): string[] {
  const rows = checks.map(({ statement, answer, words, evidence }) => {
    const seen = evidence.map(({ entry, type, at }) => `${type} ${entry} (${at.slice(11, 19)})`).join(", ");
    return [statement, ANSWERS[answer], plain(words), seen === "" ? "none" : seen];
  });
  return table(["Checked", "Answer", "How it is known", "Journal entries"], rows);
}

function recordingLines({ recording, sample }: SupportBundle): string[] {
  const { name, bytes: size, sha256, durationMs, mended, sent, report } = recording;
  const rows = [
    ["Name", code(name)],
    ["Size", size === null ? "not known: the provider fetched it itself" : `${bytes(size)} (${size} bytes)`],
    ["Length", durationMs === null ? "not known" : duration(durationMs)],
    ...(sha256 === null ? [] : [["SHA-256", code(sha256)]]),
    ...(report === null ? [] : [["Looked into", `${report.verdict}${findings(report.findings)}`]]),
    ...(report?.notChecked == null ? [] : [["Not checked", plain(report.notChecked)]]),
    ...(mended.length === 0 ? [] : [["Before sending", plain(mended.join(" "))]]),
    ...sent.map((one, index) => [
      sent.length === 1 ? "Sent" : `Sent, piece ${index + 1}`,
      `${bytes(one.bytes)}${one.durationMs === null ? "" : `, ${duration(one.durationMs)}`}, SHA-256 ${code(one.sha256)}`,
    ]),
    ...(sample === undefined ? [] : [["Sample", sampleWords(sample)]]),
  ];
  return ["## The recording", "", ...table(["", ""], rows)];
}

function findings(found: readonly { readonly code: string; readonly message: string }[]): string {
  return found.map((one) => `; ${code(one.code)} ${plain(one.message)}`).join("");
}

function sampleWords(sample: NonNullable<SupportBundle["sample"]>): string {
  if (sample.file === null) return `none: ${plain(sample.why)}`;
  const from = duration(sample.fromMs);
  return `${code(sample.file)}, ${duration(sample.durationMs)} from ${from} on, ${bytes(sample.bytes)}`;
}

function jobLines({ job }: SupportBundle): string[] {
  const { language, speakers, channels } = job.options;
  const asked = [
    ...(language === undefined ? [] : [`language ${plain(language)}`]),
    ...(speakers === undefined ? [] : [`${speakers} speakers`]),
    ...(channels === undefined ? [] : [`${channels} channels`]),
    ...(job.scripts === 0 ? [] : [`a script (${job.scripts})`]),
  ];
  const rows = [
    ["Job", `${code(job.id)} of run ${code(job.run)}`],
    ["Asked for", `${job.kind}${asked.length === 0 ? "" : `, ${asked.join(", ")}`}`],
    [
      "Provider options",
      job.providerOptions.length === 0 ? "none" : `${job.providerOptions.map(code).join(", ")} (values left out)`,
    ],
    ...(job.lost.length === 0 ? [] : [["Lost on the way", job.lost.join(", ")]]),
    ["Made", job.createdAt],
  ];
  return ["## What was asked for", "", ...table(["", ""], rows)];
}

function versionLines({ versions }: SupportBundle): string[] {
  const rows = [
    ["Tenuto", versions.tenuto],
    ["Client of the provider", `Tenuto's own, no vendor's SDK; HTTP by undici ${versions.undici}`],
    ["Node", versions.node],
    ["System", plain(versions.os)],
    ["ffmpeg", versions.ffmpeg === null ? "not on this machine" : plain(versions.ffmpeg)],
  ];
  return ["## Versions", "", "When this bundle was made:", "", ...table(["", ""], rows)];
}

function shortened(drawing: string): string {
  const lines = drawing.split("\n");
  if (lines.length <= MOST_LINES) return drawing;
  const half = MOST_LINES / 2;
  const out = lines.length - MOST_LINES;
  return [...lines.slice(0, half), `… ${out} lines left out …`, ...lines.slice(-half)].join("\n");
}

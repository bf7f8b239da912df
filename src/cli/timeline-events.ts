import type { ExchangeRecord } from "../domain/exchange.ts";
import type { JournalEntry, JournalRecord } from "../domain/journal.ts";
import { linkName } from "../domain/link.ts";
import type { Palette } from "./palette.ts";
import { cut, printable, widthOf, wrapped } from "./printable.ts";
import { bytes, counted, duration, offset } from "./quantities.ts";
import { decision } from "./story.ts";

const WHAT_COLUMNS = 12;
/** Below this the text goes under its heading instead of beside it. */
const BESIDE_FROM = 60;

interface Event {
  readonly what: string;
  readonly tone: "plain" | "calm" | "bad" | "good" | "warn";
  readonly lines: readonly string[];
}

/** The journal as a list: when, what, and for each fault who decided what and why. */
export function eventLines(
  journal: readonly JournalRecord[],
  start: number,
  columns: number,
  palette: Palette,
): string[] {
  const offsets = journal.map(({ entry }) => offset(entry.at - start));
  const edge = Math.max(0, ...offsets.map((text) => text.length));
  return journal.flatMap(({ entry }, index) => {
    const when = (offsets[index] ?? "").padStart(edge);
    return placed(when, eventOf(entry), columns, palette);
  });
}

function placed(when: string, { what, tone, lines }: Event, columns: number, palette: Palette): string[] {
  const paint = tone === "plain" ? (text: string) => text : palette[tone];
  if (columns < BESIDE_FROM) {
    const heading = cut(`${when}  ${what}`, columns);
    return [paint(heading), ...lines.flatMap((line) => wrapped(line, columns - 2)).map((line) => `  ${line}`)];
  }
  const indent = when.length + 2 + WHAT_COLUMNS;
  const text = lines.flatMap((line) => wrapped(line, columns - indent));
  const heading = `${palette.calm(when)}  ${paint(what)}${" ".repeat(Math.max(1, WHAT_COLUMNS - widthOf(what)))}`;
  return (text.length === 0 ? [""] : text).map((line, index) =>
    (index === 0 ? heading + line : " ".repeat(indent) + line).trimEnd(),
  );
}

function eventOf(entry: JournalEntry): Event {
  switch (entry.type) {
    case "accepted": {
      const text = `${printable(entry.audio)}, ${bytes(entry.bytes)}, for ${entry.provider}`;
      return { what: "accepted", tone: "calm", lines: [text] };
    }
    case "claimed":
      return { what: "claimed", tone: "calm", lines: [`for ${entry.stage} by ${printable(entry.worker)}`] };
    case "attempt":
      return {
        what: `${entry.stage} ${entry.attempt}`,
        tone: "good",
        lines: [`${entry.certainty}: ${exchangeText(entry.exchange)}`],
      };
    case "fault":
      return { what: `${entry.stage} ${entry.attempt}`, tone: "bad", lines: faultLines(entry) };
    case "extra-run": {
      const what = entry.removed ? "deleted at the provider" : "could not be deleted at the provider";
      const text = `${printable(entry.remoteId)} is a run too many, of a submit that was looked up in vain and sent again; ${what}`;
      return { what: "second run", tone: "bad", lines: [text] };
    }
    case "went-on": {
      const { from, to, lost } = entry;
      const without = lost.length === 0 ? [] : [`without ${lost.join(" and ")}, which it does not have`];
      const lines = [`from ${linkName(from)} to ${linkName(to)}: ${from.code}, ${printable(from.message)}`, ...without];
      return { what: "goes on", tone: "warn", lines };
    }
    case "held-up": {
      const text = `nothing is sent for ${duration(entry.until - entry.at)}, by rule ${entry.rule}: ${printable(entry.reason)}`;
      return { what: `${entry.stage} held up`, tone: "warn", lines: [text] };
    }
    case "intent":
      return { what: "intent", tone: "calm", lines: [`submission ${entry.submission} written down before it is sent`] };
    case "looked-up":
      return {
        what: "looked up",
        tone: "warn",
        lines: [
          entry.found === null
            ? `not at the provider, asked ${counted(entry.empty, "time")}`
            : entry.insteadOf === undefined
              ? `the provider has it as ${printable(entry.found)}: nothing is sent again`
              : `an earlier run has shown and is done, ${printable(entry.found)}: it is taken in place of ${printable(entry.insteadOf)}`,
        ],
      };
    case "polls": {
      const held = entry.throttled ? ", throttled by the account's limit" : "";
      const text = `${counted(entry.count, "poll")} in ${duration(entry.until - entry.at)}: ${entry.said}${held}`;
      return { what: "waiting", tone: "calm", lines: [text] };
    }
    case "prepared": {
      const { report, mended, sent, elapsedMs } = entry;
      const found = report.findings.map(({ code, message }) => `${code}: ${printable(message)}`);
      const unseen = report.notChecked === null ? [] : [report.notChecked];
      const bytesSent = sent.reduce((sum, piece) => sum + piece.bytes, 0);
      const goes = sent.length === 0 ? [] : [`${bytes(bytesSent)} to send, ${counted(sent.length, "piece")}`];
      const lines = [
        `${report.verdict}, looked into in ${duration(elapsedMs)}`,
        ...found,
        ...unseen,
        ...mended,
        ...goes,
      ];
      return { what: "prepared", tone: report.verdict === "ok" ? "good" : "warn", lines };
    }
    case "transcribed": {
      const length = entry.durationMs === null ? "" : ` from ${duration(entry.durationMs)} of audio`;
      const by = entry.by === undefined ? "" : ` by ${linkName(entry.by)}`;
      const lines = [`${counted(entry.words, "word")}${length}${by}`, ...(entry.doubts ?? [])];
      return { what: "transcribed", tone: entry.doubts === undefined ? "good" : "warn", lines };
    }
    case "delivered":
      return { what: "delivered", tone: "good", lines: [`${printable(entry.to)}, ${bytes(entry.bytes)}`] };
    case "woken":
      return { what: "woken", tone: "warn", lines: [printable(entry.reason)] };
    case "completed":
      return { what: "completed", tone: "good", lines: [] };
    case "failed":
      return { what: "failed", tone: "bad", lines: [entry.fault.code, printable(entry.fault.advice)] };
    case "canceled":
      return { what: "canceled", tone: "warn", lines: [printable(entry.reason)] };
    default:
      return entry satisfies never;
  }
}

function faultLines({ fault, verdict, exchange }: Extract<JournalEntry, { type: "fault" }>): string[] {
  return [
    `${fault.code} (${fault.certainty}${exchange === null ? "" : `: ${exchangeText(exchange)}`})`,
    printable(fault.message),
    `→ ${verdict.action}: ${decision(verdict)}, by rule ${verdict.rule}: ${printable(verdict.reason)}`,
  ];
}

function exchangeText({
  method,
  endpoint,
  status,
  socketCode,
  elapsedMs,
  requestId,
  retryAfter,
}: ExchangeRecord): string {
  const answer = status === null ? (socketCode ?? "no reply") : String(status);
  const id = requestId === null ? "" : `, request ${printable(requestId)}`;
  const hint = retryAfter === null ? "" : `, Retry-After ${printable(retryAfter)}`;
  return `${answer} to ${method} ${endpoint} in ${duration(elapsedMs)}${hint}${id}`;
}

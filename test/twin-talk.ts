import type { WireBody, WireReply } from "../src/domain/provider-server.ts";
import { assemblyaiServer as server } from "../src/providers/assemblyai/server.ts";
import { parseFaultFlag } from "../src/twin/fault-flag.ts";
import type { Answer } from "../src/twin/mischief.ts";
import { processingOf } from "../src/twin/processing.ts";
import { CALM, type Scenario } from "../src/twin/script.ts";
import type { Hearing } from "../src/twin/speech.ts";
import { createTwin, type Twin } from "../src/twin/twin.ts";

export const BASE = "http://twin.example";
export const START = Date.UTC(2026, 10, 20, 9, 0, 0, 400);

/** A twin and a caller who speaks to it at chosen times, ms since its start. */
export class Talk {
  readonly twin: Twin;
  hears = true;

  constructor(scenario: Partial<Scenario> & { faults?: string[]; time?: string } = {}, key?: string, seed = 1) {
    const { faults = [], time = "0", ...rest } = scenario;
    const processing = processingOf(time);
    if (processing === null) throw new Error(time);
    this.twin = createTwin({
      server,
      scenario: { ...CALM, processing, rules: faults.map(parseFaultFlag), ...rest },
      seed,
      baseUrl: BASE,
      startedAt: START,
      ...(key === undefined ? {} : { key }),
    });
  }

  ask(method: string, target: string, body: WireBody, at: number, key = "key"): Answer {
    const url = new URL(target, BASE);
    const query = Object.fromEntries(url.searchParams);
    const head = { method, path: url.pathname, query, headers: { authorization: key } };
    const first = this.twin.receiveHead(head, START + at);
    if (first.next === "answer") return first.answer;
    const answer = this.twin.receive(first.ticket, body, START + at);
    if (answer.kind === "held") throw new Error("it holds its caller");
    if (this.hears) for (const sha256 of this.twin.wants()) this.heard(sha256, null, at);
    return answer;
  }

  heard(sha256: string, hearing: Hearing, at: number): void {
    this.twin.heard(sha256, hearing, START + at);
  }

  upload(sha256: string, at = 0, bytes = 32_000): Answer {
    return this.ask("POST", "/v2/upload", { kind: "audio", sha256, bytes }, at);
  }

  submit(url: string, at = 0): Answer {
    return this.ask("POST", "/v2/transcript", { kind: "text", text: JSON.stringify({ audio_url: url }) }, at);
  }

  get(id: string, at: number): Answer {
    return this.ask("GET", `/v2/transcript/${id}`, { kind: "none" }, at);
  }

  list(query: string, at: number): Answer {
    return this.ask("GET", `/v2/transcript${query}`, { kind: "none" }, at);
  }

  /** Uploads and submits; the id of the run. */
  run(sha256: string, at = 0): string {
    return bodyOf(this.submit(bodyOf(this.upload(sha256, at)).upload_url, at)).id;
  }

  see(
    id: string,
    at: number,
  ): { status: string; error: string | null; text: string | null; throttled: boolean | null } {
    return bodyOf(this.get(id, at));
  }

  ledger(at: number) {
    return this.twin.ledger(START + at);
  }
}

export function replyOf(answer: Answer): WireReply {
  if (answer.kind === "reset" || answer.kind === "silence" || answer.kind === "file")
    throw new Error(`no reply: ${answer.kind}`);
  return answer.reply;
}

/** What the bodies of the provider's replies hold, as far as it is looked at here. */
export interface Said {
  readonly upload_url: string;
  readonly id: string;
  readonly status: string;
  readonly error: string | null;
  readonly text: string | null;
  readonly throttled: boolean | null;
  readonly transcripts: readonly { readonly id: string; readonly completed: string }[];
  readonly page_details: {
    readonly result_count: number;
    readonly prev_url: string | null;
    readonly next_url: string | null;
  };
}

export function bodyOf(answer: Answer): Said {
  return JSON.parse(replyOf(answer).body);
}

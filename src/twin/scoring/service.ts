import type { WireReply } from "../../domain/provider-server.ts";
import type { ScoreAsk, ScoreResultAsk, ScoreTrouble, ScoringServer } from "../../domain/scoring-server.ts";
import type { TakenRecording } from "../../domain/wire-form.ts";
import type { Chance } from "../chance.ts";
import { ledgerOf, type Tally } from "../ledger.ts";
import { isLoopback } from "../loopback.ts";
import type { Held } from "../mischief.ts";
import { drawProcessing } from "../processing.ts";
import type { Scenario } from "../script.ts";
import type { Service, ServiceErrand } from "../service.ts";
import { asRun, type Call, chargedTwice } from "./calls.ts";
import { charge, chargeOf, clientsOf, refund } from "./clients.ts";
import type { Finding } from "./finding.ts";
import { lengthOf, troubleWith, undecodable } from "./judging.ts";
import { clientPage } from "./pages.ts";
import type { Mood } from "./script.ts";
import { emptySpeech, type Listened, speechOf } from "./speech.ts";

export interface ScoringOptions {
  readonly server: ScoringServer;
  readonly scenario: Scenario;
  readonly chance: Chance;
  readonly tally: Tally;
  /** The one token that is let in; undefined lets any in. */
  readonly key: string | undefined;
  /** What the script has for the recogniser's next piece of work; null where it just works. */
  readonly nextMood: (now: number) => Mood | null;
}

/** A service that scores speech: one request, one reply, with the result in it. */
export function scoringService({ server, scenario, chance, tally, key, nextMood }: ScoringOptions): Service {
  const { scoring, concurrency, retentionMs } = scenario;
  const clients = clientsOf({ script: scoring, chance, key });
  const calls: Call[] = [];
  const byId = new Map<string, Call>();
  const working = new Map<Call, Mood | null>();
  const queue: Call[] = [];
  let errands: ServiceErrand[] = [];
  let underWay = 0;
  let mostAtOnce = 0;

  /** Lets a request in, or says at once why not. */
  function begin(ask: ScoreAsk, now: number): WireReply | Held {
    const refused = (why: ScoreTrouble) => server.say({ kind: "score-trouble", task: ask.task, run: null, why });
    const client = clients.admit(ask.key, ask.task, now);
    if ("kind" in client) return refused(client);
    const url = "url" in ask.audio ? ask.audio.url : null;
    if (url !== null && !isLoopback(url)) return refused({ kind: "unreadable-url" });
    const number = calls.length + 1;
    const call: Call = {
      id: chance.token("score", number),
      number,
      ask,
      client,
      state: "fetching",
      recording: null,
      chargedMs: 0,
      doneAt: null,
      readyAt: now,
      reply: null,
      succeeded: false,
      endedAt: null,
    };
    if ("url" in ask.audio) errands.push({ kind: "fetch", run: call.id, url: ask.audio.url });
    else {
      const trouble = take(call, ask.audio, now);
      if (trouble !== null) return refused(trouble);
    }
    calls.push(call);
    byId.set(call.id, call);
    underWay += 1;
    mostAtOnce = Math.max(mostAtOnce, underWay);
    return ask.later
      ? server.say({ kind: "score-later", task: ask.task, id: call.id, taken: true })
      : { kind: "held", call: call.id };
  }

  /** What a call ends with that was let in. */
  const failure = ({ ask: { task, later }, id }: Call, why: ScoreTrouble) =>
    server.say({ kind: "score-trouble", task, run: later ? id : null, why });

  /** A recording is here: charged, and worked on as soon as there is room. Null, or why it is not taken. */
  function take(call: Call, recording: TakenRecording, now: number): ScoreTrouble | null {
    call.recording = recording;
    const trouble = troubleWith(recording, call.ask, scoring);
    if (trouble !== null) return trouble;
    const lengthMs = lengthOf(recording);
    const costsMs = chargeOf(lengthMs);
    if (!charge(call.client, costsMs)) return { kind: "no-minutes" };
    call.chargedMs = costsMs;
    if (working.size < concurrency) work(call, now);
    else {
      call.state = "queued";
      queue.push(call);
    }
    return null;
  }

  function work(call: Call, now: number): void {
    const { recording, id, ask } = call;
    if (recording === null) return;
    const mood = nextMood(now);
    call.state = "working";
    call.readyAt = now + drawProcessing(scenario.processing, lengthOf(recording), chance, String(call.number));
    working.set(call, mood);
    errands.push({
      kind: "score",
      call: id,
      sha256: recording.sha256,
      sentences: ask.sentences,
      failure: mood === "crash" || mood === "hang" || mood === "down" ? mood : null,
      timeoutMs: scoring.recogniserTimeoutMs,
    });
  }

  /** What the recogniser found becomes the reply, given when the work's time is over. */
  function conclude(call: Call, finding: Finding, now: number): void {
    const { ask, recording, id } = call;
    const mood = working.get(call);
    if (recording === null || mood === undefined || call.doneAt !== null) return;
    const listened: Listened = { id, ...recording, durationMs: lengthOf(recording), sentences: ask.sentences };
    const outcome = outcomeOf(listened, recording, finding, mood);
    if ("trouble" in outcome) {
      call.reply = failure(call, outcome.trouble);
      if (!outcome.costs) uncharge(call);
    } else {
      call.reply = server.say({ kind: "scored", ask, speech: outcome.speech });
      call.succeeded = true;
    }
    call.doneAt = Math.max(now, call.readyAt);
  }

  function uncharge(call: Call): void {
    refund(call.client, call.chargedMs);
    call.chargedMs = 0;
  }

  function end(call: Call, at: number): void {
    working.delete(call);
    underWay -= 1;
    call.state = "over";
    call.endedAt = at;
    if (!call.ask.later && call.reply !== null) errands.push({ kind: "reply", call: call.id, reply: call.reply });
  }

  function nextDone(): Call | null {
    let next: Call | null = null;
    for (const call of working.keys()) {
      if (call.doneAt !== null && call.doneAt < (next?.doneAt ?? Number.POSITIVE_INFINITY)) next = call;
    }
    return next;
  }

  function advance(now: number): void {
    for (let call = nextDone(); call?.doneAt != null && call.doneAt <= now; call = nextDone()) {
      const at = call.doneAt;
      end(call, at);
      const next = queue.shift();
      if (next !== undefined) work(next, at);
    }
  }

  function resultOf({ key: token, task, id }: ScoreResultAsk, now: number) {
    const call = byId.get(id);
    // Whoever asks must be let in for what was asked.
    const client = clients.admit(token, call?.ask.task ?? task, now);
    const refused = (why: ScoreTrouble) => server.say({ kind: "score-trouble", task, run: null, why });
    if ("kind" in client) return refused(client);
    const isKept = call?.endedAt == null || now < call.endedAt + retentionMs;
    if (call === undefined || !call.ask.later || call.client !== client || !isKept) {
      return refused({ kind: "unknown-result" });
    }
    return call.reply !== null && call.state === "over"
      ? call.reply
      : server.say({ kind: "score-later", task: call.ask.task, id, taken: false });
  }

  return {
    hear(head, body) {
      const ask = server.hear(head, body);
      switch (ask.kind) {
        case "refused":
          return { subject: null, carryOut: () => ask.reply };
        case "score-result":
          return { subject: `run ${ask.id}`, carryOut: (now) => resultOf(ask, now) };
        case "score": {
          const what = "url" in ask.audio ? ask.audio.url : ask.audio.sha256;
          const subject = `score ${what} ${JSON.stringify(ask.sentences)}`;
          return { subject, carryOut: (now) => begin(ask, now) };
        }
        default:
          return ask satisfies never;
      }
    },
    page: (head, now) => clientPage(head, clients, now),
    advance,
    wants: () => [],
    heard: () => {},
    errands(now) {
      advance(now);
      const asked = errands;
      errands = [];
      return asked;
    },
    fetched(id, fetched, now) {
      const call = byId.get(id);
      if (call?.state !== "fetching") return;
      const trouble = fetched.ok ? take(call, fetched, now) : ({ kind: "unreadable-url" } as const);
      if (trouble === null) return;
      call.reply = failure(call, trouble);
      end(call, now);
    },
    posted: () => {},
    scored(id, finding, now) {
      const call = byId.get(id);
      if (call !== undefined) conclude(call, finding, now);
    },
    nextErrandAt: () => nextDone()?.doneAt ?? null,
    ledger: () => ({
      ...ledgerOf(tally, { all: calls.map(asRun), mostAtOnce }),
      billedTwice: chargedTwice(calls),
      clients: clients.ledger(),
    }),
  };
}

type Outcome =
  | { readonly speech: ReturnType<typeof speechOf> }
  /** `costs`: whether the client is charged all the same. */
  | { readonly trouble: ScoreTrouble; readonly costs: boolean };

/** Somebody worked on a recording that timed out, and so it is charged; all other failures cost nothing. */
function outcomeOf(listened: Listened, recording: TakenRecording, finding: Finding, mood: Mood | null): Outcome {
  switch (finding.kind) {
    case "crashed":
      return { trouble: { kind: "engine-crashed", error: finding.error }, costs: false };
    case "unreachable":
      return { trouble: { kind: "engine-unreachable" }, costs: false };
    case "timeout":
      return { trouble: { kind: "engine-timeout" }, costs: true };
    case "undecodable":
      return { trouble: undecodable(recording), costs: false };
    case "unspoken":
    case "irrelevant":
      return { speech: emptySpeech(listened, finding.kind) };
    case "aligned":
    case "heard":
    case "nobody":
      return {
        speech:
          mood === "unspoken" || mood === "irrelevant"
            ? emptySpeech(listened, mood)
            : speechOf(listened, finding, mood === "noisy" ? mood : "usable"),
      };
    default:
      return finding satisfies never;
  }
}

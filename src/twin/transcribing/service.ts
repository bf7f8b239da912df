import type { WireReply } from "../../domain/provider-server.ts";
import type { TranscribeAsk, TranscribeTrouble, TranscribingServer } from "../../domain/transcribing-server.ts";
import type { TakenRecording } from "../../domain/wire-form.ts";
import type { Chance } from "../chance.ts";
import { ledgerOf, type Tally, tallyUpload } from "../ledger.ts";
import { isLoopback } from "../loopback.ts";
import type { Held } from "../mischief.ts";
import { drawProcessing } from "../processing.ts";
import { recordingsOf } from "../recordings.ts";
import type { Scenario } from "../script.ts";
import type { Service, ServiceErrand } from "../service.ts";
import { transcriptOf } from "../speech.ts";
import { webhooksOf } from "../webhooks.ts";
import { asRun, type Call, type End } from "./calls.ts";

export interface TranscribingOptions {
  readonly server: TranscribingServer;
  readonly scenario: Scenario;
  readonly chance: Chance;
  readonly tally: Tally;
  /** The one key that is let in; undefined lets any in. */
  readonly key: string | undefined;
}

/**
 * A service that transcribes in one call: its caller waits for the transcript, or is told it at a callback. It goes on with
 * what it has begun when its caller goes away, and charges for it.
 */
export function transcribingService({ server, scenario, chance, tally, key }: TranscribingOptions): Service {
  const recordings = recordingsOf();
  const webhooks = webhooksOf({ ...scenario.webhooks, ...server.callbacks });
  const calls: Call[] = [];
  const byId = new Map<string, Call>();
  const working = new Set<Call>();
  const queue: Call[] = [];
  let errands: ServiceErrand[] = [];
  let underWay = 0;
  let mostAtOnce = 0;

  const failure = (ask: TranscribeAsk, id: string, why: TranscribeTrouble): WireReply =>
    server.say({ kind: "transcribe-trouble", form: ask.form, id, why });

  /** Why a recording is refused before anybody listens to it; null where it is taken. */
  function troubleWith({ bytes }: TakenRecording): TranscribeTrouble | null {
    return server.maxBytes !== null && bytes > server.maxBytes ? { kind: "too-big", bytes } : null;
  }

  /** Lets a request in, or says at once why not. */
  function begin(ask: TranscribeAsk, now: number): WireReply | Held {
    const number = calls.length + 1;
    const id = chance.token("transcript", number);
    if (key !== undefined && ask.key !== key) return failure(ask, id, { kind: "key" });
    const { audio } = ask;
    const isElsewhere = "url" in audio;
    const trouble = isElsewhere ? unreachable(audio.url) : troubleWith(audio);
    if (trouble !== null) return failure(ask, id, trouble);
    const call: Call = {
      id,
      number,
      ask,
      state: "fetching",
      recording: null,
      doneAt: null,
      succeeded: false,
      endedAt: null,
    };
    calls.push(call);
    byId.set(id, call);
    underWay += 1;
    mostAtOnce = Math.max(mostAtOnce, underWay);
    if (isElsewhere) errands.push({ kind: "fetch", run: id, url: audio.url });
    else {
      tallyUpload(tally, audio.sha256, audio.bytes);
      take(call, audio, now);
    }
    return ask.callback === null ? { kind: "held", call: id } : server.say({ kind: "taken", ask, id });
  }

  /** Worked on as soon as there is room; nobody is told of waiting for it. */
  function take(call: Call, recording: TakenRecording, now: number): void {
    call.recording = recording;
    recordings.want(recording.sha256);
    if (working.size < scenario.concurrency) work(call, recording, now);
    else {
      call.state = "queued";
      queue.push(call);
    }
  }

  function work(call: Call, recording: TakenRecording, now: number): void {
    const lengthMs = recordings.lengthOf(recording);
    call.state = "working";
    call.doneAt = now + drawProcessing(scenario.processing, lengthMs, chance, String(call.number));
    working.add(call);
  }

  /** When a call is over; infinite while its recording is listened to. */
  function overAt({ doneAt, recording }: Call): number {
    const heardAt = recording === null ? undefined : recordings.known(recording.sha256)?.at;
    return doneAt === null || heardAt === undefined ? Number.POSITIVE_INFINITY : Math.max(doneAt, heardAt);
  }

  function nextOver(): Call | null {
    let next: Call | null = null;
    for (const call of working)
      if (overAt(call) < (next === null ? Number.POSITIVE_INFINITY : overAt(next))) next = call;
    return next;
  }

  function endOf({ ask, id }: Call, { sha256, bytes }: TakenRecording): End {
    const hearing = recordings.known(sha256)?.hearing ?? null;
    if (hearing?.ok === false) return { reply: failure(ask, id, { kind: "not-audio" }), succeeded: false };
    const transcript = transcriptOf({ provider: server.name, runId: id, sha256, bytes, hearing });
    return { reply: server.say({ kind: "transcribed", ask, id, sha256, transcript }), succeeded: true };
  }

  function end(call: Call, { reply, succeeded }: End, at: number): void {
    const { callback } = call.ask;
    working.delete(call);
    underWay -= 1;
    call.state = "over";
    call.endedAt = at;
    call.succeeded = succeeded;
    if (callback === null) errands.push({ kind: "reply", call: call.id, reply });
    else if (isLoopback(callback.url)) webhooks.tell(callback, reply.body, at, () => {});
  }

  function advance(now: number): void {
    for (let call = nextOver(); call !== null && overAt(call) <= now; call = nextOver()) {
      const at = overAt(call);
      if (call.recording !== null) end(call, endOf(call, call.recording), at);
      const next = queue.shift();
      if (next?.recording != null) work(next, next.recording, at);
    }
  }

  return {
    hear(head, body) {
      const ask = server.hear(head, body);
      if (ask.kind === "refused") return { subject: null, carryOut: () => ask.reply };
      const what = "url" in ask.audio ? ask.audio.url : ask.audio.sha256;
      return { subject: `transcribe ${what}`, carryOut: (now) => begin(ask, now) };
    },
    page: () => null,
    advance,
    wants: recordings.wants,
    heard(sha256, hearing, now) {
      recordings.heard(sha256, hearing, now);
      advance(now);
    },
    errands(now) {
      advance(now);
      const asked = errands;
      errands = [];
      return [...asked, ...webhooks.due(now).map((post): ServiceErrand => ({ kind: "post", post }))];
    },
    fetched(id, fetched, now) {
      const call = byId.get(id);
      if (call?.state !== "fetching" || !("url" in call.ask.audio)) return;
      const trouble: TranscribeTrouble | null = fetched.ok
        ? troubleWith(fetched)
        : { kind: "unreadable-url", url: call.ask.audio.url };
      if (trouble !== null) end(call, { reply: failure(call.ask, id, trouble), succeeded: false }, now);
      else if (fetched.ok) take(call, fetched, now);
    },
    posted: webhooks.answered,
    scored: () => {},
    nextErrandAt() {
      const next = nextOver();
      const times = [next === null ? null : overAt(next), webhooks.nextAt()].filter((time) => time !== null);
      return times.length === 0 ? null : Math.min(...times);
    },
    ledger: () => ledgerOf(tally, { all: calls.map(asRun), mostAtOnce }),
  };
}

function unreachable(url: string): TranscribeTrouble | null {
  return isLoopback(url) ? null : { kind: "unreadable-url", url };
}

import { describe, expect, it } from "vitest";
import { buildCatalogue } from "../src/catalogue/catalogue.ts";
import { classify } from "../src/catalogue/classify.ts";
import { GENERIC_ERRORS } from "../src/catalogue/generic.ts";
import type { Exchange } from "../src/domain/exchange.ts";
import type { Fault } from "../src/domain/fault.ts";
import type { ProviderCall, SubmitAsk } from "../src/domain/provider.ts";
import type { Stage } from "../src/domain/stage.ts";
import { understood } from "../src/engine/understand.ts";
import { decide } from "../src/policy/decide.ts";
import { defaultPolicy } from "../src/policy/policy.ts";
import { elsaProvider } from "../src/providers/elsa/client.ts";

const CATALOGUE = buildCatalogue([GENERIC_ERRORS, elsaProvider.errors]);
const { client, facts } = elsaProvider;

const ASK: SubmitAsk = {
  kind: "assessment",
  later: false,
  audio: { ref: { sha256: "0", bytes: 0, name: "a.wav", durationMs: null }, path: null, async *open() {} },
  uploadUrl: null,
  options: {},
  providerOptions: {},
};

function callAnswered(status: number, body: unknown): ProviderCall {
  const outcome = { kind: "reply", status, headers: {}, body: JSON.stringify(body), complete: true } as const;
  return {
    transport: {
      send: async ({ method, endpoint }): Promise<Exchange> => {
        return { method, endpoint, at: 0, elapsedMs: 0, sentBytes: 0, outcome };
      },
    },
    access: { baseUrl: "https://api.test", key: "k" },
    timeoutMs: 1,
    idleMs: 1,
    signal: new AbortController().signal,
  };
}

const hearer = (stage: Stage) => ({
  provider: "elsa",
  stage,
  now: 0,
  redact: (text: string) => text,
  classify: (evidence: Parameters<typeof classify>[0]) => classify(evidence, CATALOGUE),
});

async function submitted(status: number, body: unknown): Promise<Fault> {
  const answer = understood(hearer("submit"), await client.submit(callAnswered(status, body), ASK));
  if (!("fault" in answer)) throw new Error("no fault was found");
  return answer.fault;
}

async function polled(body: unknown, status = 200): Promise<Fault> {
  const heard = await client.poll?.(callAnswered(status, body), "s-1");
  if (heard === undefined) throw new Error("the client cannot poll");
  const answer = understood(hearer("wait"), heard, heard.said?.state === "failed");
  if (!("fault" in answer)) throw new Error("no fault was found");
  return answer.fault;
}

/** The verdict on a fault, the first or so many in a row. */
function verdictOn(fault: Fault, repeats = 1) {
  const job = { stage: fault.stage, attempt: 1, spent: 1, streak: 1, repeats, deadline: 1e9 };
  const situation = { fault, job, asking: false, policy: defaultPolicy, facts, canLookUp: false } as const;
  const can = ["retry", "rewind", "park", "fail", "repair", "refresh", "fetch", "reroute"] as const;
  const rest = { audioSeconds: 10, submissions: 1, uploadAgeMs: null, can };
  return decide({ ...situation, ...rest }, 0, { next: () => 0.5 }).action;
}

describe("a success of ELSA that is of no use", () => {
  it.each([
    ["elsa/unusable-recording", { quality: "noisy" }, { recording_quality: "noisy", speakers: [] }],
    ["elsa/not-relevant", { attempt: "UNSPOKEN" }, { utterance: [{ attempt_type: "UNSPOKEN" }] }],
  ])("is %s, counts as paid for, and is never asked again", async (code, params, body) => {
    const fault = await submitted(200, body);
    expect(fault).toMatchObject({ code, params, class: "audio", certainty: "accepted" });
    expect(verdictOn(fault)).toBe("fail");
  });

  it("is no success of any other kind", async () => {
    expect(await submitted(200, { hello: 1 })).toMatchObject({ code: "http/garbled-reply", certainty: "unknown" });
  });
});

describe("a run of ELSA's async mode that went wrong", () => {
  it.each([
    ["elsa/later-run-unusable", "fail", { status: "success", recording_quality: "quiet", speakers: [] }],
    ["elsa/later-run-unusable", "fail", { utterance: [{ attempt_type: "UNSPOKEN" }] }],
    ["elsa/later-run-audio", "repair", { status: "failed", reason: "The server failed to parse your m4a audio" }],
    ["elsa/later-run-audio", "repair", { status: "failed", reason: "Failed to decode audio" }],
    ["elsa/later-run-failed", "rewind", { status: "failed", reason: "ASR timeout" }],
    ["elsa/later-run-failed", "rewind", { status: "failed", reason: "exception in ASR: worker 3 died" }],
    ["provider/unknown-failure", "rewind", { status: "failed", reason: "Something new" }],
  ])("is %s and asks to %s: %j", async (code, action, body) => {
    const fault = await polled(body);
    expect(fault).toMatchObject({ code, stage: "wait" });
    expect(verdictOn(fault)).toBe(action);
  });

  it("that nobody knows is asked for again, and submitted anew when it stays unknown", async () => {
    const fault = await polled({ message: "Not Found" }, 404);
    expect(fault).toMatchObject({ code: "elsa/later-run-not-found", attempts: 6 });
    expect(verdictOn(fault)).toBe("retry");
    expect(verdictOn(fault, 6)).toBe("rewind");
  });

  it("is asked for with a token that may have expired since", async () => {
    const fault = await polled({ message: "Invalid session token: abc" }, 401);
    expect(fault).toMatchObject({ code: "elsa/invalid-session-token", remedy: "refresh" });
  });
});

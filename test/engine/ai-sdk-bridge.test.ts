import { APICallError } from "@ai-sdk/provider";
import { describe, expect, it } from "vitest";
import type { AccountPolicy } from "../../src/domain/account-policy.ts";
import type { Policy } from "../../src/domain/policy.ts";
import type { Provider } from "../../src/domain/provider.ts";
import type { Clock } from "../../src/domain/runtime.ts";
import { defaultAccountPolicy } from "../../src/policy/account-policy.ts";
import { defaultPolicy } from "../../src/policy/policy.ts";
import { aiSdkProvider } from "../../src/providers/ai-sdk/client.ts";
import { openai } from "../../src/providers/openai/client.ts";
import { openaiServer } from "../../src/providers/openai/server.ts";
import { OneCallDesk, type OneCallDeskOptions } from "./one-call-desk.ts";

const HOUR_MS = 3_600_000;
const ANSWER = { text: "go on", segments: [{ text: "go on", startSecond: 0, endSecond: 3 }] };

const refused = (statusCode: number, body: object | string, over: object = {}) =>
  new APICallError({
    ...{ message: "refused", url: "https://a.test", requestBodyValues: { model: "x" }, statusCode },
    responseBody: typeof body === "string" ? body : JSON.stringify(body),
    ...over,
  });
const lost = () => refused(500, "Internal Server Error", { requestBodyValues: {} });
const bare = (words: string) => new Error(`Transcription failed: ${words}`);

/** The real engine in virtual time, before a model that throws these, call by call, and then answers. */
class ModelDesk {
  readonly #desk: OneCallDesk;
  /** When each call came, ms since the beginning. */
  readonly calls: number[] = [];

  constructor(thrown: readonly unknown[], whose: string, options: Partial<OneCallDeskOptions> = {}) {
    const at = (): Clock => this.#desk.runtime.clock;
    const clock: Clock = {
      now: () => at().now(),
      monotonic: () => at().monotonic(),
      sleep: (ms, signal) => at().sleep(ms, signal),
      settled: () => at().settled(),
    };
    const began = { at: Number.NaN };
    const doGenerate = async (): Promise<object> => {
      this.calls.push(at().now() - began.at);
      const error = thrown[this.calls.length - 1];
      if (error !== undefined) throw error;
      return ANSWER;
    };
    const model = {
      specificationVersion: "v3",
      provider: `${whose}.transcription`,
      modelId: "small",
      doGenerate,
    } as const;
    const provider = aiSdkProvider(`ai-sdk-${whose}`, model, {}, clock);
    this.#desk = new OneCallDesk({ provider, server: openaiServer, ...options });
    began.at = at().now();
  }

  /** What comes of one job within an hour: its faults and verdicts, and where it stands. */
  outcome(): Promise<{ readonly faults: readonly string[]; readonly status: string | undefined }> {
    return this.#desk.play(async () => {
      const [id = ""] = await this.#desk.accept();
      await this.#desk.work(HOUR_MS);
      const job = await this.#desk.means.store.get(id);
      return { faults: await this.#desk.faults(id), status: job?.state.status };
    });
  }
}

/** Sending again what may have been charged is allowed, up to some seconds of audio. */
const resubmitting: Policy = {
  ...defaultPolicy,
  reconcile: { ...defaultPolicy.reconcile, onUncertain: "resubmit", resubmitUpToSeconds: 60 },
};
const { budgets } = defaultAccountPolicy;
const withMoney: AccountPolicy = {
  ...defaultAccountPolicy,
  budgets: { ...budgets, money: { ...budgets.money, share: 0, floorSeconds: 60, duplicatesOfJob: 1 } },
};

const outcomeOf = (thrown: readonly unknown[], whose = "acme", options: Partial<OneCallDeskOptions> = {}) =>
  new ModelDesk(thrown, whose, options).outcome();

describe("a job at a model of the AI SDK", { timeout: 60_000 }, () => {
  it("gets over an overload at the server's own pace", async () => {
    const desk = new ModelDesk([refused(429, "slow down", { responseHeaders: { "retry-after": "40" } })], "acme");
    expect(await desk.outcome()).toEqual({ faults: ["http/429: retry"], status: "completed" });
    const [first = 0, second = 0] = desk.calls;
    expect(second - first).toBeGreaterThanOrEqual(40_000);
  });

  it("is decided by what is known of the company behind the model", async () => {
    const quota = { error: { message: "You exceeded your current quota", code: "insufficient_quota" } };
    const thrown = [refused(429, quota)];
    expect((await outcomeOf(thrown, "openai")).faults).toEqual(["openai/quota: park"]);
    expect((await outcomeOf(thrown, "groq")).faults).toEqual(["openai/quota: park"]);
    expect((await outcomeOf(thrown)).faults).toEqual(["http/429: retry"]);
  });

  it("runs again what ended in words that are known for it, as often as runs may, and fails for those of good", async () => {
    const server = bare("Internal server error. Please retry your request.");
    const again = "assemblyai/server-error: rewind";
    expect(await outcomeOf([server], "assemblyai")).toEqual({ faults: [again], status: "completed" });
    expect(await outcomeOf([server, server, server, server], "assemblyai")).toEqual({
      faults: [again, again, "assemblyai/server-error: fail"],
      status: "failed",
    });
    const silent = bare("language_detection cannot be performed on files with no spoken audio.");
    expect(await outcomeOf([silent], "assemblyai")).toEqual({
      faults: ["assemblyai/no-speech: fail"],
      status: "failed",
    });
  });

  it("takes an upload that another company's model has to begin anew for another call", async () => {
    const { faults, status } = await outcomeOf([refused(403, "Cannot access uploaded file")], "assemblyai");
    expect({ faults, status }).toEqual({ faults: ["assemblyai/upload-forbidden: retry"], status: "completed" });
  });

  it.each([
    ["a run that is lost", lost(), "model/lost-run"],
    ["words that nobody knows", bare("Unknown error"), "model/failed"],
    ["a connection that broke", Object.assign(new Error("read ECONNRESET"), { code: "ECONNRESET" }), "network/reset"],
    ["a server's error", refused(502, "bad gateway"), "http/502"],
  ])("is held after %s: it may be paid for, and nobody can be asked", async (_, thrown, code) => {
    expect(await outcomeOf([thrown])).toEqual({ faults: [`${code}: park`], status: "parked" });
  });

  it("is sent again after these where policy and budget allow, once", async () => {
    const paying = { policy: resubmitting, accountPolicy: withMoney };
    expect(await outcomeOf([lost()], "acme", paying)).toEqual({
      faults: ["model/lost-run: retry"],
      status: "completed",
    });
    expect(await outcomeOf([lost(), lost(), lost()], "acme", paying)).toEqual({
      faults: ["model/lost-run: retry", "model/lost-run: park"],
      status: "parked",
    });
  });

  it("waits while another program works on the store that does not have the model, and is done when one has it", () => {
    const desk = new OneCallDesk({ provider: openai, server: openaiServer });
    const providers = desk.means.providers as Map<string, Provider>;
    return desk.play(async () => {
      const [id = ""] = await desk.accept();
      providers.delete(openai.name);
      await desk.work(10 * 60_000);
      expect((await desk.means.store.get(id))?.state.status).toBe("open");
      providers.set(openai.name, openai);
      await desk.work(HOUR_MS);
      expect((await desk.means.store.get(id))?.state.status).toBe("completed");
      expect(await desk.faults(id)).toEqual([]);
    });
  });

  it("waits for a key, and goes on when the account is on trial", async () => {
    const noKey = Object.assign(new Error("OpenAI API key is missing."), { name: "AI_LoadAPIKeyError" });
    expect(await outcomeOf([noKey])).toMatchObject({ faults: ["model/no-key: park"], status: "completed" });
  });
});

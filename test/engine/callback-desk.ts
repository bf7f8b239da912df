import { classify } from "../../src/catalogue/classify.ts";
import { builtInCatalogue } from "../../src/compose-catalogue.ts";
import type { AccountPolicy } from "../../src/domain/account-policy.ts";
import type { Policy } from "../../src/domain/policy.ts";
import type { NoAccess } from "../../src/domain/provider.ts";
import type { Transport } from "../../src/domain/transport.ts";
import { CALLBACK_PARAMETER, callbacks } from "../../src/engine/callbacks.ts";
import { LiveHouse } from "../../src/engine/live-house.ts";
import type { Means } from "../../src/engine/means.ts";
import { openGates } from "../../src/engine/open-gates.ts";
import { defaultAccountPolicy } from "../../src/policy/account-policy.ts";
import { defaultPolicy } from "../../src/policy/policy.ts";
import { deepgramProvider } from "../../src/providers/deepgram/client.ts";
import { deepgramServer } from "../../src/providers/deepgram/server.ts";
import { VirtualRuntime } from "../../src/simulation/virtual-runtime.ts";
import { memoryStore } from "../../src/store/memory.ts";
import { memorySpool } from "../../src/store/memory-spool.ts";
import { inProcessTransport } from "../../src/twin/in-process.ts";
import { parseScenario } from "../../src/twin/scenario.ts";
import { createTwin } from "../../src/twin/twin.ts";
import type { Post } from "../../src/twin/webhooks.ts";
import { wav } from "../elsa-talk.ts";
import { NO_WEB } from "./desk.ts";

const BASE_URL = "http://deepgram";
const KEY = "planted-deepgram-key";
const RUN = "desk";

export interface CallbackDeskOptions {
  /** The twin's script, as YAML. Default twenty seconds of work and no fault. */
  readonly scenario?: string;
  readonly policy?: Policy;
  readonly accountPolicy?: AccountPolicy;
  /** Puts something between the engine and the twin. */
  readonly wire?: (twin: Transport, desk: CallbackDesk) => Transport;
}

/** A whole house with a webhook before Deepgram's twin, a store in memory, virtual time. */
export class CallbackDesk {
  readonly runtime = new VirtualRuntime(1);
  readonly means: Means;
  /** Requests that went out to the twin, by their addresses. */
  readonly sent: string[] = [];
  /** What the twin sent to the webhook, with the status that it was answered with. */
  readonly posts: { readonly post: Post; readonly status: number | null }[] = [];
  /** What is at the webhook's address: our listener, nobody, or something that answers so. */
  answers: "we" | "nobody" | number = "we";
  /** Changes what the twin sends on its way. */
  onTheWay: (body: string) => string = (body) => body;
  /** Why the account has no key at the moment. */
  noKey: NoAccess | null = null;
  readonly house: LiveHouse;
  readonly #twin;
  readonly #policy: Policy;
  readonly #began: number;

  constructor({ scenario = "processing: 20s", policy = defaultPolicy, ...options }: CallbackDeskOptions = {}) {
    const { accountPolicy = defaultAccountPolicy, wire } = options;
    const { runtime } = this;
    const { clock } = runtime;
    this.#policy = policy;
    this.#began = clock.now();
    const script = parseScenario(scenario, "day.yaml");
    const about = { seed: 1, baseUrl: BASE_URL, startedAt: clock.now() };
    this.#twin = createTwin({ server: deepgramServer, scenario: script, ...about });
    const courier = {
      fetch: () => Promise.reject(new Error("nothing is fetched here")),
      post: (post: Post) => this.receive(post),
    };
    const direct = inProcessTransport(this.#twin, runtime, { latencyMs: 20, courier });
    const wired = wire?.(direct, this) ?? direct;
    const catalogue = builtInCatalogue();
    const store = memoryStore({ clock });
    const classOf = (code: string) => catalogue.find(code)?.class ?? null;
    this.means = {
      runtime,
      store,
      gates: openGates({ runtime, store, policy: accountPolicy, classOf }),
      spool: memorySpool(clock.now),
      transport: {
        send: (call, limits) => {
          this.sent.push(call.url);
          return wired.send(call, limits);
        },
      },
      providers: new Map([[deepgramProvider.name, deepgramProvider]]),
      classify: (evidence) => classify(evidence, catalogue),
      access: async () => this.noKey ?? { baseUrl: BASE_URL, key: KEY },
      callbacks: callbacks({ url: "http://127.0.0.1:8080/hook", secret: "the secret of this store" }),
    };
    this.house = this.#openHouse();
  }

  #openHouse(): LiveHouse {
    return new LiveHouse({
      means: this.means,
      downloads: NO_WEB,
      recogniser: {
        name: "none",
        missing: async () => [],
        recognise: async () => ({ ok: false, code: "none", message: "not asked for here" }),
      },
      provider: deepgramProvider,
      account: { name: "deepgram", provider: "deepgram", baseUrl: BASE_URL, cap: 20, keyPrint: null },
      policy: this.#policy,
      turns: 20,
      close: async () => undefined,
    });
  }

  /** What the listener does, without its sockets. */
  async receive(post: Post): Promise<number | null> {
    const status = await this.#answer(post);
    this.posts.push({ post, status });
    return status;
  }

  async #answer({ webhook, body }: Post): Promise<number | null> {
    if (this.answers === "nobody") return null;
    if (this.answers !== "we") return this.answers;
    const token = new URL(webhook.url).searchParams.get(CALLBACK_PARAMETER) ?? "";
    const run = this.means.callbacks?.runOf(token) ?? null;
    if (run === null) return 401;
    return (await this.house.arrive(run, this.onTheWay(body))) === "unreadable" ? 400 : 200;
  }

  get ledger() {
    return this.#twin.ledger(this.runtime.clock.now());
  }

  /** ms since the beginning. */
  get elapsed(): number {
    return this.runtime.clock.now() - this.#began;
  }

  play<T>(test: () => Promise<T>): Promise<T> {
    return this.runtime.run(test());
  }

  /** A recording of three seconds; nobody knows so but where it `isMeasured`. */
  async accept({ isMeasured = false } = {}): Promise<string> {
    const { store, runtime } = this.means;
    const { id } = await this.house.accept({ audio: wav({ seconds: 3, seed: 1 }), name: "call.wav", run: RUN });
    if (!isMeasured) return id;
    const [claim] = await store.claim(1, "somebody who measures", 1_000);
    if (claim === undefined) throw new Error("nothing is due");
    const audio = { ...claim.job.request.audio, durationMs: 3_000 };
    const prepared = { pieces: [{ audio, fromMs: 0, toMs: null }], channels: 1, recordedChannels: 1 } as const;
    const job = { ...claim.job, prepared, state: { status: "open", due: runtime.clock.now() } } as const;
    await store.save({ turn: claim.turn, job, submissions: [], entries: [], holdUntil: null });
    return id;
  }

  /** Works until all is over or held, or for so long, ms. */
  async work(ms = 24 * 3_600_000): Promise<string> {
    const { clock } = this.runtime;
    const stop = new AbortController();
    const over = new AbortController();
    clock.sleep(ms, over.signal).then(
      () => stop.abort(),
      () => undefined,
    );
    const { why } = await this.house.work({ run: RUN }, { signal: stop.signal });
    over.abort();
    return why;
  }

  async status(id: string): Promise<string | undefined> {
    return (await this.means.store.get(id))?.state.status;
  }

  /** Each fault of a job: its code, what was decided and by which rule. */
  async faults(id: string): Promise<readonly string[]> {
    const records = await this.means.store.journal(id);
    return records.flatMap(({ entry }) =>
      entry.type === "fault" ? [`${entry.fault.code}: ${entry.verdict.action} by ${entry.verdict.rule}`] : [],
    );
  }

  /** All that a store keeps of a job but what is private, as text. */
  async kept(id: string): Promise<string> {
    const { store } = this.means;
    const submissions = (await store.submissions(id)).map(({ private: _private, ...rest }) => rest);
    return JSON.stringify([await store.get(id), await store.journal(id), submissions, await store.result(id)]);
  }
}

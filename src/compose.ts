import { randomBytes } from "node:crypto";
import { classify } from "./catalogue/classify.ts";
import type { OwnEntry } from "./catalogue/own-entry.ts";
import { loadCatalogue } from "./compose-catalogue.ts";
import { openStoreOnly } from "./compose-store.ts";
import { SettingsError } from "./domain/errors.ts";
import type { Evidence } from "./domain/evidence.ts";
import type { Programs } from "./domain/programs.ts";
import type { Access, Provider } from "./domain/provider.ts";
import type { ProviderServer } from "./domain/provider-server.ts";
import type { Recogniser } from "./domain/recogniser.ts";
import type { Runtime } from "./domain/runtime.ts";
import type { AccountRow, JobStore } from "./domain/store.ts";
import { downloads } from "./engine/download.ts";
import type { House } from "./engine/house.ts";
import { LiveHouse } from "./engine/live-house.ts";
import { liveRuntime } from "./engine/live-runtime.ts";
import { type Logger, observe } from "./engine/observer.ts";
import { type Probe, probe } from "./engine/probe.ts";
import { undiciTransport } from "./engine/transport.ts";
import { listenForWebhooks, type WebhookListener, type WebhookListenerOptions } from "./engine/webhook-listener.ts";
import { recordingLength } from "./programs/length.ts";
import { pocketsphinxRecogniser } from "./programs/pocketsphinx.ts";
import { hostPrograms } from "./programs/programs.ts";
import { ASSEMBLYAI_BASE_URLS, assemblyai } from "./providers/assemblyai/client.ts";
import { assemblyaiServer } from "./providers/assemblyai/server.ts";
import { localProvider } from "./providers/local/client.ts";
import type { Settings } from "./settings.ts";

/** Room for turns that hold no slot of the account: deliveries, and jobs that find out that they are over. */
const SPARE_TURNS = 32;

/** A provider on this machine is as slow as its processor; its jobs share one, beside what else runs. */
const LOCAL_JOBS = 2;

/** What only a program can give: no flag and no variable says it. */
export interface Extras {
  /** Also fetch recordings from this machine and its network. Default false. */
  readonly allowPrivateHosts?: boolean;
  /** Told of all that happens to jobs while they are worked on. Default none. */
  readonly logger?: Logger;
  /** Where the provider may tell that a run is over, instead of being asked only. Default nowhere. */
  readonly webhooks?: Webhooks;
  /** Own entries and overrides for the catalogue, in place of those of the settings' file. Default none. */
  readonly catalogue?: readonly OwnEntry[];
}

/** A listener for the provider's webhooks. They are hints: whatever they miss, the polls find. */
export interface Webhooks {
  /** The address that the provider is given: public, in front of the listener. */
  readonly url: string;
  /** Port of the listener on this machine; 0 takes any free one. */
  readonly port: number;
  /** Address to listen at. Default 127.0.0.1, behind a proxy or tunnel. */
  readonly host?: string;
}

/** Settings in, a working house out: the only file that names concrete providers, stores and programs. */
export async function compose(settings: Settings, extras: Extras = {}): Promise<House> {
  const { allowPrivateHosts = false, logger, webhooks } = extras;
  const runtime = liveRuntime();
  const recogniser = pocketsphinxRecogniser(hostPrograms(settings.pathVariable));
  const providers = providersOf(runtime, recogniser);
  const provider = providers.get(settings.provider);
  if (provider === undefined) {
    const known = [...providers.keys()].join(", ");
    throw new SettingsError("settings/provider", `There is no provider ${settings.provider}.`, `Use one of ${known}.`);
  }
  const catalogue = await loadCatalogue(settings, extras.catalogue);
  const account = accountOf(settings, provider);
  const { store, spool, close } = await openStoreOnly(settings);
  const transport = undiciTransport(runtime.clock);
  // Made anew each time and kept nowhere: what an earlier process asked for is found by polling.
  const header = { name: "x-tenuto-webhook", value: randomBytes(24).toString("hex") };
  let listener: WebhookListener | null = null;
  const house = new LiveHouse({
    means: {
      ...(webhooks === undefined ? {} : { webhook: { url: webhooks.url, header } }),
      runtime,
      store,
      spool,
      transport,
      providers,
      classify: (evidence) => classify(evidence, catalogue),
      access: accessFrom(store, settings),
    },
    ...(logger === undefined ? {} : { onEntry: observe(logger, store) }),
    downloads: downloads(runtime.clock, { allowPrivateHosts }),
    recogniser,
    provider,
    account,
    policy: settings.policy,
    turns: settings.concurrency + SPARE_TURNS,
    close: async () => {
      await listener?.close();
      await transport.close();
      await close();
    },
  });
  const hint = (remoteId: string): Promise<void> => house.hint(remoteId);
  if (webhooks !== undefined) listener = await listenOrClose({ ...webhooks, header, hint }, house);
  return house;
}

async function listenOrClose(options: WebhookListenerOptions, house: House): Promise<WebhookListener> {
  try {
    return await listenForWebhooks(options);
  } catch (error) {
    await house.close();
    throw error;
  }
}

/** Asks each provider that there is a key for whether it is there and takes it; by the provider's name. */
export async function probeKeys(settings: Settings, signal: AbortSignal): Promise<ReadonlyMap<string, Probe>> {
  const runtime = liveRuntime();
  const providers = providersOf(runtime, pocketsphinxRecogniser(hostPrograms(settings.pathVariable)));
  const catalogue = await loadCatalogue(settings);
  const transport = undiciTransport(runtime.clock);
  const means = { runtime, transport, classify: (evidence: Evidence) => classify(evidence, catalogue) };
  const answers = new Map<string, Probe>();
  try {
    for (const [name, key] of Object.entries(settings.keys)) {
      const provider = providers.get(name);
      if (provider === undefined) continue;
      // An address in place of the provider's own is meant for the chosen one.
      const { baseUrl } = accountOf(name === settings.provider ? settings : { ...settings, baseUrl: null }, provider);
      answers.set(name, await probe(means, provider, { baseUrl, key }, signal));
    }
  } finally {
    await transport.close();
  }
  return answers;
}

/** The programs of this machine that Tenuto can use, and what each says of itself; null where it cannot be used. */
export async function programVersions(pathVariable: string): Promise<ReadonlyMap<string, string | null>> {
  const programs = hostPrograms(pathVariable);
  // Its name differs from system to system and it tells no version: whether it loads its models is what counts.
  const recogniser = pocketsphinxRecogniser(programs);
  const [ffmpeg, missing] = await Promise.all([programs.version("ffmpeg"), recogniser.missing()]);
  const lacks = missing.some((name) => name.startsWith(recogniser.name));
  return new Map([
    ["ffmpeg", ffmpeg],
    [recogniser.name, lacks ? null : "loads, with its English models"],
  ]);
}

/** Tells how long a recording is, in ms, from its header; null where ffprobe cannot say. */
export function lengthProbe(pathVariable: string): (path: string) => Promise<number | null> {
  const programs = hostPrograms(pathVariable);
  return (path) => recordingLength(programs, path);
}

/** What a twin is made of: the provider that it doubles, live time, the recogniser that it is lent, and its programs. */
export function twinParts(pathVariable: string): {
  readonly server: ProviderServer;
  readonly runtime: Runtime;
  readonly recogniser: Recogniser;
  readonly programs: Programs;
} {
  const programs = hostPrograms(pathVariable);
  const recogniser = pocketsphinxRecogniser(programs);
  return { server: assemblyaiServer, runtime: liveRuntime(), recogniser, programs };
}

function providersOf(runtime: Runtime, recogniser: Recogniser): ReadonlyMap<string, Provider> {
  const all = [assemblyai, localProvider(recogniser, runtime.clock)];
  return new Map(all.map((provider) => [provider.name, provider]));
}

/** Named for the provider and, off its usual address, for where it is: an upload is known only where it was made. */
function accountOf(settings: Settings, provider: Provider): AccountRow {
  const regional = provider.name === assemblyai.name ? ASSEMBLYAI_BASE_URLS[settings.region] : "";
  const baseUrl = settings.baseUrl ?? regional;
  const place = settings.baseUrl === null ? (settings.region === "us" ? "" : `@${settings.region}`) : `@${baseUrl}`;
  return {
    name: `${provider.name}${place}`,
    provider: provider.name,
    baseUrl,
    cap: provider.facts.stages.includes("wait") ? settings.concurrency : Math.min(settings.concurrency, LOCAL_JOBS),
    holdUntil: null,
    reason: null,
  };
}

/** Resolves an account's address from the store and its key from the settings, once each. */
function accessFrom(store: JobStore, settings: Settings): (account: string) => Promise<Access | null> {
  const known = new Map<string, Promise<AccountRow | null>>();
  return async (name) => {
    let row = known.get(name);
    if (row === undefined) {
      row = store.account(name);
      known.set(name, row);
    }
    const account = await row;
    if (account === null) return null;
    if (account.baseUrl === "") return { baseUrl: "", key: "" };
    const key = settings.keys[account.provider];
    return key === undefined ? null : { baseUrl: account.baseUrl, key };
  };
}

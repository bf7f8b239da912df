import { classify } from "./catalogue/classify.ts";
import { localFault } from "./catalogue/local-fault.ts";
import type { OwnEntry } from "./catalogue/own-entry.ts";
import { accountOf, addressOf, keysOf, placeTrouble, requireFence, turnsOf } from "./compose-accounts.ts";
import { inspector, mender } from "./compose-audio.ts";
import { loadCatalogue } from "./compose-catalogue.ts";
import { openStoreOnly } from "./compose-store.ts";
import { hearingOf, type Webhooks } from "./compose-webhooks.ts";
import type { Aligner } from "./domain/aligner.ts";
import { SettingsError } from "./domain/errors.ts";
import type { Evidence } from "./domain/evidence.ts";
import type { Programs } from "./domain/programs.ts";
import type { Provider } from "./domain/provider.ts";
import type { ProviderServer } from "./domain/provider-server.ts";
import type { Recogniser } from "./domain/recogniser.ts";
import type { Runtime } from "./domain/runtime.ts";
import type { ScoringServer } from "./domain/scoring-server.ts";
import type { TranscribingServer } from "./domain/transcribing-server.ts";
import type { ChainedProvider } from "./engine/chain.ts";
import { downloads } from "./engine/download.ts";
import type { House } from "./engine/house.ts";
import { KeyRing } from "./engine/key-ring.ts";
import { LiveHouse } from "./engine/live-house.ts";
import { liveRuntime } from "./engine/live-runtime.ts";
import type { Logger } from "./engine/observer.ts";
import { observersOf } from "./engine/observers.ts";
import { openGates } from "./engine/open-gates.ts";
import { type Probe, probe } from "./engine/probe.ts";
import type { RecordingTools } from "./engine/recordings.ts";
import type { TelemetryOptions } from "./engine/telemetry/telemetry.ts";
import { undiciTransport } from "./engine/transport.ts";
import type { WebhookListener } from "./engine/webhook-listener.ts";
import { soundswallowerAligner } from "./programs/aligner.ts";
import { recordingLength } from "./programs/length.ts";
import { pocketsphinxRecogniser } from "./programs/pocketsphinx.ts";
import { hostPrograms } from "./programs/programs.ts";
import { assemblyai } from "./providers/assemblyai/client.ts";
import { assemblyaiServer } from "./providers/assemblyai/server.ts";
import { type DeepgramOptions, deepgram } from "./providers/deepgram/client.ts";
import { deepgramServer } from "./providers/deepgram/server.ts";
import type { ElsaOptions } from "./providers/elsa/client/options.ts";
import { elsa } from "./providers/elsa/client.ts";
import { elsaServer } from "./providers/elsa/server.ts";
import { localProvider } from "./providers/local/client.ts";
import { openai } from "./providers/openai/client.ts";
import { openaiServer } from "./providers/openai/server.ts";
import { keyReader } from "./settings/key.ts";
import { patienceOf } from "./settings/patience-of.ts";
import type { ChainLink, Settings } from "./settings.ts";

export type { DeepgramOptions, ElsaOptions, Webhooks };

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
  /** What ELSA's documents leave open. */
  readonly elsa?: ElsaOptions;
  /** How Deepgram is asked. */
  readonly deepgram?: DeepgramOptions;
  /** Spans and figures of OpenTelemetry. Default none. */
  readonly telemetry?: TelemetryOptions;
  /** Providers beside the house's own, such as those of another library. Default none. */
  readonly providers?: readonly Provider[];
  /** What later links of the chain get untouched, by the name of each. Default nothing. */
  readonly linkOptions?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

/** Settings in, a working house out: the only file that names concrete providers, stores and programs. */
export async function compose(settings: Settings, extras: Extras = {}): Promise<House> {
  const { allowPrivateHosts = false, webhooks } = extras;
  const runtime = liveRuntime();
  const programs = hostPrograms(settings.pathVariable);
  const recogniser = pocketsphinxRecogniser(programs);
  const providers = providersOf(runtime, recogniser, programs, extras);
  const provider = providers.get(settings.provider);
  if (provider === undefined) {
    const known = [...providers.keys()].join(", ");
    throw new SettingsError("settings/provider", `There is no provider ${settings.provider}.`, `Use one of ${known}.`);
  }
  const catalogue = await loadCatalogue(settings, extras.catalogue);
  const account = accountOf(settings);
  const others = settings.others.map((link) => chained(settings, link, providers, extras));
  requireFence(settings, providers);
  const patience = await patienceOf(settings);
  const { store, spool, close } = await openStoreOnly(settings);
  for (const { name } of [account, ...settings.others.map((link) => accountOf(settings, link))]) {
    const known = await store.account(name);
    const trouble = known === null ? null : placeTrouble(known, settings);
    if (trouble === null) continue;
    await close();
    throw trouble;
  }
  const accounts = [account, ...settings.others.map((link) => accountOf(settings, link))] as const;
  const keys = keysOf(store, runtime.clock, accounts, settings);
  const transport = undiciTransport(runtime.clock);
  const recordings = { inspector: inspector(settings), mender: mender(settings) };
  const fetching = downloads(runtime.clock, { allowPrivateHosts });
  const hearing = await hearingOf(store, webhooks);
  let listener: WebhookListener | null = null;
  const house = new LiveHouse({
    means: {
      ...hearing.means,
      runtime,
      store,
      spool,
      transport,
      providers,
      classify: (evidence) => classify(evidence, catalogue),
      access: keys.access,
      recordings,
      renewKey: keys.renew,
      bring: async (url, name, signal) => {
        const bytes = await fetching.open(new URL(url), signal);
        return spool.put(bytes, name, signal);
      },
      gates: openGates({
        runtime,
        store,
        policy: patience.account,
        policies: patience.accounts,
        classOf: (code) => catalogue.find(code)?.class ?? null,
      }),
    },
    ...(await observersOf(store, extras, providers)),
    downloads: fetching,
    recogniser,
    provider,
    account: { ...account, keyPrint: null },
    others,
    mayLose: settings.mayLose,
    keys,
    policy: patience.policy,
    fairBy: patience.account.fairBy,
    turns: turnsOf(settings),
    close: async () => {
      await listener?.close();
      await transport.close();
      await recordings.inspector.close();
      await close();
    },
  });
  listener = await hearing.listen(house);
  return house;
}

/** A later link of the chain. */
function chained(
  settings: Settings,
  link: ChainLink,
  providers: ReadonlyMap<string, Provider>,
  { linkOptions = {} }: Extras,
): ChainedProvider {
  const provider = providers.get(link.provider);
  if (provider === undefined) throw new Error(`the settings let provider ${link.provider} pass, and nobody has it`);
  const providerOptions = linkOptions[link.account ?? link.provider] ?? {};
  return { provider, account: accountOf(settings, link).name, providerOptions };
}

/**
 * Asks each provider that there is a key for whether it is there and takes it; by the provider's name, and by those of the
 * accounts that somebody described.
 */
export async function probeKeys(settings: Settings, signal: AbortSignal): Promise<ReadonlyMap<string, Probe>> {
  const runtime = liveRuntime();
  const programs = hostPrograms(settings.pathVariable);
  const providers = providersOf(runtime, pocketsphinxRecogniser(programs), programs);
  const catalogue = await loadCatalogue(settings);
  const transport = undiciTransport(runtime.clock);
  const means = { runtime, transport, classify: (evidence: Evidence) => classify(evidence, catalogue) };
  const answers = new Map<string, Probe>();
  // An address in place of the provider's own is meant for the chosen one.
  const { region, baseUrl } = settings.account === null ? settings : { region: "us" as const, baseUrl: null };
  const usual = Object.entries(settings.keys).map(([name, key]) => {
    return { name, provider: name, region, baseUrl: name === settings.provider ? baseUrl : null, key };
  });
  try {
    for (const account of [...usual, ...Object.values(settings.accounts)]) {
      const provider = providers.get(account.provider);
      if (provider === undefined || account.key === null) continue;
      const ring = new KeyRing(keyReader(account.key), runtime.clock);
      answers.set(account.name, await probeAccount(means, provider, addressOf(account), ring, signal));
    }
  } finally {
    await transport.close();
  }
  return answers;
}

async function probeAccount(
  means: Parameters<typeof probe>[0],
  provider: Provider,
  baseUrl: string,
  ring: KeyRing,
  signal: AbortSignal,
): Promise<Probe> {
  const key = await ring.key().catch((error: unknown) => error);
  if (typeof key === "string") return probe(means, provider, { baseUrl, key }, signal);
  const fault = localFault("tenuto/no-key", ring.told(key), "wait", means.runtime.clock.now());
  return { kind: "trouble", fault };
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

/** The providers that a twin can double, by their names. */
const TWIN_SERVERS = {
  assemblyai: assemblyaiServer,
  deepgram: deepgramServer,
  elsa: elsaServer,
  openai: openaiServer,
} as const;

/** What a twin is made of: the provider that it doubles, live time, who listens for it, and their programs. */
export function twinParts(
  pathVariable: string,
  provider: keyof typeof TWIN_SERVERS = "assemblyai",
): {
  readonly server: ProviderServer | ScoringServer | TranscribingServer;
  readonly runtime: Runtime;
  readonly recogniser: Recogniser;
  readonly aligner: Aligner;
  readonly programs: Programs;
} {
  const programs = hostPrograms(pathVariable);
  const recogniser = pocketsphinxRecogniser(programs);
  const aligner = soundswallowerAligner(programs);
  return { server: TWIN_SERVERS[provider], runtime: liveRuntime(), recogniser, aligner, programs };
}

/** All that is needed for recordings that somebody wants looked into or mended, without any job. */
export function recordingToolsOf(settings: Pick<Settings, "pathVariable">): RecordingTools {
  const fetching = downloads(liveRuntime().clock, { allowPrivateHosts: false });
  return { inspector: inspector(settings), mender: mender(settings), downloads: fetching };
}

function providersOf(
  runtime: Runtime,
  recogniser: Recogniser,
  programs: Programs,
  {
    elsa: elsaOptions,
    deepgram: deepgramOptions,
    providers = [],
  }: Pick<Extras, "elsa" | "deepgram" | "providers"> = {},
): ReadonlyMap<string, Provider> {
  const aligner = soundswallowerAligner(programs);
  const all = [
    assemblyai,
    openai,
    deepgram(deepgramOptions),
    elsa(elsaOptions),
    localProvider({ recogniser, aligner }, runtime.clock),
    ...providers,
  ];
  return new Map(all.map((provider) => [provider.name, provider]));
}

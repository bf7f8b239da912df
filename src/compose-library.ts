import type { OwnEntry } from "./catalogue/own-entry.ts";
import { compose, type DeepgramOptions, type ElsaOptions, type Webhooks } from "./compose.ts";
import { supportDesk } from "./compose-support.ts";
import type { AccountPolicy } from "./domain/account-policy.ts";
import type { LosableOption } from "./domain/link.ts";
import type { Policy } from "./domain/policy.ts";
import type { Provider } from "./domain/provider.ts";
import { LiveTenuto } from "./engine/live-tenuto.ts";
import type { Logger } from "./engine/observer.ts";
import type { TelemetryOptions } from "./engine/telemetry/telemetry.ts";
import type { Tenuto } from "./engine/tenuto.ts";
import type { Overrides } from "./policy/laid-over.ts";
import { type AccountOptions, type KeyFunction, type Region, readSettings } from "./settings.ts";

/** A link of a chain with what it alone gets. */
export interface ChainLinkOptions {
  /** A provider's name, the name of one of `accounts`, or a provider of your own. */
  readonly link: string | Provider;
  /** Sent to this link as they are, such as `{ model: "whisper-1" }`; those of a call go to the first link. Default none. */
  readonly providerOptions?: Readonly<Record<string, unknown>>;
}

export interface TenutoOptions {
  /**
   * `assemblyai` (default), `openai` for any server of `/v1/audio/transcriptions`, `deepgram`, `elsa`, or `local`, the rough
   * English recogniser of this machine.
   */
  readonly provider?: string;
  /**
   * The key, or a function that gives it: it is asked whenever the key is needed, though at most once a second, so that a
   * key is replaced while the jobs go on. Where it throws or gives none, jobs are held (`tenuto/no-key`). Default: the
   * provider's own variable, such as `ASSEMBLYAI_API_KEY`.
   */
  readonly apiKey?: string | KeyFunction;
  /** What ELSA's documents leave open, such as the word before the token. Default: as `elsa()` of `tenuto/providers/elsa`. */
  readonly elsa?: ElsaOptions;
  /** How Deepgram is asked: with `{ callback: false }` each answer is waited for, though there are `webhooks`. Default: they are used. */
  readonly deepgram?: DeepgramOptions;
  /**
   * Where jobs are done, in order: names of providers or accounts, or providers of your own. The first takes the place of
   * `provider` and `account`. Each later one is asked only where those before could not, and has all its attempts.
   * `Transcript.route` says who answered and why. Throws `SettingsError` `settings/chain` for a link that is unknown, is
   * there twice or has no key, and by each call that asks for something that a link cannot do. Default: no other link.
   */
  readonly chain?: readonly (string | Provider | ChainLinkOptions)[];
  /** The region that no link may be outside of: what cannot promise it is refused (`settings/fence`). Default none. */
  readonly fence?: Region;
  /** Options that a link may lack, or `all`. Default none: a call that asks for what a link does not have is refused. */
  readonly mayLose?: readonly LosableOption[] | "all";
  /** The one of `accounts` that new jobs are made for. Default: `TENUTO_ACCOUNT`, else one named for the provider and its place. */
  readonly account?: string;
  /**
   * Accounts by names of your own, each a key at a provider and region. Their jobs go on whichever of them is chosen, as
   * long as they are described. Default none.
   */
  readonly accounts?: Readonly<Record<string, AccountOptions>>;
  /** Default `us`. */
  readonly region?: Region;
  /** In place of the region's address. */
  readonly baseUrl?: string;
  /** `default`, `cookbook`, `upload-guide`, `article`, `realtime` or `batch`. */
  readonly preset?: string;
  /**
   * Figures of a job's patience laid over the preset, as `tenuto/policy` has them: attempts and backoff by stage, runs,
   * what is done about an uncertain submit. Checked by the first call, before it takes anything in: it throws
   * `SettingsError` that names each field. Default: the file named by `TENUTO_POLICY`, else none.
   */
  readonly policy?: Overrides<Policy>;
  /** The same for what is asked of accounts: rate, slots, breaker, budgets, holds. Default as for `policy`. */
  readonly accountPolicy?: Overrides<AccountPolicy>;
  /**
   * What is done about recordings before they are sent: looked into and mended where nothing is lost by it (`mend`),
   * looked into only (`check`), or nothing (`off`). What could only fail is refused in both. Default: the policy's, `mend`.
   */
  readonly prepare?: "off" | "check" | "mend";
  /** Shortest interval between polls, such as `"500ms"`. Default: the preset's, 3 s. */
  readonly pollFloor?: string;
  /** From a job's acceptance to its end, such as `"2h"`. Default: the preset's, 24 h. */
  readonly deadline?: string;
  /**
   * A file that keeps the jobs through crashes of this process. Without one they live in memory: whatever fails outside
   * is still mended, but a job that is under way when the process dies is lost to it.
   */
  readonly store?: string;
  /** Jobs at the provider at once, 1 to 10,000. Default 16. */
  readonly concurrency?: number;
  /** Requests that all jobs of an account together make in five minutes, 1 to 1,000,000. Default 10,000. */
  readonly requestsPer5Min?: number;
  /** Whether breakers stop calls to a provider that fails (`enforce`), only tell (`observe`), or neither (`off`). Default `enforce`. */
  readonly breaker?: "enforce" | "observe" | "off";
  /** The tag whose values share an account's slots fairly. Default: jobs go as they come. */
  readonly fairBy?: string;
  /**
   * Also fetch recordings from addresses of this machine and its network. Default false: an address may come from a
   * stranger, and what answers there may be meant for nobody outside.
   */
  readonly allowPrivateHosts?: boolean;
  /**
   * Told of everything that happens to jobs: anything with `debug`, `info`, `warn` and `error`, such as pino, which take
   * an object and a message. Default none. See `openLogFile` for one that writes JSON lines to a file.
   */
  readonly logger?: Logger;
  /**
   * Let the provider tell when a run is over, besides being asked: `url` is the public address that it is given, `port`
   * (and `host`, default 127.0.0.1) where this process listens behind it. Deepgram sends its results there. Default: it is
   * only asked.
   */
  readonly webhooks?: Webhooks;
  /**
   * Own entries for the catalogue of faults, and overrides of built-in ones, in place of any file that the environment
   * names. Checked by the first call, before it takes anything in: it throws `SettingsError` with the index and the field
   * of each that cannot be used. Default: the file named by `TENUTO_CATALOGUE`, else none.
   */
  readonly catalogue?: readonly OwnEntry[];
  /**
   * Spans and figures of OpenTelemetry for each job: `true` for what the program has registered with its API before the
   * first call, or a tracer and a meter of your own; of these, one that is left out is taken from there. Where there is
   * neither, nothing is told. Default false, and then that API is not loaded.
   */
  readonly telemetry?: boolean | TelemetryOptions;
}

/**
 * The library. Nothing is opened, and no file made, before the first call. Throws `SettingsError` for an option that
 * cannot be used.
 */
export function createTenuto(options: TenutoOptions = {}): Tenuto {
  const {
    allowPrivateHosts = false,
    logger,
    webhooks,
    catalogue,
    policy,
    accountPolicy,
    elsa,
    deepgram,
    ...others
  } = options;
  const { chain, mayLose, telemetry = false, ...flags } = others;
  const linked = chain === undefined ? null : linksOf(chain);
  // A variable that is meant for the command must not choose among accounts that this program does not have.
  const account = flags.account ?? (flags.accounts === undefined ? null : undefined);
  const settings = readSettings({
    ...flags,
    account,
    ...(linked === null ? {} : { chain: linked.names.join(","), ownProviders: linked.own.map(({ name }) => name) }),
    ...(mayLose === undefined ? {} : { mayLose: typeof mayLose === "string" ? mayLose : mayLose.join(",") }),
    store: flags.store ?? null,
    ...(policy === undefined && accountPolicy === undefined ? {} : { ownPatience: { policy, account: accountPolicy } }),
  });
  const extras = {
    allowPrivateHosts,
    ...(logger === undefined ? {} : { logger }),
    ...(webhooks === undefined ? {} : { webhooks }),
    ...(catalogue === undefined ? {} : { catalogue }),
    ...(elsa === undefined ? {} : { elsa }),
    ...(deepgram === undefined ? {} : { deepgram }),
    ...(telemetry === false ? {} : { telemetry: telemetry === true ? {} : telemetry }),
    ...(linked === null ? {} : { providers: linked.own, linkOptions: linked.options }),
  };
  const desk = supportDesk(settings, linked?.own ?? []);
  return new LiveTenuto(() => compose(settings, extras), settings.storePath !== null, desk);
}

/** A chain as the settings name it, the providers that its caller brings, and what each link gets, by its name. */
function linksOf(chain: NonNullable<TenutoOptions["chain"]>) {
  const links = chain.map((one) => (typeof one === "object" && "link" in one ? one : { link: one }));
  const nameOf = (link: string | Provider): string => (typeof link === "string" ? link : link.name);
  const options = links.flatMap(({ link, providerOptions }: ChainLinkOptions) =>
    providerOptions === undefined ? [] : [[nameOf(link), providerOptions] as const],
  );
  return {
    names: links.map(({ link }) => nameOf(link)),
    own: links.flatMap(({ link }) => (typeof link === "string" ? [] : [link])),
    options: Object.fromEntries(options),
  };
}

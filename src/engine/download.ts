import { lookup } from "node:dns";
import type { LookupFunction } from "node:net";
import { Agent, request } from "undici";
import type { Clock } from "../domain/runtime.ts";
import {
  badStatus,
  broken,
  nextUrl,
  refusedAnswer,
  requireFetchable,
  requireRecording,
  tooLarge,
} from "./fetchable.ts";
import { Patience } from "./patience.ts";
import { publicLookup } from "./public-lookup.ts";

/** The largest recording that any provider here takes. */
const MOST_BYTES = 5_000_000_000;
const MOST_REDIRECTS = 3;
const CONNECT_TIMEOUT_MS = 10_000;
/** Longest silence on the wire. */
const IDLE_MS = 30_000;

/** Codes of trouble that may have passed when the same address is asked again. */
export const PASSING_TROUBLE: readonly string[] = ["audio/url-unreachable", "audio/url-interrupted"];

/** Brings recordings from the web, under limits. */
export interface Downloads {
  /**
   * The recording's bytes. Throws `AudioError`: `audio/url` for an address that is not fetched at all, `audio/url-refused`
   * for an answer that is no recording, `audio/url-unreachable`, `audio/url-interrupted`, `audio/url-too-large`.
   */
  open(url: URL, signal?: AbortSignal): AsyncIterable<Uint8Array>;
  close(): Promise<void>;
}

export interface DownloadOptions {
  /** Also fetch from this machine and its network. Default false: an address may come from a stranger. */
  readonly allowPrivateHosts: boolean;
  /** Bytes. Default 5 GB. */
  readonly mostBytes?: number;
  /** Longest silence, ms. Default 30 s. */
  readonly idleMs?: number;
}

/**
 * Every address that a name has is looked at as the connection is made, so that a name cannot change its mind between
 * the check and the call. Redirects are followed by hand, three at most, each looked at like the first.
 */
export function downloads(clock: Clock, options: DownloadOptions): Downloads {
  const lookupHost: LookupFunction = options.allowPrivateHosts ? lookup : publicLookup;
  const agent = new Agent({
    connect: { timeout: CONNECT_TIMEOUT_MS, lookup: lookupHost },
    headersTimeout: 0,
    bodyTimeout: 0,
  });
  return {
    open: (url, signal) => fetched(agent, clock, options, url, signal),
    close: () => agent.destroy(),
  };
}

async function* fetched(
  agent: Agent,
  clock: Clock,
  options: DownloadOptions,
  url: URL,
  signal: AbortSignal | undefined,
): AsyncGenerator<Uint8Array> {
  signal?.throwIfAborted();
  const patience = new Patience(clock, options.idleMs ?? IDLE_MS, signal);
  const most = options.mostBytes ?? MOST_BYTES;
  try {
    const { host, body, length } = await reply(agent, options, url, patience.stop.signal);
    if (length !== null && length > most) throw tooLarge(host, most);
    patience.moved();
    let size = 0;
    try {
      for await (const piece of body) {
        patience.moved();
        size += piece.byteLength;
        if (size > most) throw tooLarge(host, most);
        yield piece;
        // The time that the disk took is not the host's.
        patience.moved();
      }
    } catch (error) {
      throw broken("audio/url-interrupted", `the recording from ${host} broke off`, error, patience.stop.signal);
    }
  } catch (error) {
    throw signal?.aborted === true ? signal.reason : error;
  } finally {
    patience.end();
    patience.stop.abort();
  }
}

interface Opened {
  readonly host: string;
  readonly body: AsyncIterable<Uint8Array>;
  readonly length: number | null;
}

async function reply(agent: Agent, options: DownloadOptions, first: URL, signal: AbortSignal): Promise<Opened> {
  let url = first;
  for (let redirects = 0; redirects <= MOST_REDIRECTS; redirects += 1) {
    requireFetchable(url, options.allowPrivateHosts);
    const { host } = url;
    const answer = await request(url, { method: "GET", dispatcher: agent, signal, headers: { accept: "*/*" } }).catch(
      (error: unknown) => {
        throw broken("audio/url-unreachable", `${host} cannot be reached`, error, signal);
      },
    );
    const { statusCode: status, headers, body } = answer;
    if (status === 200) {
      requireRecording(host, String(headers["content-type"] ?? ""));
      const length = Number(headers["content-length"] ?? Number.NaN);
      return { host, body, length: Number.isFinite(length) ? length : null };
    }
    await body.dump({ limit: 16_384, signal }).catch(() => undefined);
    const location = headers.location;
    if (status < 300 || status > 399 || typeof location !== "string") throw badStatus(host, status);
    url = nextUrl(url, location);
  }
  throw refusedAnswer(`${first.host} leads on more than ${MOST_REDIRECTS} times`, "give the recording's own address");
}

import { type ClientRequest, type IncomingMessage, request, STATUS_CODES } from "node:http";
import type { Clock } from "../domain/runtime.ts";
import type { Fetched } from "./account.ts";
import type { Ear } from "./ear.ts";
import { isLoopback } from "./loopback.ts";
import type { Post } from "./webhooks.ts";

/** As large as a recording of the vendor's customers may be, bytes; it is read in constant memory. */
const FETCH_BYTES = 5_000_000_000;
const FETCH_MS = 60_000;
const REDIRECTS = 5;

/** Goes where a twin must go on this machine: brings recordings and sends webhooks. */
export interface Courier {
  fetch(url: string, ear: Ear, signal: AbortSignal): Promise<Fetched>;
  /** The status of the answer; null when none came in time. */
  post(post: Post, signal: AbortSignal): Promise<number | null>;
}

export interface CourierOptions {
  readonly clock: Clock;
  /** Largest recording that is fetched, bytes. Default 5 GB. */
  readonly fetchBytes?: number;
  /** Longest time that fetching may take, ms. Default 60 s. */
  readonly fetchMs?: number;
}

/** Nobody goes anywhere: recordings elsewhere are out of reach, and webhooks are not answered. */
export const stayingAtHome: Courier = {
  fetch: async (url) => ({ ok: false, trouble: { kind: "unreachable", url } }),
  post: async () => null,
};

/** Over plain HTTP to loopback addresses and nowhere else, not even by a redirect. */
export function loopbackCourier({ clock, fetchBytes = FETCH_BYTES, fetchMs = FETCH_MS }: CourierOptions): Courier {
  return {
    async fetch(url, ear, signal) {
      const unreachable: Fetched = { ok: false, trouble: { kind: "unreachable", url } };
      return within(clock, fetchMs, signal, (limit) => bring(url, url, ear, fetchBytes, limit, REDIRECTS)).catch(
        () => unreachable,
      );
    },
    async post({ webhook: { url, header }, body, timeoutMs }, signal) {
      const headers = {
        "content-type": "application/json",
        ...(header === null ? {} : { [header.name]: header.value }),
      };
      return within(clock, timeoutMs, signal, async (limit) => {
        const answer = await answerTo(
          () => request(url, { method: "POST", headers, signal: limit, agent: false }),
          body,
        );
        answer.destroy();
        return answer.statusCode ?? null;
      }).catch(() => null);
    },
  };
}

async function bring(
  asked: string,
  url: string,
  ear: Ear,
  mostBytes: number,
  signal: AbortSignal,
  redirects: number,
): Promise<Fetched> {
  if (!isLoopback(url)) return { ok: false, trouble: { kind: "unreachable", url: asked } };
  const answer = await answerTo(() => request(url, { signal, agent: false }));
  const { statusCode: status = 0, headers } = answer;
  if (status >= 300 && status <= 399 && headers.location !== undefined && redirects > 0) {
    answer.destroy();
    return bring(asked, new URL(headers.location, url).href, ear, mostBytes, signal, redirects - 1);
  }
  if (status !== 200) {
    answer.destroy();
    return { ok: false, trouble: { kind: "refused", url: asked, status, reason: STATUS_CODES[status] ?? "" } };
  }
  if (headers["content-type"]?.startsWith("text/html") === true) {
    answer.destroy();
    return { ok: false, trouble: { kind: "web-page" } };
  }
  const taken = await ear.take(atMost(mostBytes, answer));
  return taken.bytes === 0 ? { ok: false, trouble: { kind: "no-audio" } } : { ok: true, ...taken };
}

/** Rejects for an address or a header that cannot be sent, and when the connection fails. */
function answerTo(open: () => ClientRequest, body?: string): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const asked = open();
    asked.once("response", resolve);
    // Stays for errors that come after the answer: they end its body, and nothing else.
    asked.on("error", reject);
    asked.end(body);
  });
}

async function* atMost(limit: number, bytes: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array> {
  let size = 0;
  for await (const piece of bytes) {
    size += piece.byteLength;
    if (size > limit) throw new Error(`the recording has more than ${limit} bytes`);
    yield piece;
  }
}

/** Rejects when the time is over or the caller's signal aborts. */
async function within<T>(
  clock: Clock,
  ms: number,
  signal: AbortSignal,
  work: (limit: AbortSignal) => Promise<T>,
): Promise<T> {
  const limit = new AbortController();
  const done = new AbortController();
  const timer = clock.sleep(ms, AbortSignal.any([signal, done.signal]));
  timer.then(
    () => limit.abort(new Error("too slow")),
    () => limit.abort(new Error("over")),
  );
  try {
    return await work(limit.signal);
  } finally {
    done.abort(new Error("done"));
  }
}

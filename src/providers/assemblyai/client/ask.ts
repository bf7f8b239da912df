import type { Heard, ProviderCall } from "../../../domain/provider.ts";
import type { HttpCall } from "../../../domain/transport.ts";
import { complaintOf } from "../wire.ts";

const MIB = 1024 * 1024;
/** Bytes of a reply that are read. A ten-hour transcript with its words runs to tens of MiB; a page holds 200 short rows. */
export const REPLY_BYTES = { transcript: 64 * MIB, list: 8 * MIB, other: MIB } as const;

/** What is made of the body of a 2xx; null when it makes no sense. */
type Understand<T> = (body: string, status: number) => { readonly said: T; readonly complaint: string | null } | null;

/** One request with the account's key, and what is made of a 2xx that came whole; of anything else only its words. */
export async function ask<T>(
  { transport, access, timeoutMs, idleMs, signal, onSent }: ProviderCall,
  { path, ...request }: Omit<HttpCall, "url" | "headers"> & { readonly path: string },
  replyBytes: number,
  understand: Understand<T>,
): Promise<Heard<T>> {
  const exchange = await transport.send(
    { ...request, url: `${access.baseUrl}${path}`, headers: { authorization: access.key } },
    { timeoutMs, idleMs, replyBytes, signal, ...(onSent === undefined ? {} : { onSent }) },
  );
  const { outcome } = exchange;
  if (outcome.kind === "no-reply") return { exchange, said: null, complaint: null };
  const success = outcome.complete && outcome.status >= 200 && outcome.status <= 299;
  const understood = success ? understand(outcome.body, outcome.status) : null;
  return { exchange, ...(understood ?? { said: null, complaint: complaintOf(outcome.body) }) };
}

/** Understood, and nothing to complain of. */
export const said = <T>(value: T): { readonly said: T; readonly complaint: null } => ({ said: value, complaint: null });

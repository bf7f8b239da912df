import { type Fields, parseFields } from "../../../domain/json-fields.ts";
import type { Heard, ProviderCall } from "../../../domain/provider.ts";
import type { HttpCall } from "../../../domain/transport.ts";
import { complaintOf } from "../wire.ts";

/** Bytes of a reply that are read. Each sound of each word has its own object, with links and hints. */
const REPLY_BYTES = 64 * 1024 * 1024;

export type Understood<T> = Pick<Heard<T>, "said" | "complaint">;

/** One request with the account's token, and what is made of the object in a 2xx that came whole. */
export async function ask<T>(
  { transport, access, timeoutMs, idleMs, signal, onSent }: ProviderCall,
  scheme: string,
  { path, ...request }: Omit<HttpCall, "url" | "headers"> & { readonly path: string },
  understand: (fields: Fields) => Understood<T> | null,
): Promise<Heard<T>> {
  const exchange = await transport.send(
    { ...request, url: `${access.baseUrl}${path}`, headers: headersOf(scheme, access.key) },
    { timeoutMs, idleMs, replyBytes: REPLY_BYTES, signal, ...(onSent === undefined ? {} : { onSent }) },
  );
  const { outcome } = exchange;
  if (outcome.kind === "no-reply") return { exchange, said: null, complaint: null };
  const isWhole = outcome.complete && outcome.status >= 200 && outcome.status <= 299;
  const fields = isWhole ? parseFields(outcome.body) : null;
  const understood = fields === null ? null : understand(fields);
  return { exchange, ...(understood ?? { said: null, complaint: complaintOf(outcome.body) }) };
}

function headersOf(scheme: string, key: string): Readonly<Record<string, string>> {
  const accept = "application/json";
  return key === "" ? { accept } : { accept, authorization: `${scheme} ${key}`.trim() };
}

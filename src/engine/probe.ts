import type { Fault } from "../domain/fault.ts";
import type { Access, Provider } from "../domain/provider.ts";
import type { Means } from "./means.ts";
import { redact } from "./redact.ts";
import { understood } from "./understand.ts";

/** Whoever asks wants to know soon, ms. */
const TIMEOUT_MS = 10_000;

/** What a provider answers to a question that costs nothing. */
export type Probe =
  | { readonly kind: "answers"; readonly elapsedMs: number }
  | { readonly kind: "trouble"; readonly fault: Fault }
  /** It has no such question. */
  | { readonly kind: "cannot-ask" };

/** Asks for one page of the account's list: whether the provider is there, and takes the key. */
export async function probe(
  { transport, classify, runtime }: Pick<Means, "transport" | "classify" | "runtime">,
  { name, client }: Provider,
  access: Access,
  signal: AbortSignal,
): Promise<Probe> {
  if (client.lookup === undefined) return { kind: "cannot-ask" };
  const call = { transport, access, timeoutMs: TIMEOUT_MS, idleMs: TIMEOUT_MS, signal };
  const heard = await client.lookup(call, null);
  const clean = (text: string): string => redact(text, [access.key]);
  const hearer = { classify, provider: name, stage: "wait", now: runtime.clock.now(), redact: clean } as const;
  const answer = understood(hearer, heard);
  return "fault" in answer
    ? { kind: "trouble", fault: answer.fault }
    : { kind: "answers", elapsedMs: heard.exchange.elapsedMs };
}

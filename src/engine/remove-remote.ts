import type { Job } from "../domain/job.ts";
import type { Provider, ProviderCall } from "../domain/provider.ts";
import type { Submission } from "../domain/submission.ts";
import { backoffDelay } from "../policy/backoff.ts";
import type { Means } from "./means.ts";
import { redact } from "./redact.ts";
import { understood } from "./understand.ts";

/** A run at the provider, and what became of it. */
export type RemoteRemoval =
  | { readonly remoteId: string; readonly removed: true }
  | { readonly remoteId: string; readonly removed: false; readonly why: string };

/** A hint further away than this is somebody's who comes again, ms. */
const LONGEST_HINT_MS = 60_000;

/**
 * Deletes all that the provider has of a job. Deleting twice does no harm, so it is tried as often as a submit. Throws
 * the signal's reason when that aborts between two tries.
 */
export async function removeRemote(
  means: Omit<Means, "onBytes">,
  job: Job,
  submissions: readonly Submission[],
  signal: AbortSignal,
): Promise<readonly RemoteRemoval[]> {
  const removals: RemoteRemoval[] = [];
  for (const { remoteId, provider, account } of submissions) {
    if (remoteId === null) continue;
    const why = await removeOne(means, job, { remoteId, provider: means.providers.get(provider), account }, signal);
    removals.push(why === null ? { remoteId, removed: true } : { remoteId, removed: false, why });
  }
  return removals;
}

interface Run {
  readonly remoteId: string;
  readonly provider: Provider | undefined;
  readonly account: string;
}

/** Null when it is gone, else why it is not. */
async function removeOne(
  means: Omit<Means, "onBytes">,
  job: Job,
  { remoteId, provider, account }: Run,
  signal: AbortSignal,
): Promise<string | null> {
  const { clock, dice } = means.runtime;
  if (provider?.client.remove === undefined) return "its provider has no way to delete it";
  const access = await means.access(account);
  if ("why" in access) return access.why;
  const { attempts, backoff, limit } = job.request.policy.stages.submit;
  const call: ProviderCall = {
    transport: means.transport,
    access,
    timeoutMs: limit.baseMs,
    idleMs: limit.idleMs,
    signal,
  };
  const clean = (text: string): string => redact(text, [access.key]);
  for (let attempt = 1; ; attempt += 1) {
    const heard = await provider.client.remove(call, remoteId);
    const { outcome } = heard.exchange;
    const now = clock.now();
    const hearer = { classify: means.classify, provider: provider.name, stage: "wait", now, redact: clean } as const;
    const answer = understood(hearer, heard);
    if ("said" in answer) return null;
    // Gone already, which is what was asked for.
    if (outcome.kind === "reply" && outcome.status === 404) return null;
    const { fault } = answer;
    const hint = fault.notBefore === null ? 0 : fault.notBefore - now;
    const mayPass = fault.scope === "attempt" || fault.notBefore !== null;
    if (!mayPass || attempt >= attempts || hint > LONGEST_HINT_MS || signal.aborted) {
      return `${fault.message} (${fault.code})`;
    }
    await clock.sleep(Math.max(hint, backoffDelay(backoff, attempt, dice)), signal);
  }
}

import { createHash } from "node:crypto";
import type { AudioRef, Spool } from "../domain/audio-source.ts";
import { AudioError, SettingsError } from "../domain/errors.ts";
import type { Policy } from "../domain/policy.ts";
import type { Provider } from "../domain/provider.ts";
import type { Runtime } from "../domain/runtime.ts";
import { backoffDelay } from "../policy/backoff.ts";
import { labelOf, open, type Source, sourceOf } from "./audio-input.ts";
import { type Downloads, PASSING_TROUBLE } from "./download.ts";
import { requireFetchable } from "./fetchable.ts";
import type { Recording } from "./house.ts";

/** What recordings are taken in with. */
export interface Intake {
  readonly runtime: Runtime;
  readonly spool: Spool;
  readonly downloads: Downloads;
  readonly provider: Provider;
  readonly policy: Policy;
}

/** A recording that is ours now, or that the provider will fetch from `audioUrl`. */
export interface TakenIn {
  readonly audio: AudioRef;
  readonly audioUrl?: string;
}

/**
 * Takes a recording into the spool; a download that breaks off is begun again as often as the policy prepares anything.
 * Throws `AudioError` for what cannot be a recording; nothing is left behind then.
 */
export async function takeIn(intake: Intake, recording: Recording, signal?: AbortSignal): Promise<TakenIn> {
  const source = sourceOf(recording.audio);
  const name = recording.name ?? labelOf(source);
  if (recording.passUrl === true) return passedOn(intake.provider, source, name);
  const ref = await spooled(intake, source, name, signal);
  if (ref.bytes > 0) return { audio: ref };
  await intake.spool.drop(ref.sha256);
  throw new AudioError("audio/empty", `${name} is empty: there is no audio in it`, "check how the file was written");
}

/** Whether the recording can be read a second time: nobody's stream can. */
export function isRepeatable(recording: Recording): boolean {
  return recording.passUrl !== true && sourceOf(recording.audio).kind !== "stream";
}

async function spooled(intake: Intake, source: Source, name: string, signal?: AbortSignal): Promise<AudioRef> {
  const { runtime, spool, downloads, policy } = intake;
  const { attempts, backoff } = policy.stages.prepare;
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await spool.put(await open(source, downloads, signal), name, signal);
    } catch (error) {
      const mayPass = error instanceof AudioError && PASSING_TROUBLE.includes(error.code);
      if (!mayPass || attempt >= attempts) throw error;
    }
    await runtime.clock.sleep(backoffDelay(backoff, attempt, runtime.dice), signal);
  }
}

/** Named by its address, as nobody here has its bytes: the same address asked for again attaches to the job under way. */
function passedOn({ name: provider, facts }: Provider, source: Source, name: string): TakenIn {
  if (facts.takesUrls !== true) {
    const remedy = "Leave passUrl out: then the recording is fetched here and brought to it.";
    throw new SettingsError("settings/pass-url", `${provider} does not fetch recordings by their address.`, remedy);
  }
  if (source.kind !== "web") {
    const remedy = "Give an http or https address, or leave passUrl out.";
    throw new SettingsError("settings/pass-url", `${name} is no address that ${provider} could fetch.`, remedy);
  }
  // Which hosts the provider may reach is for the provider to say.
  requireFetchable(source.url, true);
  const sha256 = createHash("sha256").update(source.url.href).digest("hex");
  return { audio: { sha256, bytes: 0, name, durationMs: null }, audioUrl: source.url.href };
}

import { createHash } from "node:crypto";
import { resolve } from "node:path";
import type { Job, JobRequest } from "../domain/job.ts";
import type { Policy } from "../domain/policy.ts";
import type { Runtime } from "../domain/runtime.ts";
import { type Stage, stageAfter } from "../domain/stage.ts";
import { type Chain, linksFor } from "./chain.ts";
import type { Recording } from "./house.ts";
import type { TakenIn } from "./intake.ts";

/** What a new job is made from, beside its recording. */
export interface JobMaking {
  readonly runtime: Runtime;
  readonly chain: Chain;
  readonly policy: Policy;
  /** The trace of whoever asks; absent where nobody traces. */
  readonly trace?: string | undefined;
  /** Whether recordings can be looked into here before they are sent. */
  readonly prepares: boolean;
  /** The tag whose values share the account's slots; null, and by default, for none. */
  readonly fairBy?: string | null;
}

/**
 * An open job, due at once, that begins with the preparing of its recording, at the provider's first stage where nothing
 * is prepared, or after `upload` where the provider fetches the recording itself. Its key is the same for the same recording, account, options and deliveries: by it the store attaches.
 */
export function makeJob(making: JobMaking, { audio, audioUrl }: TakenIn, recording: Recording): Job {
  const { runtime, chain, policy, fairBy = null } = making;
  const { links } = chain;
  const asked = {
    kind: recording.kind ?? "transcription",
    providers: links.map(({ provider }) => provider.name),
    account: links[0].account,
    ...linksFor(chain),
    options: recording.options ?? {},
    providerOptions: recording.providerOptions ?? {},
    deliveries: (recording.deliveries ?? []).map((file) => ({ ...file, path: resolve(file.path) })),
  } as const;
  const request: JobRequest = {
    ...asked,
    audio,
    ...(audioUrl === undefined ? {} : { audioUrl }),
    ...(links.length === 1 ? {} : { linkOptions: links.map(({ providerOptions }) => providerOptions) }),
    policy,
    ...(making.trace === undefined ? {} : { trace: making.trace }),
    tags: recording.tags ?? {},
    share: (fairBy === null ? undefined : recording.tags?.[fairBy]) ?? "",
    key: createHash("sha256")
      .update(JSON.stringify([audio.sha256, asked]))
      .digest("hex"),
    run: recording.run,
  };
  const createdAt = runtime.clock.now();
  return {
    id: runtime.ids.next("job"),
    request,
    createdAt,
    deadline: createdAt + policy.deadlineMs,
    stage: firstStage(making, audioUrl),
    attempt: 0,
    spent: 0,
    streak: 0,
    lastFault: null,
    repeats: 0,
    state: { status: "open", due: createdAt },
  };
}

function firstStage({ chain, policy, prepares }: JobMaking, audioUrl: string | undefined): Stage {
  const { stages } = chain.links[0].provider.facts;
  if (audioUrl !== undefined) return stageAfter("upload", stages);
  return prepares && policy.prepare.mode !== "off" ? "prepare" : stageAfter("prepare", stages);
}

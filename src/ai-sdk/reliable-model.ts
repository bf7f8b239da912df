import { type FromAiSdkOptions, fromAiSdk, OURS, segmentsKept } from "../compose-ai-sdk.ts";
import { createTenuto, type TenutoOptions } from "../compose-library.ts";
import type { Transcript } from "../domain/transcript.ts";
import type { ForeignModel, ModelAnswer, ModelCall } from "../domain/transcription-model.ts";
import { liveRuntime } from "../engine/live-runtime.ts";
import type { SubmitOptions } from "../engine/tenuto.ts";
import { answerOf } from "./answer.ts";
import { askedHeaders, bytesOf, leftOut } from "./call.ts";
import { HeldCalls } from "./held-call.ts";
import { type HeldModel, heldModel } from "./held-model.ts";
import { ownOptions } from "./own-options.ts";
import { remarksOfModel } from "./remarks.ts";

/** What says where jobs are done is the model's own part; `chain` is what comes after it. */
export interface ReliabilityOptions
  extends Omit<TenutoOptions, "provider" | "apiKey" | "account" | "baseUrl" | "elsa"> {
  /** What somebody can say of the model: its name, size limit, whose faults it has. Default: as `fromAiSdk`. */
  readonly model?: FromAiSdkOptions;
}

/**
 * Any transcription model of the AI SDK (its contract in version 2, 3 or 4), held until there is a transcript: each
 * failure is named and decided by Tenuto's catalogue and policy, with its attempts, breaker, deadline and, with `store`,
 * through crashes. The model is called as a whole each time, so what it did before it failed is done, and may be charged,
 * again: where that may be, a job is held, unless the policy (`reconcile.onUncertain`) and the account's money budget
 * (`budgets.money`) let it be sent again. `chain` names who is asked after the model. Takes and passes on what the model
 * takes.
 *
 * Its calls throw as `Tenuto.transcribe` does, and `SettingsError` `settings/option`. An aborted call cancels its job.
 *
 * @throws SettingsError for options that cannot be used, and as `fromAiSdk` does
 */
export function withReliability(model: ForeignModel, options: ReliabilityOptions = {}): HeldModel {
  const { model: told, chain = [], ...others } = options;
  const link = fromAiSdk(model, told);
  const library = createTenuto({ ...others, chain: [link, ...chain] });
  const calls = new HeldCalls(library);
  const { clock } = liveRuntime();
  const { provider, modelId } = model;
  return heldModel({
    provider,
    modelId,
    doGenerate: async (call) => {
      const { asked, unknown } = askedOf(call);
      const held = await calls.transcribe(bytesOf(call.audio), asked);
      const warnings = unknown.map((name) => leftOut(`providerOptions.${OURS}.${name}`, "Tenuto has no such option."));
      const answer = answerOf(held, { modelId, at: clock.now(), segments: "sentence", warnings });
      return held.transcript.provider === link.name ? asTheModelSaid(answer, held.transcript) : answer;
    },
    close: () => library.close(),
  });
}

/** The model gets its own options as they came; ours are kept from it, and the caller's headers go along with them. */
function askedOf(call: ModelCall): { readonly asked: SubmitOptions; readonly unknown: readonly string[] } {
  const { [OURS]: ours, ...theirs } = call.providerOptions ?? {};
  const { options, unknown } = ownOptions(ours);
  const headers = askedHeaders(call);
  const own = Object.keys(headers).length === 0 ? {} : { [OURS]: { headers } };
  const { abortSignal: signal } = call;
  const asked = { ...options, providerOptions: { ...theirs, ...own }, ...(signal === undefined ? {} : { signal }) };
  return { asked, unknown };
}

/** What the model said beside the text, unless the recording went in parts: those are put together from their words. */
function asTheModelSaid(answer: ModelAnswer, { raw }: Transcript): ModelAnswer {
  const segments = segmentsKept(raw);
  if (segments === null) return answer;
  const { warnings, headers, body, providerMetadata } = remarksOfModel(raw);
  return {
    ...answer,
    segments: [...segments],
    warnings: [...warnings, ...answer.warnings],
    response: {
      ...answer.response,
      ...(headers === null ? {} : { headers }),
      ...(body === undefined ? {} : { body }),
    },
    providerMetadata: { ...providerMetadata, ...answer.providerMetadata },
  };
}

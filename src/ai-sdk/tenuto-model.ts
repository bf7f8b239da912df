import { createTenuto, type TenutoOptions } from "../compose-library.ts";
import type { ModelCall, ModelWarning } from "../domain/transcription-model.ts";
import { liveRuntime } from "../engine/live-runtime.ts";
import type { SubmitOptions, Tenuto } from "../engine/tenuto.ts";
import { answerOf, type SegmentKind } from "./answer.ts";
import { askedHeaders, bytesOf, leftOut } from "./call.ts";
import { HeldCalls } from "./held-call.ts";
import { type HeldModel, heldModel } from "./held-model.ts";
import { ownOptions } from "./own-options.ts";

export interface TenutoTranscriptionSettings {
  /** How the model is called in the AI SDK's logs. Default `default`. */
  readonly modelId?: string;
  /** What the segments of an answer are: sentences, or words one by one. Default `sentence`. */
  readonly segments?: SegmentKind;
  /**
   * The member of a call's `providerOptions` that goes to the provider as it is, in that provider's own spelling. Default:
   * the only one beside `tenuto`; with several none of them, and the answer warns of it.
   */
  readonly passOn?: string;
}

/**
 * A transcription model for the Vercel AI SDK, versions 6 and 7, that is backed by Tenuto: recordings are held until there
 * is a transcript. `tenuto` is a library that you have, or options for one of the model's own, which its `close` closes.
 * The AI SDK's own retries do not add to ours: what is thrown is not of a kind that it repeats. `providerOptions.tenuto` of
 * a call may hold `language`, `speakers`, `channels`, `name` and `tags`.
 *
 * Its calls throw as `Tenuto.transcribe` does, and `SettingsError` `settings/option`. An aborted call cancels its job.
 *
 * @throws SettingsError for options that cannot be used
 */
export function tenutoTranscription(
  tenuto: Tenuto | TenutoOptions = {},
  { modelId = "default", segments = "sentence", passOn }: TenutoTranscriptionSettings = {},
): HeldModel {
  const library = isTenuto(tenuto) ? tenuto : createTenuto(tenuto);
  const calls = new HeldCalls(library);
  const { clock } = liveRuntime();
  return heldModel({
    provider: "tenuto",
    modelId,
    doGenerate: async (call) => {
      const { options, warnings } = askedOf(call, passOn);
      const held = await calls.transcribe(bytesOf(call.audio), options);
      return answerOf(held, { modelId, at: clock.now(), segments, warnings });
    },
    close: async () => (library === tenuto ? undefined : library.close()),
  });
}

function isTenuto(given: Tenuto | TenutoOptions): given is Tenuto {
  return "submit" in given && typeof given.submit === "function";
}

/** What a call asks for, and what of it is left out. */
function askedOf(call: ModelCall, passOn: string | undefined): { options: SubmitOptions; warnings: ModelWarning[] } {
  const { tenuto, ...others } = call.providerOptions ?? {};
  const { options, unknown } = ownOptions(tenuto);
  const names = Object.keys(others);
  const passed = passOn ?? (names.length === 1 ? names[0] : undefined);
  const providerOptions = new Map(Object.entries(others)).get(passed ?? "");
  const { abortSignal: signal } = call;
  return {
    options: {
      ...options,
      ...(providerOptions === undefined ? {} : { providerOptions }),
      ...(signal === undefined ? {} : { signal }),
    },
    warnings: [
      ...unknown.map((name) => leftOut(`providerOptions.tenuto.${name}`, "Tenuto has no such option.")),
      ...names
        .filter((name) => name !== passed)
        .map((name) =>
          leftOut(`providerOptions.${name}`, "Options of one provider are passed on: say which by passOn."),
        ),
      ...Object.keys(askedHeaders(call)).map((name) => leftOut(`headers.${name}`, "Tenuto makes its own requests.")),
    ],
  };
}

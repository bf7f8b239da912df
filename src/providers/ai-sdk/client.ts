import type { TranscriptionOptions } from "../../domain/job.ts";
import { isFields } from "../../domain/json-fields.ts";
import type { Heard, Provider, ProviderCall, SubmitAsk, Submitted } from "../../domain/provider.ts";
import type { Clock } from "../../domain/runtime.ts";
import type { Transcript } from "../../domain/transcript.ts";
import type { ForeignModel, ModelCall } from "../../domain/transcription-model.ts";
import { factsOf, type ModelFacts } from "./facts.ts";
import { underLimits } from "./limits.ts";
import { type WholeRecording, wholeRecording } from "./recording.ts";
import { transcriptOf } from "./transcript.ts";
import { answeredNothing, notAsked, notRead, type Trouble, troubleOf } from "./trouble.ts";

/** What somebody can say of a model that is asked in a provider's place. */
export interface BridgeOptions extends ModelFacts {
  /**
   * What of the neutral options (language, and the like) the model is told, as provider options of its own. Default
   * nothing: the contract has no place for them, and a language is then found out by the model.
   */
  readonly optionsFor?: (options: TranscriptionOptions) => Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

/** How an attempt ended. */
type End = Trouble | { readonly transcript: Transcript };

const WENT_WELL: Trouble = {
  outcome: { kind: "reply", status: 200, headers: {}, body: "", complete: true },
  complaint: null,
  runFailed: false,
};

/** Among the provider options, what the caller of the model gave beside them: its headers. */
export const OURS = "tenuto";

/**
 * A transcription model of the Vercel AI SDK in a provider's place. One call of it is one attempt of the one stage that
 * it has; the recording is whole in memory meanwhile. What goes on inside is not seen: requests, uploads and runs of its
 * own, none of which can be taken up again. Whatever it throws becomes an exchange: a status where the error has one,
 * else a code, and what may have been accepted counts as unknown.
 */
export function aiSdkProvider(name: string, model: ForeignModel, options: BridgeOptions, clock: Clock): Provider {
  const { optionsFor = () => ({}), ...told } = options;
  const facts = factsOf(model, told);
  const most = facts.audio?.maxBytes ?? Number.POSITIVE_INFINITY;

  async function submit(call: ProviderCall, ask: SubmitAsk): Promise<Heard<Submitted>> {
    const at = clock.now();
    const started = clock.monotonic();
    const { end, sentBytes } = await attempt(call, ask);
    const said = "transcript" in end ? ({ state: "done", ...end } as const) : null;
    const { outcome, complaint, runFailed } = "transcript" in end ? WENT_WELL : end;
    const which = { method: "RUN", endpoint: `${model.provider}/${model.modelId}` };
    const exchange = { ...which, at, elapsedMs: clock.monotonic() - started, sentBytes, outcome };
    return { exchange, said, complaint, runFailed };
  }

  async function attempt(
    call: ProviderCall,
    ask: SubmitAsk,
  ): Promise<{ readonly end: End; readonly sentBytes: number }> {
    const nothing = (end: Trouble) => ({ end, sentBytes: 0 });
    const recording = await wholeRecording(ask.audio, most).catch(notRead);
    if (recording === null) {
      const message = `the recording is over the ${most} bytes that are handed to a model at once`;
      return nothing(notAsked("MODEL_TOO_LARGE", message));
    }
    if ("outcome" in recording) return nothing(recording);
    if (call.signal.aborted) return nothing(notAsked("ABORTED", "stopped before the model was asked"));
    let asked: ModelCall;
    try {
      asked = callOf(ask, recording);
    } catch (error) {
      return nothing(notAsked("MODEL_REFUSED", `its options could not be made: ${String(error)}`));
    }
    return { end: await answerTo(call, asked), sentBytes: recording.bytes.byteLength };
  }

  /** Whatever came in as options of theirs goes to them as it is. */
  function callOf(ask: SubmitAsk, { bytes, mediaType }: WholeRecording): ModelCall {
    const { [OURS]: ours, ...theirs } = ask.providerOptions;
    const headers = isFields(ours) && isFields(ours.headers) ? ours.headers : {};
    const providerOptions = { ...optionsFor(ask.options), ...theirs };
    return { audio: bytes, mediaType, providerOptions, headers } as ModelCall;
  }

  async function answerTo({ signal, timeoutMs }: ProviderCall, asked: ModelCall): Promise<End> {
    try {
      const limits = { clock, signal, timeoutMs };
      const answer = await underLimits(limits, (abortSignal) => model.doGenerate({ ...asked, abortSignal }));
      if ("outcome" in answer) return answer;
      const transcript = transcriptOf(answer.said, name);
      return transcript === null ? answeredNothing() : { transcript };
    } catch (error) {
      return troubleOf(error);
    }
  }

  return { name, facts, client: { submit }, errors: [] };
}

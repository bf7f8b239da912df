import { audioEnding, headOf } from "../../../domain/audio-ending.ts";
import type { AudioSource } from "../../../domain/audio-source.ts";
import { type FormField, type FormFile, type FormPart, formData } from "../../../domain/form-data.ts";
import type { SubmitAsk } from "../../../domain/provider.ts";
import type { RequestBody } from "../../../domain/transport.ts";
import { ASR_PATH, AUDIO_FIELDS, FORM, SCRIPTED_PATHS, UNSCRIPTED_PATH } from "../wire.ts";
import { base64Length, base64Of } from "./base64.ts";
import type { ElsaWays } from "./options.ts";

type Asked = Pick<SubmitAsk, "kind" | "options">;

/** Where it is asked: for a transcript, for scores of given sentences, or for scores of free speech. */
export function pathFor(asked: Asked, { scriptedVersion }: ElsaWays): string {
  if (asked.kind === "transcription") return ASR_PATH;
  return scriptOf(asked).length > 0 ? SCRIPTED_PATHS[scriptedVersion] : UNSCRIPTED_PATH;
}

/** The sentences to be said; none for free speech. */
function scriptOf({ kind, options }: Asked): readonly string[] {
  return kind === "assessment" ? (options.script ?? []) : [];
}

/** Values before the recording, so that a server knows what is asked for when the bytes come. */
export async function formFor(ask: SubmitAsk, ways: ElsaWays): Promise<RequestBody> {
  const { audio, uploadUrl } = ask;
  const recording = uploadUrl === null ? await recordingPart(audio, ways) : { name: FORM.path, value: uploadUrl };
  return formData([...fieldsFor(ask, ways), recording], audio.ref.sha256);
}

/**
 * Options of the caller's own go along untouched. They may choose another plan, but nothing that says what is asked for:
 * an answer to another question would be read as one to this.
 */
function fieldsFor(ask: SubmitAsk, ways: ElsaWays): readonly FormField[] {
  const { plan, transcriptionPlan, later } = ways;
  const script = scriptOf(ask);
  const fields: Record<string, unknown> = {
    [FORM.plan]: ask.kind === "transcription" ? transcriptionPlan : plan,
    ...ask.providerOptions,
    ...(script.length === 0 ? { [FORM.returnJson]: "true" } : { [FORM.sentence]: sentenceOf(script) }),
    ...(ask.later && later !== null ? later.fields : {}),
  };
  const ours: ReadonlySet<string> = new Set([
    ...AUDIO_FIELDS,
    FORM.path,
    ...(script.length === 0 ? [FORM.sentence] : []),
    ...(ask.later || later === null ? [] : Object.keys(later.fields)),
  ]);
  return Object.entries(fields).flatMap(([name, value]) => (ours.has(name) ? [] : formField(name, value)));
}

const sentenceOf = (script: readonly string[]): string =>
  script.length === 1 ? (script[0] ?? "") : JSON.stringify(script);

function formField(name: string, value: unknown): readonly FormPart[] & readonly FormField[] {
  if (value === undefined || value === null) return [];
  return [{ name, value: typeof value === "string" ? value : JSON.stringify(value) }];
}

/** What somebody calls a file is nobody else's business: only its ending goes along. */
async function recordingPart(audio: AudioSource, { audioField: name }: ElsaWays): Promise<FormFile> {
  const { bytes } = audio.ref;
  const length = Number.isSafeInteger(bytes) && bytes >= 0 ? bytes : null;
  if (name === FORM.data) {
    const encoded = length === null ? null : base64Length(length);
    return { name, fileName: null, contentType: null, length: encoded, open: () => base64Of(audio.open()) };
  }
  const { ending, mediaType } = audioEnding(await headOf(audio), audio.ref.name);
  return { name, fileName: `recording.${ending}`, contentType: mediaType, length, open: () => audio.open() };
}

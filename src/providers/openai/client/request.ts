import { audioEnding, headOf } from "../../../domain/audio-ending.ts";
import type { AudioSource } from "../../../domain/audio-source.ts";
import { type FormField, type FormFile, formData } from "../../../domain/form-data.ts";
import type { SubmitAsk } from "../../../domain/provider.ts";
import type { RequestBody } from "../../../domain/transport.ts";
import { DEFAULT_MODEL, FORM } from "../wire.ts";
import { askingFor } from "./models.ts";

/** Options of the caller's own that would make an answer which is none to our question. */
const OURS: readonly string[] = [FORM.file, FORM.stream];

/** What is asked for, beside the recording. */
export interface Question {
  readonly fields: readonly FormField[];
  /** The form of the answer. */
  readonly format: string;
  /** As it was sent; null where the server is to find out. */
  readonly language: string | null;
}

/** Options of the caller's own go along untouched and win. */
export function questionOf({ options, providerOptions }: Pick<SubmitAsk, "options" | "providerOptions">): Question {
  const own = Object.entries(providerOptions).flatMap(([name, value]) => written(name, value));
  const theirs = own.filter(({ name }) => !OURS.includes(name));
  const said = (wanted: string): string | null => theirs.findLast(({ name }) => name === wanted)?.value ?? null;
  const model = said(FORM.model) ?? DEFAULT_MODEL;
  const asking = askingFor(model);
  const language = said(FORM.language) ?? primaryTag(options.language);
  const chosen = said(FORM.format);
  const usual: Readonly<Record<string, string | null>> = {
    [FORM.model]: model,
    [FORM.language]: language,
    [FORM.format]: asking.format,
    // The times of words are told in one form only.
    [FORM.granularities]: asking.words && (chosen ?? asking.format) === "verbose_json" ? "word" : null,
  };
  const missing = Object.entries(usual).flatMap(([name, value]) => {
    return value === null || said(name) !== null ? [] : [{ name, value }];
  });
  return { fields: [...missing, ...theirs], format: chosen ?? asking.format, language };
}

/** As the official client writes them: lists as `name[]`, and members of objects as `name[member]`. */
function written(name: string, value: unknown): readonly FormField[] {
  if (value === undefined || value === null) return [];
  if (Array.isArray(value)) {
    const each = name.endsWith("[]") ? name : `${name}[]`;
    return value.flatMap((one) => written(each, one));
  }
  if (typeof value === "object") {
    return Object.entries(value).flatMap(([member, one]) => written(`${name}[${member}]`, one));
  }
  return [{ name, value: String(value) }];
}

/** The API takes ISO 639 alone. */
function primaryTag(language: string | undefined): string | null {
  return language?.split("-", 1)[0]?.toLowerCase() ?? null;
}

/** Values before the recording, so that a server knows what is asked for when the bytes come. */
export async function formFor({ fields }: Question, audio: AudioSource): Promise<RequestBody> {
  return formData([...fields, await recordingPart(audio)], audio.ref.sha256);
}

/** What somebody calls a file is nobody else's business: only its ending goes along, by which servers tell its kind. */
async function recordingPart(audio: AudioSource): Promise<FormFile> {
  const { bytes } = audio.ref;
  const { ending, mediaType } = audioEnding(await headOf(audio), audio.ref.name);
  return {
    name: FORM.file,
    fileName: `recording.${ending}`,
    contentType: mediaType,
    length: Number.isSafeInteger(bytes) && bytes >= 0 ? bytes : null,
    open: () => audio.open(),
  };
}

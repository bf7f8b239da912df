import type { ServedRun } from "../../../domain/provider-server.ts";
import type { Word } from "../../../domain/transcript.ts";
import type { WireWord } from "../wire.ts";

/** Keys that are there with null, never left out, when nobody asked for what they tell. */
const NULL_KEYS = `
  audio_channels audio_end_at audio_start_from auto_chapters auto_highlights_result boost_param chapters
  content_safety_labels custom_spelling custom_topics disfluencies domain dual_channel entities filter_profanity
  iab_categories_result keyterms_prompt language_codes language_confidence language_confidence_threshold
  language_detection_options metadata multichannel prompt redact_pii_audio redact_pii_audio_options
  redact_pii_audio_quality redact_pii_policies redact_pii_sub remove_audio_tags sentiment_analysis_results
  speaker_options speakers_expected speech_model speech_model_used speech_models speech_threshold
  speech_understanding summary summary_model summary_type temperature topics translated_texts unredacted_text
  unredacted_utterances unredacted_words utterances webhook_auth_header_name webhook_status_code webhook_url
  word_boost
`
  .trim()
  .split(/\s+/);

/**
 * A run that was asked for nothing beyond its audio. It has every key that a body has: to copy it costs a microsecond, to
 * add a dozen keys to the copy costs forty.
 */
const EMPTY_RUN: Readonly<Record<string, unknown>> = {
  id: null,
  status: null,
  error: null,
  audio_url: null,
  text: null,
  words: null,
  confidence: null,
  audio_duration: null,
  language_code: null,
  throttled: null,
  webhook_auth: false,
  ...Object.fromEntries(NULL_KEYS.map((name) => [name, null])),
  auto_highlights: false,
  content_safety: false,
  entity_detection: false,
  format_text: true,
  iab_categories: false,
  language_detection: false,
  punctuate: true,
  redact_pii: false,
  sentiment_analysis: false,
  speaker_labels: false,
  summarization: false,
};

/** What stands in the place of everything that was said, and of where it came from, once a run is deleted. */
const DELETED_TEXT = "Deleted by user.";
export const DELETED_AUDIO_URL = "http://deleted_by_user";

export type SentWord = Omit<WireWord, "channel"> & { readonly channel?: string };

/** Words as the API writes them: whole milliseconds, a channel only where there is one. */
export function wireWord({ text, startMs, endMs, confidence, speaker, channel }: Word): SentWord {
  return { text, start: startMs, end: endMs, confidence, speaker, ...(channel === null ? {} : { channel }) };
}

/** Whole seconds, rounded up. */
export function wireSeconds(durationMs: number | null): number | null {
  return durationMs === null ? null : Math.ceil(durationMs / 1000);
}

/** A run as it is polled. */
export function runBody(run: ServedRun): Readonly<Record<string, unknown>> {
  return run.deleted ? deletedBody(run) : wholeBody(run);
}

function wholeBody(run: ServedRun): Readonly<Record<string, unknown>> {
  const { transcript } = run;
  // The value of the webhook's header is a secret: the API tells only that there is one.
  const { webhook_auth_header_value: _secret, ...echo } = run.fields;
  return {
    ...EMPTY_RUN,
    ...echo,
    webhook_auth: typeof run.fields.webhook_auth_header_name === "string",
    webhook_status_code: run.webhookStatus,
    id: run.id,
    status: run.status,
    error: run.error,
    audio_url: run.audioUrl,
    text: transcript?.text ?? null,
    words: transcript?.words.map(wireWord) ?? null,
    confidence: transcript?.confidence ?? null,
    audio_duration: wireSeconds(transcript?.durationMs ?? null),
    language_code: echo.language_code ?? transcript?.language ?? null,
    throttled: run.throttled,
  };
}

/** The status stays; of all that its caller sent or that was said nothing does. */
function deletedBody({ id, status, throttled, transcript }: ServedRun): Readonly<Record<string, unknown>> {
  return {
    ...EMPTY_RUN,
    webhook_auth: false,
    id,
    status,
    error: null,
    audio_url: DELETED_AUDIO_URL,
    text: DELETED_TEXT,
    words: null,
    confidence: null,
    audio_duration: wireSeconds(transcript?.durationMs ?? null),
    language_code: null,
    throttled,
  };
}

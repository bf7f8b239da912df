import type { CatalogueEntry } from "../domain/catalogue-entry.ts";

/** Troubles that the engine finds without asking anybody. */
export type TenutoCode =
  | "tenuto/account-held"
  | "tenuto/deadline"
  | "tenuto/audio-lost"
  | "tenuto/callback-lost"
  | "tenuto/cut-transcript"
  | "tenuto/delivery"
  | "tenuto/empty-transcript"
  | "tenuto/held-up"
  | "tenuto/lost-reply"
  | "tenuto/mistake"
  | "tenuto/no-ffmpeg"
  | "tenuto/no-key"
  | "tenuto/not-fetched"
  | "tenuto/not-mended"
  | "tenuto/stuck"
  | "tenuto/uncertain-submit";

const own = {
  provider: null,
  seen: "program",
  scope: "job",
  sample: null,
  source: "Tenuto",
  dated: "2026-11",
} as const;

export const TENUTO_ENTRIES: Readonly<Record<TenutoCode, CatalogueEntry>> = {
  "tenuto/account-held": {
    ...own,
    code: "tenuto/account-held",
    codes: ["TENUTO_ACCOUNT_HELD"],
    description: "Somebody holds the job's account: nothing of it is begun until the hold is over.",
    advice: "Wait until its time is over, or let the account go on: tenuto accounts resume.",
    class: "local",
    scope: "account",
    remedy: "park",
    certainty: "not-sent",
  },
  "tenuto/deadline": {
    ...own,
    code: "tenuto/deadline",
    codes: ["TENUTO_DEADLINE"],
    description: "The job's time was over before it had a transcript. A run at the provider may still complete.",
    advice: "Ask for it again with a longer deadline.",
    class: "local",
    remedy: "fail",
    certainty: "unknown",
  },
  "tenuto/audio-lost": {
    ...own,
    code: "tenuto/audio-lost",
    codes: ["TENUTO_AUDIO_LOST"],
    description: "The held copy of the recording is gone or incomplete: somebody removed it, or the disk is damaged.",
    advice: "Hand the recording in again.",
    class: "local",
    remedy: "fail",
    certainty: "not-sent",
  },
  "tenuto/callback-lost": {
    ...own,
    code: "tenuto/callback-lost",
    codes: ["TENUTO_CALLBACK_LOST"],
    description:
      "The provider accepted the recording and was to send the result to our webhook, and nothing came: nobody listened, or something in between refused it. It may have been charged, and the result cannot be had from anywhere else.",
    advice:
      "Check that the webhook's address is reached from outside and takes bodies of up to 50 MB; then ask for it again: tenuto retry.",
    class: "network",
    remedy: "reconcile",
    certainty: "unknown",
  },
  "tenuto/delivery": {
    ...own,
    code: "tenuto/delivery",
    codes: ["TENUTO_DELIVERY"],
    description: "The transcript is there and could not be written to its place.",
    advice: "Check that the folder exists, may be written to, and has room; the transcript is kept in the store.",
    class: "local",
    remedy: "park",
    // A full disk or a missing folder is for a person to mend; the transcript waits meanwhile.
    attempts: 2,
    pace: { minMs: 1_000, maxMs: 2_000 },
    certainty: "rejected",
  },
  "tenuto/cut-transcript": {
    ...own,
    code: "tenuto/cut-transcript",
    codes: ["TENUTO_CUT_TRANSCRIPT"],
    description: "The transcript's words reach over far less of the recording than there is sound in it.",
    advice: "Listen to the end of the recording. If somebody speaks there, ask another provider or model.",
    class: "protocol",
    remedy: "retry",
    certainty: "accepted",
  },
  "tenuto/empty-transcript": {
    ...own,
    code: "tenuto/empty-transcript",
    codes: ["TENUTO_EMPTY_TRANSCRIPT"],
    description: "The provider sent a transcript without a word, of a recording that has sound.",
    advice: "Check that somebody speaks in it, and the language that was asked for; or ask another provider.",
    class: "protocol",
    remedy: "retry",
    certainty: "accepted",
  },
  "tenuto/held-up": {
    ...own,
    code: "tenuto/held-up",
    codes: ["TENUTO_HELD_UP"],
    description:
      "The job's account lets nothing through, and the job may be done elsewhere: it goes on at the next link.",
    advice: "See what holds the account: tenuto accounts.",
    class: "server",
    scope: "account",
    remedy: "failover",
    certainty: "not-sent",
  },
  "tenuto/lost-reply": {
    ...own,
    code: "tenuto/lost-reply",
    codes: ["TENUTO_LOST_REPLY"],
    description:
      "The process ended while a submit was on its way, so nobody knows whether the provider took it, and this provider cannot be asked.",
    advice:
      "See in the provider's own account whether it was charged. To send it again, which may be paid twice: tenuto retry with the job.",
    class: "ambiguous",
    remedy: "reconcile",
    certainty: "unknown",
  },
  "tenuto/mistake": {
    ...own,
    code: "tenuto/mistake",
    codes: ["TENUTO_MISTAKE"],
    description: "A mistake in Tenuto itself kept the job from going on. The others are not held up by it.",
    advice: "Please report it with what tenuto show prints; tenuto retry tries it again.",
    class: "local",
    remedy: "park",
    certainty: "unknown",
  },
  "tenuto/no-ffmpeg": {
    ...own,
    code: "tenuto/no-ffmpeg",
    codes: ["TENUTO_NO_FFMPEG"],
    description:
      "The provider does not take the recording as it is, and ffmpeg, which converts it, is not on this machine.",
    advice: "Install ffmpeg, then let the job go on: tenuto resume. Or convert the recording yourself.",
    class: "local",
    remedy: "park",
    certainty: "not-sent",
  },
  "tenuto/no-key": {
    ...own,
    code: "tenuto/no-key",
    codes: ["TENUTO_NO_KEY"],
    description: "There is no key for the job's account on this machine. Keys are never stored with a job.",
    advice: "Set the key of the account again; the jobs are held until then.",
    class: "auth",
    scope: "account",
    remedy: "park",
    certainty: "not-sent",
  },
  "tenuto/not-fetched": {
    ...own,
    code: "tenuto/not-fetched",
    codes: ["TENUTO_NOT_FETCHED"],
    description: "The provider could not fetch the recording from its address, and neither could we.",
    advice: "Check that the address is public and has not expired, or hand in the recording itself.",
    class: "network",
    remedy: "retry",
    attempts: 3,
    certainty: "not-sent",
  },
  "tenuto/not-mended": {
    ...own,
    code: "tenuto/not-mended",
    codes: ["TENUTO_NOT_MENDED"],
    description: "The provider does not take the recording as it is, and converting it failed on this machine.",
    advice: "See what tenuto inspect says of it, and whether the disk is full; or convert the recording yourself.",
    class: "local",
    remedy: "retry",
    attempts: 2,
    certainty: "not-sent",
  },
  "tenuto/stuck": {
    ...own,
    code: "tenuto/stuck",
    codes: ["TENUTO_STUCK"],
    description:
      "The provider has worked on the run far longer than on others of its length, and does not say that it holds it back.",
    advice: "Look at the provider's status page. What is done about such runs is the policy's: stuck.action.",
    class: "timeout",
    remedy: "retry",
    certainty: "accepted",
  },
  "tenuto/uncertain-submit": {
    ...own,
    code: "tenuto/uncertain-submit",
    codes: ["TENUTO_UNCERTAIN_SUBMIT"],
    description: "No submit was ever confirmed, and the provider does not know of any.",
    advice: "Look at the provider's status page and at the network, then ask for it again.",
    class: "ambiguous",
    remedy: "fail",
    certainty: "rejected",
  },
};

/** The entries of our own troubles, so that each has its page. */
export const TENUTO_ERRORS: readonly CatalogueEntry[] = Object.values(TENUTO_ENTRIES);

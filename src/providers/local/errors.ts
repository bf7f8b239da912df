import type { CatalogueEntry } from "../../domain/catalogue-entry.ts";

/** Nothing is left behind by a run that failed: certainty is never in doubt on one's own machine. */
const OWN = { provider: "local", seen: "program", stages: ["submit"], certainty: "rejected" } as const;

/** How a recogniser on this machine fails. Seen with Debian 12's ffmpeg 5.1.9 and pocketsphinx 0.8+5prealpha. */
export const LOCAL_ERRORS: readonly CatalogueEntry[] = [
  {
    ...OWN,
    code: "local/missing",
    codes: ["MISSING"],
    description: "A program or the models of the local recogniser are not on this machine.",
    advice:
      "Install them, on Debian or Ubuntu with `sudo apt-get install --no-install-recommends ffmpeg pocketsphinx pocketsphinx-en-us`; the job goes on afterwards.",
    class: "local",
    scope: "account",
    remedy: "park",
    sample: "Not found on this machine: pocketsphinx, pocketsphinx-en-us",
    source: "seen on a machine without them",
    dated: "2026-11",
  },
  {
    ...OWN,
    code: "local/not-audio",
    codes: ["NOT_AUDIO"],
    description:
      "The recording holds no sound that ffmpeg can decode: it is empty, damaged, encrypted or no recording.",
    advice:
      "Play the file. If it plays, convert it to WAV or FLAC and send that; if not, get it again from its source.",
    class: "audio",
    scope: "job",
    remedy: "fail",
    sample:
      "The recording holds no sound that ffmpeg can decode: html-error-page.wav: Invalid data found when processing input",
    source: "seen with 25 damaged and renamed files",
    dated: "2026-11",
  },
  {
    ...OWN,
    code: "local/too-long",
    codes: ["TOO_LONG"],
    description: "The recording is longer than the local recogniser takes.",
    advice: "Split the recording, or use a provider that takes it whole.",
    class: "audio",
    scope: "job",
    remedy: "fail",
    sample: "The recording is longer than the 86400 s that are taken on this machine",
    source: "our own limit: a WAV of a day is 2.8 GB, and its length field ends at 4 GB",
    dated: "2026-11",
  },
  {
    ...OWN,
    code: "local/language",
    codes: ["LANGUAGE"],
    description: "The local recogniser knows English only, and another language was asked for.",
    advice: "Use another provider, or leave the language out if the recording is in English.",
    class: "request",
    scope: "job",
    remedy: "fail",
    sample: 'The recogniser on this machine knows English only, not "de"',
    source: "Debian's package pocketsphinx-en-us",
    dated: "2026-11",
  },
  {
    ...OWN,
    code: "local/time-limit",
    codes: ["TIME_LIMIT"],
    description: "The local recogniser did not finish within the time limit of the attempt.",
    advice:
      "Run fewer jobs at once on this machine, or raise the submit stage's time limit: it takes about 0.2 s a second.",
    class: "timeout",
    scope: "attempt",
    remedy: "retry",
    attempts: 2,
    sample: "pocketsphinx_continuous did not finish within its time limit",
    source: "seen with a limit of 1 ms",
    dated: "2026-11",
  },
  {
    ...OWN,
    code: "local/aborted",
    codes: ["ABORTED"],
    description: "The local recogniser was stopped because its caller went away.",
    advice: "Nothing to do: the job starts again from its recording.",
    class: "local",
    scope: "attempt",
    remedy: "retry",
    certainty: "not-sent",
    sample: "pocketsphinx_continuous was stopped",
    source: "our own doing",
    dated: "2026-11",
  },
  {
    ...OWN,
    code: "local/failed",
    codes: ["EXIT"],
    description:
      "A program of the local recogniser ended with an error: the disk or the memory is full, or it crashed.",
    advice: "Read what it said, make room on the disk of the temporary folder and in memory, then resume.",
    class: "local",
    scope: "attempt",
    remedy: "retry",
    attempts: 2,
    sample: "ffmpeg ended with code 1: Error closing file speech.wav: No space left on device",
    source: "seen with a disk of 64 KiB",
    dated: "2026-11",
  },
];

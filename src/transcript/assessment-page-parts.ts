import type { AssessedWord, Assessment } from "../domain/assessment.ts";
import { bandOf, comparableWords, FAIR_FROM, GOOD_FROM, scoreWords, secondsWords } from "./assessment-words.ts";
import { htmlText } from "./html-text.ts";

/** Where a page has its sound from: the bytes themselves, or a file beside it. */
export type PageAudio =
  | { readonly kind: "embedded"; readonly mediaType: string; readonly base64: string }
  /** Relative to the page, each part percent-encoded. */
  | { readonly kind: "linked"; readonly href: string };

/** The recording: the browser's own player until the script takes over, since it must be heard without one too. */
export function player(audio: PageAudio): string {
  const source = audio.kind === "embedded" ? `data:${audio.mediaType};base64,${audio.base64}` : audio.href;
  return `<section class="card" aria-label="Recording">
<audio controls preload="auto" src="${htmlText(source)}"></audio>
<div class="player" hidden>
<div class="strip"><canvas height="138" role="img" aria-label="Waveform of the recording with its words"></canvas></div>
<div class="controls"><button type="button" class="play">Play</button>
<label>Speed <select id="rate"><option value="0.5">0.5</option><option value="0.75">0.75</option><option value="1" selected>1</option></select></label>
<span class="time"></span>
<span class="keys"><kbd>space</kbd> plays, <kbd>←</kbd> <kbd>→</kbd> choose a word, <kbd>enter</kbd> plays it</span></div>
</div>
<p class="trouble hint" hidden>This browser cannot play the recording: its format is unknown to it, or the file is not beside the page.</p>
</section>`;
}

export function wordButton({ word, score, said }: AssessedWord): string {
  const band = said ? (bandOf(score) ?? "none") : "none unsaid";
  const below = !said ? "not said" : score === null ? "&nbsp;" : scoreWords(score);
  return `<button type="button" class="word ${band}"><b>${htmlText(word)}</b><small>${below}</small></button>`;
}

/** What the colours and lines under words mean, of those that are there. */
export function legendOf({ words }: Assessment): string {
  const said = words.filter((word) => word.said);
  const rows = [
    ["good", `${GOOD_FROM} and more`],
    ["fair", `${FAIR_FROM} to ${GOOD_FROM}`],
    ["poor", `below ${FAIR_FROM}`],
  ] as const;
  const shown = rows.filter(([band]) => said.some(({ score }) => bandOf(score) === band));
  if (shown.length === 0) return "";
  return `<ul class="legend">${shown.map(([band, text]) => `<li class="${band}"><i></i>${text}</li>`).join("")}</ul>`;
}

/** Fluency, named scores and levels, as far as somebody measured them. */
export function figuresOf({ fluency, scores, levels }: Assessment): string {
  const { wordsPerMinute, pauses, pausedMs, longestPauseMs, initialSilenceMs } = fluency;
  const seconds = (ms: number | null): string | null => (ms === null ? null : secondsWords(ms));
  const figures: readonly (readonly [string, string | null])[] = [
    ...Object.entries(scores).map(([name, value]) => [name, scoreWords(value)] as const),
    ...Object.entries(levels),
    ["words a minute", wordsPerMinute === null ? null : String(Math.round(wordsPerMinute))],
    ["pauses", pauses === null ? null : String(pauses)],
    ["paused in all", pauses === 0 ? null : seconds(pausedMs)],
    ["longest pause", pauses === 0 || pauses === 1 ? null : seconds(longestPauseMs)],
    ["silent at first", seconds(initialSilenceMs)],
  ];
  const known = figures.flatMap(([name, value]) => (value === null ? [] : [[name, value] as const]));
  if (known.length === 0) return "";
  const rows = known.map(([name, value]) => `<div><dt>${htmlText(name)}</dt><dd>${htmlText(value)}</dd></div>`);
  return `<section class="card" aria-label="Figures"><dl class="figures">${rows.join("")}</dl></section>`;
}

export function footerOf(assessment: Assessment, provider: string): string {
  const note = comparableWords(assessment, provider);
  const remarks = assessment.remarks.map((remark) => `<li>${htmlText(remark)}</li>`).join("");
  const list =
    remarks === "" ? "" : `<section class="card"><h2>Remarks</h2><ul class="remarks">${remarks}</ul></section>`;
  return `${list}<footer>${note === null ? "" : `<p>${htmlText(note)}</p>`}</footer>`;
}

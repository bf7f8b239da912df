import type { Format, Transcript } from "../domain/transcript.ts";
import { render } from "../transcript/render.ts";
import { printableText } from "./printable.ts";
import type { Session, SessionJob } from "./session.ts";
import type { Terminal } from "./terminal.ts";

/** Said once where a text is only a rough idea. */
export const ROUGH = "The text is rough: it comes from the recogniser of this machine.\n";

/**
 * Transcripts on standard output, for a command without an output folder: one alone as it is, several each under
 * `== name ==`, in the order in which they were named. As JSON each is one line, which needs no heading. Only the first
 * format is written: two texts of one recording in a row would be hard to tell apart.
 */
export async function printResults(
  { house, surroundings, events }: Session,
  jobs: readonly SessionJob[],
  formats: readonly Format[],
): Promise<void> {
  const { err } = surroundings.terminal;
  const [format = "txt", ...more] = formats;
  const write = writerOf(surroundings.terminal, format, jobs.length > 1);
  let rough = false;
  for (const { id, name } of jobs) {
    const transcript = await house.store.result(id);
    if (transcript === null) continue;
    // Of an assessment the words are the script's own.
    rough ||= transcript.rough && transcript.assessment === undefined;
    if (events !== null) events.transcript(id, name, transcript);
    else write(name, transcript);
  }
  if (rough) err.write(ROUGH);
  if (more.length > 0) err.write(`Only ${format} was written; for ${more.join(", ")} too, give --output-dir.\n`);
}

/** Writes transcripts to standard output as a format; several each under its name. */
export function writerOf(
  { out }: Terminal,
  format: Format,
  several: boolean,
): (name: string, said: Transcript) => void {
  return (name, said) => out.write(written(said, format, several ? name : null, out.isTTY === true));
}

function written(transcript: Transcript, format: Format, name: string | null, toTerminal: boolean): string {
  const several = name !== null;
  const text = render(transcript, format);
  const body = format === "json" && several ? JSON.stringify(JSON.parse(text)) : text;
  const heading = several && format !== "json" ? `== ${name} ==\n` : "";
  // A file gets the text as it is; a terminal must not be steered by what a provider wrote.
  const shown = toTerminal ? printableText(body) : body;
  return `${heading}${shown.endsWith("\n") ? shown : `${shown}\n`}${several && heading !== "" ? "\n" : ""}`;
}

import type { Format, Transcript } from "../domain/transcript.ts";
import { render } from "../transcript/render.ts";
import { printableText } from "./printable.ts";
import type { Session, SessionJob } from "./session.ts";

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
  const { out, err } = surroundings.terminal;
  const [format = "txt", ...more] = formats;
  let rough = false;
  for (const { id, name } of jobs) {
    const transcript = await house.store.result(id);
    if (transcript === null) continue;
    rough ||= transcript.rough;
    if (events !== null) events.transcript(id, name, transcript);
    else out.write(written(transcript, format, jobs.length > 1 ? name : null, out.isTTY === true));
  }
  if (rough) err.write("The text is rough: it comes from the recogniser of this machine.\n");
  if (more.length > 0) err.write(`Only ${format} was written; for ${more.join(", ")} too, give --output-dir.\n`);
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

/** What the process runs that aligns a recording: a folder with a request in it, and one line of JSON as its answer. */
import { readFileSync, writeFileSync, writeSync } from "node:fs";
import { join } from "node:path";
import { AlignmentDecoder } from "./alignment-decoder.ts";
import { Recording, type SamplePlace } from "./alignment-recording.ts";
import { align } from "./alignment-run.ts";
import { NOISES, SOUND_DICTIONARY } from "./alignment-sounds.ts";

/** What `request.json` holds. */
export interface AlignmentRequest {
  readonly place: SamplePlace;
  readonly sentences: readonly string[];
}

async function main(folder: string): Promise<void> {
  const { place, sentences } = JSON.parse(readFileSync(join(folder, "request.json"), "utf8")) as AlignmentRequest;
  const noises = join(folder, "noises.txt");
  const dictionary = join(folder, "sounds.txt");
  writeFileSync(noises, NOISES);
  writeFileSync(dictionary, SOUND_DICTIONARY);
  const words = await AlignmentDecoder.open({ noises, coarse: false });
  const sounds = await AlignmentDecoder.open({ noises, dictionary, coarse: true });
  const recording = new Recording(place);
  const answer = Buffer.from(JSON.stringify(align({ words, sounds }, recording, sentences)));
  // Not the stream: what it still holds would be lost when this process ends.
  for (let at = 0; at < answer.length; ) at += writeSync(1, answer, at);
  process.exit(0);
}

const [, , folder] = process.argv;
if (folder !== undefined) {
  main(folder).catch((error: unknown) => {
    // The message alone: the decoder's whole source stands on one line, which Node would print.
    writeSync(2, `${error instanceof Error ? error.message : String(error)}\n`);
    process.exit(1);
  });
}

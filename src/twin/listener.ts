import type { Aligner } from "../domain/aligner.ts";
import type { Recogniser } from "../domain/recogniser.ts";
import type { Runtime } from "../domain/runtime.ts";
import { type Ear, openEar } from "./ear.ts";
import { openExaminer } from "./scoring/examiner.ts";
import type { Scorer } from "./scoring/finding.ts";
import { openSocketScorer } from "./scoring/socket.ts";
import { doing, type TwinServer } from "./servers.ts";
import { textsIn } from "./texts.ts";

/** What a served twin takes recordings in with, and what listens to them. */
export interface Listener {
  readonly ear: Ear;
  /** Of a server that scores alone. */
  readonly scorer?: Scorer;
  close(): Promise<void>;
}

export interface ListenerOptions {
  readonly server: TwinServer;
  readonly runtime: Runtime;
  /** Listens to recordings that no text is known of. Default nobody: then the twin says so in its transcripts. */
  readonly recogniser?: Recogniser;
  /** Finds the words of scripts, for a server that scores. Default nobody: then scores are made up from hashes. */
  readonly aligner?: Aligner;
  /** Folder of texts, see `textsIn`. Default none. */
  readonly texts?: string;
}

/** Throws a `SettingsError` for a folder of texts that cannot be read. */
export async function openListener(options: ListenerOptions): Promise<Listener> {
  const { server, recogniser, aligner } = options;
  const { clock } = options.runtime;
  const texts = options.texts === undefined ? undefined : await textsIn(options.texts);
  const listening = {
    ...(recogniser === undefined ? {} : { recogniser }),
    ...(texts === undefined ? {} : { texts }),
  };
  if (doing(server).does !== "scores") {
    const ear = await openEar({ clock, ...listening });
    return { ear, close: ear.close };
  }
  const { ear, listen } = await openExaminer({ ...listening, ...(aligner === undefined ? {} : { aligner }) });
  const scorer = await openSocketScorer({ clock, listen });
  return {
    ear,
    scorer,
    async close() {
      await scorer.close();
      await ear.close();
    },
  };
}

import type { AudioInput } from "../engine/house.ts";
import { isDone } from "./already-done.ts";
import type { Asked } from "./asked.ts";
import { bad, type Input, type Looked, look } from "./inputs.ts";
import { prepareFile } from "./output-folder.ts";
import type { Planned } from "./outputs.ts";
import type { Session } from "./session.ts";
import type { StandardInput } from "./surroundings.ts";
import { letGo } from "./waiting.ts";

/** What became of one input that was taken in, or had no need to be. */
export type TakenIn =
  | { readonly kind: "job"; readonly id: string; readonly attached: boolean }
  | { readonly kind: "skipped" };

/**
 * Takes one input in, unless its transcripts are there. Throws what the house throws at a recording that cannot be taken
 * in, and `SettingsError` where its transcripts cannot be written.
 *
 * @param folders those of outputs that were seen to already
 */
export async function takeOneIn(
  session: Session,
  planned: Planned,
  asked: Asked,
  folders: Map<string, Promise<void>>,
): Promise<TakenIn> {
  const { input, deliveries } = planned;
  const { house, stop, view, events, surroundings } = session;
  const { run, kind, options, providerOptions, tags } = asked;
  const looked = await lookAt(input);
  const maySkip = asked.skipExisting && input.origin.kind !== "standard-input";
  if (maySkip && (await isDone(planned, looked, asked.isOfThis))) {
    events?.skipped(input.name);
    return { kind: "skipped" };
  }
  for (const delivery of deliveries) await prepareFile(delivery, folders);
  const audio = audioOf(input, surroundings.stdin);
  const passUrl = asked.passUrl && input.origin.kind === "address";
  const asks = { options, providerOptions, tags, run, ...(kind === undefined ? {} : { kind }) };
  const { id, attached } = await house.accept({ audio, name: input.name, deliveries, passUrl, ...asks }, stop.signal);
  const job = await house.store.get(id);
  if (job === null) throw new Error(`the job ${id} was accepted and is gone`);
  if (attached) {
    await letGo(house, job);
    events?.attached(id, input.name);
  }
  view.join(id, { name: input.name, bytes: job.request.audio.bytes, state: job.state });
  return { kind: "job", id, attached };
}

/** What a file is like now; null for what is no file. */
export async function lookAt({ origin, name }: Input): Promise<Looked | null> {
  return origin.kind === "file" ? look(origin.path, name) : null;
}

function audioOf({ origin, name }: Input, stdin: (() => StandardInput) | undefined): AudioInput {
  switch (origin.kind) {
    case "file":
      return origin.path;
    case "address":
      return origin.url;
    case "standard-input": {
      const stream = stdin?.();
      if (stream === undefined || stream.isTTY === true) {
        throw bad("audio/empty", name, "is a keyboard, which has no recording", "Pipe one to it: ... | tenuto ...");
      }
      return stream;
    }
    default:
      return origin satisfies never;
  }
}

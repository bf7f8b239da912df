import { mkdir, open, rename, rm } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { localFault } from "../catalogue/local-fault.ts";
import type { Delivery } from "../domain/job.ts";
import { contentsOf } from "./contents.ts";
import type { Next } from "./next.ts";
import { respond } from "./respond.ts";
import { complete } from "./taken.ts";
import type { Turn } from "./turn.ts";

/** Brings the transcript to where it was asked for. Done again after a crash, it writes the same files. */
export async function deliver(turn: Turn): Promise<Next> {
  const { job, means } = turn;
  const transcript = turn.result ?? (await means.store.result(job.id));
  if (transcript === null) throw new Error(`job ${job.id} is to be delivered but has no result`);
  for (const delivery of job.request.deliveries) {
    try {
      const bytes = await writeWhole(delivery, await contentsOf(turn, transcript, delivery), job.id);
      turn.note({ type: "delivered", to: delivery.path, bytes });
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      const message = `cannot write ${delivery.path}: ${why}`;
      return respond(turn, localFault("tenuto/delivery", message, "deliver", turn.now), null);
    }
  }
  return complete(turn);
}

/** Beside its place first, then renamed: the file is whole or not there. */
async function writeWhole({ path }: Delivery, text: string, job: string): Promise<number> {
  await mkdir(dirname(path), { recursive: true });
  // The job's id and not the name: a name of 255 bytes leaves no room for an ending.
  const temporary = join(dirname(path), `.${job}.${basename(path).length}.part`);
  const file = await open(temporary, "w");
  try {
    await file.writeFile(text);
    await file.sync();
    await file.close();
    await rename(temporary, path);
  } catch (error) {
    await file.close().catch(() => undefined);
    await rm(temporary, { force: true });
    throw error;
  }
  return Buffer.byteLength(text);
}

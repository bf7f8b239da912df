import { once } from "node:events";
import { createInterface } from "node:readline";
import { request } from "undici";
import type { Ledger } from "../../src/twin/ledger.ts";
import { type Ended, start } from "./command.ts";

/** A twin in a process of its own, on real sockets. */
export interface TwinProcess {
  readonly url: string;
  /** The biller's view. */
  ledger(): Promise<Ledger>;
}

/** Starts `tenuto twin` on a free port; it ends with the test. */
export async function startTwin(folder: string, args: readonly string[] = []): Promise<TwinProcess> {
  const twin = start(folder, ["twin", "--port", "0", ...args]);
  const lines = createInterface({ input: twin.process.stdout });
  const [url] = await Promise.race([once(lines, "line") as Promise<[string]>, twin.ended.then(endedTooSoon)]);
  return {
    url,
    ledger: async () => (await request(`${url}/twin/ledger`)).body.json() as Promise<Ledger>,
  };
}

function endedTooSoon({ stderr }: Ended): never {
  throw new Error(`the twin did not start: ${stderr}`);
}

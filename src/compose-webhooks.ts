import { randomBytes } from "node:crypto";
import type { ArrivalStore } from "./domain/arrival.ts";
import { callbacks } from "./engine/callbacks.ts";
import type { House } from "./engine/house.ts";
import type { Means } from "./engine/means.ts";
import { listenForWebhooks, type WebhookListener } from "./engine/webhook-listener.ts";

/** A listener for the providers' webhooks. Hints that it misses are found by asking; results come here and nowhere else. */
export interface Webhooks {
  /** The address that the provider is given: public, in front of the listener. */
  readonly url: string;
  /** Port of the listener on this machine; 0 takes any free one. */
  readonly port: number;
  /** Address to listen at. Default 127.0.0.1, behind a proxy or tunnel. */
  readonly host?: string;
}

/** What jobs tell their providers, and who listens to those. */
export interface Hearing {
  readonly means: Pick<Means, "webhook" | "callbacks">;
  /** Closes the house where the port cannot be had. */
  listen(house: House): Promise<WebhookListener | null>;
}

/** Nobody is told anything, and nobody listens, without an address. Throws `StoreError`. */
export async function hearingOf(store: ArrivalStore, webhooks: Webhooks | undefined): Promise<Hearing> {
  if (webhooks === undefined) return { means: {}, listen: async () => null };
  // Made anew each time and kept nowhere: what an earlier process asked for is found by polling.
  const header = { name: "x-tenuto-webhook", value: randomBytes(24).toString("hex") };
  // Results come once, perhaps to a later process: it must know them.
  const secret = await store.arrivalSecret(randomBytes(32).toString("hex"));
  const called = callbacks({ url: webhooks.url, secret });
  return {
    means: { webhook: { url: webhooks.url, header }, callbacks: called },
    async listen(house) {
      try {
        const hint = (remoteId: string): Promise<void> => house.hint(remoteId);
        const arrivals = { runOf: called.runOf, take: house.arrive.bind(house) };
        return await listenForWebhooks({ ...webhooks, header, hint, arrivals });
      } catch (error) {
        await house.close();
        throw error;
      }
    },
  };
}

import { LiveHouse } from "../../src/engine/live-house.ts";
import type { Means } from "../../src/engine/means.ts";
import { defaultPolicy } from "../../src/policy/policy.ts";
import { assemblyai } from "../../src/providers/assemblyai/client.ts";
import { ACCOUNT, type Desk, NO_WEB } from "./desk.ts";

/** A whole house over the desk's store, spool and twin. `means` puts something else in their place. */
export function houseAt(desk: Desk, means: Partial<Means> = {}): LiveHouse {
  const account = { name: ACCOUNT, provider: assemblyai.name, baseUrl: "http://twin", cap: 100 };
  return new LiveHouse({
    means: { ...desk.means, ...means },
    downloads: NO_WEB,
    recogniser: {
      name: "none",
      missing: async () => [],
      recognise: async () => ({ ok: false, code: "none", message: "not asked for here" }),
    },
    provider: assemblyai,
    account: { ...account, keyPrint: null },
    policy: defaultPolicy,
    turns: 20,
    close: async () => undefined,
  });
}

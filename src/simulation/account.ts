import type { Runtime } from "../domain/runtime.ts";
import type { JobStore } from "../domain/store.ts";
import type { Means } from "../engine/means.ts";
import { openGates } from "../engine/open-gates.ts";
import { defaultAccountPolicy } from "../policy/account-policy.ts";
import { ACCOUNT } from "./account-name.ts";
import type { Mortal } from "./mortal.ts";
import type { Scene } from "./scene.ts";

/** Slots, where nobody says how many. */
export const MOST_AT_ONCE = 1_000;

const BASE_URL = "http://twin";

/** What the account's key is by now. */
function keyOf({ runtime, options }: Pick<Scene, "runtime" | "options">): string {
  const { newKeyAtMs = Number.POSITIVE_INFINITY } = options.ours ?? {};
  return runtime.clock.monotonic() >= newKeyAtMs ? "another-key" : "simulated-key";
}

/** What every process does before it works: tells the store of the account and its key. */
export async function describeAccount(scene: Scene, store: JobStore): Promise<void> {
  const { provider, cap = MOST_AT_ONCE } = scene.options;
  const account = { name: ACCOUNT, provider: provider.name, baseUrl: BASE_URL };
  await store.describeAccount({ ...account, cap, keyPrint: keyOf(scene) });
  for (const { name } of scene.options.elsewhere ?? []) {
    await store.describeAccount({ name, provider: name, baseUrl: "", cap, keyPrint: null });
  }
}

/** Somebody lets the account go on. */
export async function letAccountGoOn(_scene: Scene, store: JobStore): Promise<void> {
  await store.releaseAccount(ACCOUNT, "somebody resumed it");
}

/** What a process works with; all that it commits and sends may be its last. */
export function meansOf(scene: Scene, store: JobStore, transport: Means["transport"], mortal: Mortal): Means {
  const runtime: Runtime = scene.runtime;
  const { options, world } = scene;
  const { accountPolicy = defaultAccountPolicy, classOf } = options;
  const means: Means = {
    runtime,
    store,
    spool: world.spool,
    transport,
    gates: openGates({ runtime, store: mortal.store(store), policy: accountPolicy, classOf }),
    providers: new Map([options.provider, ...(options.elsewhere ?? [])].map((provider) => [provider.name, provider])),
    classify: options.classify,
    access: async (account) =>
      account === ACCOUNT ? { baseUrl: BASE_URL, key: keyOf(scene) } : { baseUrl: "", key: "" },
  };
  const altered = options.alter?.(means) ?? means;
  return { ...altered, store: mortal.store(altered.store), transport: mortal.transport(altered.transport) };
}

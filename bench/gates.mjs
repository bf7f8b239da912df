import { join } from "node:path";
import { liveRuntime } from "../dist/engine/live-runtime.js";
import { openGates } from "../dist/engine/open-gates.js";
import { defaultAccountPolicy } from "../dist/policy/account-policy.js";
import { openSqliteStore } from "../dist/store/sqlite.js";
import { inFolder } from "./paths.mjs";
import { spreadOf } from "./statistics.mjs";

const CALLS = 20_000;
/** Without a limit: what is measured is the asking, not the waiting. */
const POLICY = { ...defaultAccountPolicy, rate: { requests: 1_000_000_000, windowMs: 1_000 } };

/** Microseconds that an account's gates take for a call: asked before it, and told of its outcome. */
export function gatesPerCall(rounds) {
  return inFolder(async (folder) => {
    const runtime = liveRuntime();
    const store = await openSqliteStore({ path: join(folder, "store.db"), clock: runtime.clock });
    const account = { name: "bench", provider: "assemblyai", baseUrl: "http://twin", cap: 100, keyPrint: null };
    await store.describeAccount(account);
    const gates = openGates({ runtime, store, policy: POLICY, classOf: () => null });
    const times = [];
    for (let round = -1; round < rounds; round += 1) {
      const start = process.hrtime.bigint();
      for (let call = 0; call < CALLS; call += 1) {
        const asked = { account: "bench", job: `job_${call % 1_000}`, stage: "wait", after: null };
        if ((await gates.admit(asked)) === null) gates.heard(asked, null);
      }
      if (round >= 0) times.push(Number(process.hrtime.bigint() - start) / 1_000 / CALLS);
    }
    await store.close();
    return spreadOf(times);
  });
}

import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { COMMAND } from "./paths.mjs";

/**
 * A twin in a process of its own. It finds no programs, so it listens to nothing and costs only what the requests cost.
 *
 * @param {{ latencyMs?: number, processing?: string, provider?: string }} pace `latencyMs` is added to every reply, `processing` is how long
 *   a recording is worked on, such as "2s"; both zero by default
 */
export async function startTwin({ latencyMs = 0, processing = "0", provider = "assemblyai" } = {}) {
  const pace = ["--latency", String(latencyMs), "--processing", processing];
  const flags = ["--port", "0", "--provider", provider, ...pace];
  const child = spawn(process.execPath, [COMMAND, "twin", ...flags], {
    env: { PATH: "" },
    stdio: ["ignore", "pipe", "ignore"],
  });
  const [url] = await once(createInterface(child.stdout), "line");
  return {
    url,
    ledger: async () => (await fetch(`${url}/twin/ledger`)).json(),
    stop: async () => {
      child.kill("SIGINT");
      await once(child, "exit");
    },
  };
}

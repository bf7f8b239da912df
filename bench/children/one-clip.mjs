// One clip in a fresh process, bare or through the whole house. Arguments: bare or ours, address, store, clip.
import { readFileSync } from "node:fs";
import { readSettings } from "../../dist/settings.js";

const [, , who, baseUrl, store, clip] = process.argv;
const settings = readSettings({ baseUrl, apiKey: "bench-key", store, pollFloor: "10ms", prepare: "off" }, {});

async function bare() {
  const { bareClient } = await import("../bare.mjs");
  const client = bareClient({ baseUrl, key: "bench-key", polling: settings.policy.polling });
  return { transcribe: () => client.transcribe(readFileSync(clip)), close: () => client.close() };
}

async function ours() {
  const { compose } = await import("../../dist/compose.js");
  const house = await compose(settings);
  const run = house.runtime.ids.next("run");
  const transcribe = async () => {
    const { id } = await house.accept({ audio: clip, run });
    await house.work({ id });
    if ((await house.store.result(id)) === null) throw new Error("the clip was not transcribed");
  };
  return { transcribe, close: () => house.close() };
}

const { transcribe, close } = await (who === "bare" ? bare() : ours());
const startUpMs = performance.now();
await transcribe();
const wallMs = performance.now() - startUpMs;
await close();
process.stdout.write(JSON.stringify({ startUpMs, wallMs }));

// One recording of free speech in a fresh process, bare or through the whole house. Arguments: bare or ours, address, store, clip.
import { readFileSync } from "node:fs";
import { FormData, Pool } from "undici";
import { readSettings } from "../../dist/settings.js";

const [, , who, baseUrl, store, clip] = process.argv;
const PATH = "/api/v1/score_audio_plus";

async function bare() {
  const pool = new Pool(baseUrl);
  const assess = async () => {
    const form = new FormData();
    form.set("api_plan", "premium");
    form.set("return_json", "true");
    form.set("audio_file", new Blob([readFileSync(clip)], { type: "audio/wav" }), "recording.wav");
    const request = new Request(`${baseUrl}${PATH}`, { method: "POST", body: form });
    const headers = { authorization: "ELSA bench-key", "content-type": request.headers.get("content-type") ?? "" };
    const body = Buffer.from(await request.arrayBuffer());
    const reply = await pool.request({ method: "POST", path: PATH, headers, body });
    const { speakers } = await reply.body.json();
    if (speakers === undefined) throw new Error("the clip was not scored");
  };
  return { assess, close: () => pool.close() };
}

async function ours() {
  const { compose } = await import("../../dist/compose.js");
  const house = await compose(
    readSettings({ provider: "elsa", baseUrl, apiKey: "bench-key", store, prepare: "off" }, {}),
  );
  const run = house.runtime.ids.next("run");
  const assess = async () => {
    const { id } = await house.accept({ audio: clip, run, kind: "assessment" });
    await house.work({ id });
    if ((await house.store.result(id))?.assessment === undefined) throw new Error("the clip was not scored");
  };
  return { assess, close: () => house.close() };
}

const { assess, close } = await (who === "bare" ? bare() : ours());
const startUpMs = performance.now();
await assess();
const wallMs = performance.now() - startUpMs;
await close();
process.stdout.write(JSON.stringify({ startUpMs, wallMs }));

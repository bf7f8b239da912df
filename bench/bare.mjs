import { Agent, request } from "undici";
import { nextPollDelay } from "../dist/policy/polling.js";

/**
 * What a program does that hopes for the best: upload, submit, ask until it is completed. Nothing is kept, nothing is
 * repeated. It asks at the same intervals as Tenuto, so both make the same requests.
 */
export function bareClient({ baseUrl, key, polling }) {
  const dispatcher = new Agent({ headersTimeout: 0, bodyTimeout: 0, pipelining: 1 });
  const dice = { next: () => Math.random() };

  async function call(method, path, contentType, body) {
    const headers = { authorization: key, ...(contentType === undefined ? {} : { "content-type": contentType }) };
    const reply = await request(`${baseUrl}${path}`, { method, headers, dispatcher, ...(body && { body }) });
    const fields = await reply.body.json();
    if (reply.statusCode !== 200) throw new Error(`${method} ${path} was answered with ${reply.statusCode}`);
    return fields;
  }

  return {
    async transcribe(bytes) {
      const { upload_url } = await call("POST", "/v2/upload", "application/octet-stream", bytes);
      const { id } = await call(
        "POST",
        "/v2/transcript",
        "application/json",
        JSON.stringify({ audio_url: upload_url }),
      );
      for (let polls = 0; ; polls += 1) {
        const delay = nextPollDelay(polling, { audioMs: null, polls, dice });
        await new Promise((resolve) => setTimeout(resolve, delay));
        const run = await call("GET", `/v2/transcript/${id}`);
        if (run.status === "completed") return run;
        if (run.status === "error") throw new Error(run.error);
      }
    },
    close: () => dispatcher.close(),
  };
}

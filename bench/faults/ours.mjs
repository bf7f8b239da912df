import { join } from "node:path";
import { createTenuto } from "../../dist/index.js";

/** The library with its default policy. */
export async function open({ url, key, folder, atOnce }) {
  const tenuto = createTenuto({
    baseUrl: url,
    apiKey: key,
    store: join(folder, "jobs.db"),
    concurrency: atOnce,
    prepare: "off",
  });
  return {
    async transcribe(audio) {
      const { remoteId, text } = await tenuto.transcribe(audio);
      return { id: remoteId, text };
    },
    close: () => tenuto.close(),
  };
}

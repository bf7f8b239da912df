// The official SDK, alone and as AssemblyAI's own pages wrap it.
import { setTimeout as sleep } from "node:timers/promises";
import { AssemblyAI } from "assemblyai";

/** The guide has one of them with a full stop and the other as a beginning. */
const SERVER_ERRORS = ["Internal server error", "Server error, developers have been alerted"];

/** Nothing is tried again. */
export const alone = opened(async (client, audio) => finished(await client.transcripts.transcribe({ audio })));

/** Both guides at once: one that tries again after a server error, and one that does so after whatever was thrown. */
export const fixedWait = opened(async (client, audio) => {
  for (let runs = 1; ; runs += 1) {
    const run = await thrice(() => client.transcripts.transcribe({ audio }));
    const isServerError = SERVER_ERRORS.some((words) => run.error?.startsWith(words));
    if (!isServerError || runs > 1) return finished(run);
    await sleep(5_000);
  }
});

/** The article: five attempts at the whole call, `wait_exponential(multiplier=1, min=2, max=60)` and a tenth of jitter. */
export const exponential = opened(async (client, audio) => {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return finished(await client.transcripts.transcribe({ audio }));
    } catch (error) {
      if (attempt === 5) throw error;
      const waitMs = Math.max(2_000, 1_000 * 2 ** (attempt - 1));
      await sleep(Math.min(60_000, waitMs * (1 + 0.1 * Math.random())));
    }
  }
});

/** The SDK itself, at a twin. */
export function sdkClient({ url, key }) {
  return new AssemblyAI({ apiKey: key, baseUrl: url });
}

/** A run as a transcript; throws where it ended in an error. */
export function finished({ id, status, text, error }) {
  if (status === "error") throw new Error(error);
  return { id, text };
}

function opened(work) {
  return async (place) => {
    const client = sdkClient(place);
    return { transcribe: (audio) => work(client, audio), close: async () => {} };
  };
}

async function thrice(call) {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await call();
    } catch (error) {
      if (attempt === 3) throw error;
      await sleep(5_000);
    }
  }
}

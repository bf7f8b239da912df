// The SDK inside cockatiel's policies: around the whole call, as its read-me wraps one, and around each step.
import { setTimeout as sleep } from "node:timers/promises";
import {
  ConsecutiveBreaker,
  circuitBreaker,
  ExponentialBackoff,
  handleAll,
  retry,
  TimeoutStrategy,
  timeout,
  wrap,
} from "cockatiel";
import { finished, sdkClient } from "./sdk.mjs";

const POLL_EVERY_MS = 3_000;
const RUNS = 3;

/** The read-me's figures; a whole call takes minutes, so its limit is ten. */
export async function wholeCall(place) {
  const client = sdkClient(place);
  const patience = patienceOf({ maxAttempts: 3, backoff: new ExponentialBackoff() }, 600_000);
  const call = async (audio) => finished(await client.transcripts.transcribe({ audio }));
  return { transcribe: (audio) => patience.execute(() => call(audio)), close: async () => {} };
}

/** Each step has retries, a limit and a breaker of its own. */
export async function bySteps(place) {
  const client = sdkClient(place);
  const [upload, submit, poll] = Array.from({ length: 3 }, () => {
    return patienceOf(
      { maxAttempts: 10, backoff: new ExponentialBackoff({ initialDelay: 1_000, maxDelay: 60_000 }) },
      60_000,
    );
  });
  async function runOf(audioUrl) {
    const { id } = await submit.execute(() => client.transcripts.submit({ audio_url: audioUrl }));
    for (;;) {
      const run = await poll.execute(() => client.transcripts.get(id));
      if (run.status === "completed" || run.status === "error") return run;
      await sleep(POLL_EVERY_MS);
    }
  }
  async function transcribe(audio) {
    const audioUrl = await upload.execute(() => client.files.upload(audio));
    for (let runs = 1; ; runs += 1) {
      const run = await runOf(audioUrl);
      if (run.status === "completed" || runs === RUNS) return finished(run);
      await sleep(5_000);
    }
  }
  return { transcribe, close: async () => {} };
}

function patienceOf(tries, limitMs) {
  const breaker = circuitBreaker(handleAll, { halfOpenAfter: 10_000, breaker: new ConsecutiveBreaker(5) });
  return wrap(retry(handleAll, tries), breaker, timeout(limitMs, TimeoutStrategy.Aggressive));
}

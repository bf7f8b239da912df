// Who is measured. `how` is published as it stands: whoever changes a setting changes it there.

/** `load` imports a contestant (in its own process) and returns what opens it. */
export const CONTESTANTS = {
  ours: {
    title: "Tenuto",
    how: 'The library with a durable store and its default policy: `createTenuto({ store: "jobs.db", concurrency, prepare: "off" })`, `tenuto.transcribe(bytes)`. The recordings are noise that nobody is to look into, hence `prepare`.',
    load: async () => (await import("./ours.mjs")).open,
  },
  "sdk-alone": {
    title: "SDK alone",
    how: "`client.transcripts.transcribe({ audio })` of the official `assemblyai` 4.41.5 with its own settings: polls every 3 s, nothing is tried again.",
    load: async () => (await import("./sdk.mjs")).alone,
  },
  "sdk-fixed": {
    title: "SDK, fixed wait",
    how: "The same call as both of AssemblyAI's guides wrap it: once more after 5 s when the run ended in a server error (`retries=1, wait_time=5`), up to 3 tries 5 s apart when the call threw.",
    load: async () => (await import("./sdk.mjs")).fixedWait,
  },
  "sdk-exponential": {
    title: "SDK, exponential",
    how: "The same call as AssemblyAI's article on retries wraps it: 5 attempts, 2, 2, 4 and 8 s apart (`wait_exponential(multiplier=1, min=2, max=60)`) and a tenth of jitter. Kinder than the article's own code, which knows two texts: whatever was thrown is tried again, and a run that ended in an error as well.",
    load: async () => (await import("./sdk.mjs")).exponential,
  },
  cockatiel: {
    title: "SDK, cockatiel",
    how: "The same call in `cockatiel` 3.2.1 with the figures of its read-me: `wrap(retry(handleAll, { maxAttempts: 3, backoff: new ExponentialBackoff() }), circuitBreaker(handleAll, { halfOpenAfter: 10_000, breaker: new ConsecutiveBreaker(5) }), timeout(600_000, Aggressive))`, one breaker for all calls. A run that ended in an error is thrown.",
    load: async () => (await import("./cockatiel.mjs")).wholeCall,
  },
  "cockatiel-steps": {
    title: "SDK by steps, cockatiel",
    how: "What a careful author would write: `files.upload`, `transcripts.submit` and each `transcripts.get` (every 3 s) wrapped by itself, so that a failed poll costs a poll. 10 retries, 1 s growing to 60 s with cockatiel's jitter, long enough for an outage of three minutes, a breaker of 5 failures and 10 s for each of the three, 60 s a call; a run that ended in an error is submitted again, 3 runs in all.",
    load: async () => (await import("./cockatiel.mjs")).bySteps,
  },
  "ai-sdk": {
    title: "AI SDK",
    how: "`experimental_transcribe` of `ai` 6.0.326 with `@ai-sdk/assemblyai` 2.0.58 and their own settings: `maxRetries: 2`, first wait 2 s, factor 2, `Retry-After` up to 60 s, polls every 3 s. Its `fetch` only changes the address.",
    load: async () => (await import("./ai-sdk.mjs")).open,
  },
};

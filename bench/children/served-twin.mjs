// A twin in a process of its own, which its parent talks to: `open` serves a scenario, `end` says what it was asked for.
import { assemblyaiServer } from "../../dist/providers/assemblyai/index.js";
import { liveRuntime, parseScenario, serveTwin } from "../../dist/twin/index.js";

/** By then every run is over that nobody waits for any more. */
const LONG_AFTER_MS = 3_600_000;

const live = liveRuntime();
let skippedMs = 0;
const runtime = { ...live, clock: { ...live.clock, now: () => live.clock.now() + skippedMs } };
let twin;

const ANSWERS = {
  async open({ scenario, seed, latencyMs, key }) {
    const parsed = parseScenario(scenario, "scenario");
    twin = await serveTwin({ server: assemblyaiServer, scenario: parsed, seed, runtime, key, latencyMs });
    return { url: twin.url };
  },
  async end({ key }) {
    const ledger = twin.ledger();
    skippedMs = LONG_AFTER_MS;
    const { billed, billedTwice } = twin.ledger();
    return { ...ledger, billed, billedTwice, readyAt: Object.fromEntries(await readyTimes(key)) };
  },
};

/** When each run was over, by its id: from the list, whose requests come after the ledger was read. */
async function readyTimes(key) {
  const times = [];
  let url = `${twin.url}/v2/transcript?limit=200`;
  while (url !== null) {
    const reply = await fetch(url, { headers: { authorization: key } });
    // A scenario may have trouble for the list as well.
    if (!reply.ok) continue;
    const { transcripts, page_details } = await reply.json();
    for (const { id, completed } of transcripts) times.push([id, Date.parse(completed)]);
    url = page_details.prev_url ?? null;
  }
  return times;
}

process.on("message", async ({ ask, ...said }) => process.send(await ANSWERS[ask](said)));
process.send({ isUp: true });

// The same turns in two stores, by rounds in turns: what one costs in each. What is worked off in a round is made good for
// after it. Arguments: store, store, rounds, turns a round.
import { randomBytes } from "node:crypto";
import { openStoreOnly } from "../../dist/compose-store.js";
import { takeTurns } from "./turn.mjs";

/** As many as a busy worker's group commit takes together. */
const AT_ONCE = 20;

const [, , few, many, rounds, turns] = process.argv;
const rooms = [await openStoreOnly({ storePath: few }), await openStoreOnly({ storePath: many })];
const costs = [];
for (let round = -1; round < Number(rounds); round += 1) {
  const [fewCost, manyCost] = [await cost(rooms[0]), await cost(rooms[1])];
  if (round >= 0) costs.push({ few: fewCost, many: manyCost });
}
for (const { close } of rooms) await close();
process.stdout.write(JSON.stringify(costs));

async function cost({ store, runtime }) {
  const done = [];
  const cpu = process.cpuUsage();
  const start = performance.now();
  while (done.length < Number(turns)) done.push(...(await takeTurns(store, runtime, AT_ONCE)).jobs);
  const wallMs = performance.now() - start;
  const { user, system } = process.cpuUsage(cpu);
  await store.add(done.map((job) => another(job, runtime.ids.next("job"))));
  await Promise.all(done.map(({ id }) => store.remove(id)));
  return { wallMs: wallMs / done.length, cpuMs: (user + system) / 1000 / done.length };
}

function another(job, id) {
  const hash = () => randomBytes(32).toString("hex");
  return { ...job, id, request: { ...job.request, key: hash(), audio: { ...job.request.audio, sha256: hash() } } };
}

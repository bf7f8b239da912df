// Fills a store with jobs that wait for their first claim, in the tables at once: one by one a million would take minutes.
// Arguments: store, jobs.
import { openStoreOnly } from "../../dist/compose-store.js";
import { onlyLink } from "../../dist/engine/chain.js";
import { makeJob } from "../../dist/engine/new-job.js";
import { defaultPolicy } from "../../dist/policy/policy.js";
import { assemblyai } from "../../dist/providers/assemblyai/client.js";
import { loadSqlite } from "../../dist/store/sqlite-driver.js";

const CACHE_KIB = 400_000;

const [, , storePath, count] = process.argv;
const { store, runtime, close } = await openStoreOnly({ storePath });
const making = { runtime, chain: onlyLink(assemblyai, "assemblyai"), policy: defaultPolicy };
const audio = { sha256: "0".repeat(64), bytes: 2_000, name: "calls/one.wav", durationMs: null };
const model = makeJob(making, { audio }, { audio: audio.name, run: runtime.ids.next("run") });
await store.describeAccount({ name: "assemblyai", provider: "assemblyai", baseUrl: "", cap: 200, keyPrint: null });
await store.add([model]);
await close();

const database = new (await loadSqlite())(storePath);
database.exec(`PRAGMA synchronous = OFF; PRAGMA cache_size = -${CACHE_KIB}; BEGIN`);
copyInto("job", {
  id: "printf('job_%08d', n)",
  // As hashes are: in no order.
  key: "lower(hex(randomblob(32)))",
  audio: "lower(hex(randomblob(32)))",
  due: "due - n",
  name: "'calls/' || n || '.wav'",
});
copyInto("request", { job: "printf('job_%08d', n)" });
copyInto("journal", { seq: "n + 1", job: "printf('job_%08d', n)" });
database.exec("COMMIT; PRAGMA wal_checkpoint(TRUNCATE)");
database.close();
process.stdout.write(JSON.stringify({ jobs: Number(count) }));

/** Copies the model's row, but for some columns, until there are as many as are asked for. */
function copyInto(table, changed) {
  const columns = database
    .prepare(`PRAGMA table_info(${table})`)
    .all()
    .map(({ name }) => name);
  const values = columns.map((column) => changed[column] ?? column);
  database.exec(`INSERT INTO ${table} (${columns.join(", ")})
    WITH RECURSIVE number(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM number WHERE n < ${Number(count) - 1})
    SELECT ${values.join(", ")} FROM number, (SELECT * FROM ${table} LIMIT 1)`);
}

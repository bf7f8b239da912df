// Fills a store with journals as weeks of use leave them: one job in eight met a fault, one in a hundred failed. A thousand
// entries or so are made by the store's own verbs; the rest are the same rows once more, later. Arguments: store, entries.
import { openStoreOnly } from "../../dist/compose-store.js";
import { makeJob } from "../../dist/engine/new-job.js";
import { defaultPolicy } from "../../dist/policy/policy.js";
import { assemblyai } from "../../dist/providers/assemblyai/client.js";
import { loadSqlite } from "../../dist/store/sqlite-driver.js";

const MODELS = 200;
const CACHE_KIB = 400_000;
/** Between two of the models, and so between a row and its copy: a month for a million entries. */
const EVERY_MS = 20_000;
const LEASE_MS = 120_000;

const [, , storePath, wanted] = process.argv;
const { store, runtime, close } = await openStoreOnly({ storePath });
const begin = runtime.clock.now() - Math.ceil(Number(wanted) / 9) * EVERY_MS;
/** What a change of policy leaves behind: the same name, other figures. */
const policies = [3, 4, 5].map((attempts) => {
  const { upload } = defaultPolicy.stages;
  return { ...defaultPolicy, stages: { ...defaultPolicy.stages, upload: { ...upload, attempts } } };
});
for (let number = 0; number < MODELS; number += 1) await live(number);
const seq = await store.lastSeq();
await close();

const database = new (await loadSqlite())(storePath);
const copies = Math.ceil(Number(wanted) / seq) - 1;
const later = `n * ${MODELS * EVERY_MS}`;
/** One policy after the other, each for a third of the time. */
const hashes = database.prepare("SELECT hash FROM policy").all();
const cases = hashes.map(
  ({ hash }, index) => `WHEN ${Math.floor((index * copies) / hashes.length)} < n THEN '${hash}'`,
);
const policy = `CASE ${cases.toReversed().join(" ")} END`;
database.exec(`PRAGMA synchronous = OFF; PRAGMA cache_size = -${CACHE_KIB}; BEGIN`);
// In the order of their making, as ids are.
const id = (column) => `printf('job_%06d', n) || substr(${column}, 4)`;
copyInto("job", { id: id("id"), key: "key || n", created: `created + ${later}`, ended: `ended + ${later}`, policy });
copyInto("request", { job: id("job"), policy });
copyInto("tag", { job: id("job") });
copyInto("submission", { id: "id || n", job: id("job"), remote_id: "remote_id || n" });
copyInto("journal", { seq: `seq + n * ${seq}`, job: id("job") });
const met = database.prepare("SELECT max(id) AS id FROM fault_met").get().id;
const times = ["at", "lost_from", "resumed"].map((column) => [column, `${column} + ${later}`]);
copyInto("fault_met", { id: `id + n * ${met}`, job: id("job"), policy, ...Object.fromEntries(times) });
copyInto("late_pass", { job: id("job") });
database.exec("COMMIT; PRAGMA wal_checkpoint(TRUNCATE)");
const count = (table) => database.prepare(`SELECT count(*) AS rows FROM ${table}`).get().rows;
const filled = { entries: count("journal"), jobs: count("job"), faults: count("fault_met") };
database.close();
process.stdout.write(JSON.stringify(filled));

/** Copies all rows of the models, but for some columns. */
function copyInto(table, changed) {
  const columns = database
    .prepare(`PRAGMA table_info(${table})`)
    .all()
    .map(({ name }) => name);
  const values = columns.map((column) => changed[column] ?? column);
  database.exec(`CREATE TEMP TABLE model AS SELECT * FROM ${table};
    INSERT INTO ${table} (${columns.join(", ")})
    WITH RECURSIVE number(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM number WHERE n < ${copies})
    SELECT ${values.join(", ")} FROM number CROSS JOIN model; DROP TABLE model`);
}

/** One job from its acceptance to its end. */
async function live(number) {
  const at = begin + number * EVERY_MS;
  const name = `calls/${number}.wav`;
  const audio = { sha256: number.toString(16).padStart(64, "0"), bytes: 2_000_000, name, durationMs: 120_000 };
  const policy = policies[number % policies.length];
  const links = [{ provider: assemblyai, account: `account-${number % 2}`, providerOptions: {} }];
  const making = { runtime, chain: { links }, policy, prepares: true };
  const tags = { team: "abcd"[number % 4], week: String(number % 7) };
  const job = { ...makeJob(making, { audio }, { audio: name, run: `run_${number % 20}`, tags }), createdAt: at };
  const deliveries = [{ path: `/out/${number}.txt`, format: "txt" }];
  await store.add([{ ...job, request: { ...job.request, deliveries } }]);
  const [claim] = await store.claim(1, "bench", LEASE_MS);
  const isLost = number % 100 === 0;
  const steps = isLost ? [prepared(at), [fault("upload", at + 900, "fail"), failed(at + 900)]] : courseOf(number, at);
  for (const [index, entries] of steps.entries()) {
    const isLast = index === steps.length - 1;
    const endedAt = entries.at(-1).at;
    const over = isLost
      ? { status: "failed", endedAt, fault: faultAt("upload", endedAt) }
      : { status: "completed", endedAt };
    const state = isLast ? over : claim.job.state;
    const submissions = entries.some(({ type }) => type === "attempt" || type === "transcribed")
      ? [run(claim.job, at)]
      : [];
    const change = { ...claim.job, state, stage: isLast ? "deliver" : "upload", prepared: preparedOf(audio) };
    const holdUntil = isLast ? null : runtime.clock.now() + LEASE_MS;
    if (!(await store.save({ turn: claim.turn, job: change, submissions, entries, holdUntil })))
      throw new Error("fenced off");
  }
}

function courseOf(number, at) {
  const trouble = number % 8 === 1 ? ["upload", "submit", "wait"][Math.floor(number / 8) % 3] : null;
  const met = (stage, ms) => (trouble === stage ? [[fault(stage, at + ms)]] : []);
  const twice = number % 16 === 1 ? met(trouble, 1_200) : [];
  return [
    prepared(at),
    ...met("upload", 900),
    ...(trouble === "upload" ? twice : []),
    [attempt("upload", at + 2_000), { at: at + 2_000, type: "intent", submission: 1, attempt: 1 }],
    ...met("submit", 2_300),
    [attempt("submit", at + 4_000)],
    ...met("wait", 6_000),
    [
      {
        type: "polls",
        at: at + 7_000,
        until: at + 29_000,
        count: 5,
        said: "processing",
        throttled: false,
        submission: 1,
      },
      { type: "transcribed", at: at + 30_000, submission: 1, words: 300, durationMs: 120_000 },
    ],
    [
      { type: "delivered", at: at + 30_010, to: `/out/${number}.txt`, bytes: 2_000 },
      { type: "completed", at: at + 30_010 },
    ],
  ];
}

function prepared(at) {
  const finding = { code: "audio/quiet", weight: "note", message: "The recording is rather quiet." };
  const report = {
    bytes: 2_000_000,
    findings: [finding, finding],
    notChecked: null,
    levels: null,
    reads: "x".repeat(800),
  };
  const sent = [{ sha256: "0".repeat(64), bytes: 2_000_000, durationMs: 120_000 }];
  return [{ type: "prepared", at: at + 300, elapsedMs: 250, report, mended: [], sent }];
}

function preparedOf(audio) {
  return { pieces: [{ audio, fromMs: 0, toMs: null }], channels: 1, recordedChannels: 1 };
}

function attempt(stage, at) {
  return { type: "attempt", at, stage, attempt: 1, submission: 1, certainty: "accepted", exchange: exchange(at, 200) };
}

function fault(stage, at, action = "retry") {
  const verdict = { action, delayMs: 900, reason: "the server may be back soon", rule: `policy/${stage}` };
  return {
    type: "fault",
    at,
    stage,
    attempt: 1,
    submission: 1,
    fault: faultAt(stage, at),
    verdict,
    exchange: exchange(at, 503),
  };
}

function failed(at) {
  return { type: "failed", at, fault: faultAt("upload", at) };
}

function faultAt(stage, at) {
  const codes = { upload: "http/503", submit: "network/reset", wait: "http/500" };
  return {
    code: codes[stage],
    message: "The provider is not available at the moment.",
    params: { status: "503" },
    stage,
    class: stage === "submit" ? "network" : "server",
    scope: "attempt",
    certainty: "rejected",
    remedy: "retry",
    attempts: null,
    pace: null,
    advice: "Nothing is to be done about it: it is tried again.",
    notBefore: null,
    at,
  };
}

function exchange(at, status) {
  const bodyHead = status === 200 ? null : '{"error": "Service Unavailable"}';
  const endpoint = "/v2/upload";
  return {
    method: "POST",
    endpoint,
    at: at - 150,
    elapsedMs: 150,
    sentBytes: 2_000_000,
    status,
    socketCode: null,
    requestId: "req-0123456789abcdef",
    retryAfter: null,
    bodyHead,
  };
}

function run(job, at) {
  return {
    id: `sub_${job.id}`,
    job: job.id,
    number: 1,
    provider: "assemblyai",
    account: job.request.account,
    uploadedAt: at + 2_000,
    intentAt: at + 2_000,
    remoteId: `run-${job.id}`,
    acceptedAt: at + 4_000,
    certainty: "accepted",
    uncertainSince: null,
    emptyLookups: 0,
    endedAt: at + 30_000,
    outcome: "completed",
    private: { uploadUrl: "https://cdn.example/upload/0123456789" },
  };
}

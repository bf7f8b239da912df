import { execFile } from "node:child_process";
import { copyFile, mkdir, readdir, readFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { inspect } from "node:util";
import { afterAll, describe, expect, it } from "vitest";
import { createTenuto, openLogFile, TenutoError } from "../src/index.ts";
import { loadSqlite } from "../src/store/sqlite-driver.ts";
import type { ServedTwin } from "../src/twin/http.ts";
import { errorOf, LibraryHouses, recording } from "./library-house.ts";

const SAMPLE = fileURLToPath(new URL("../samples/goforward.wav", import.meta.url));
const COMMAND = fileURLToPath(new URL("../dist/cli/main.js", import.meta.url));

/** Each of them opens something; all hold the same rare word, so that one search finds any. */
const KEY = "planted-key-0123456789";
const SIGNATURE = "planted-signature-abcdef";
const HEADER = "Bearer planted-webhook-header";
const OPTION = "planted-nested-token";
const PASSWORD = "planted-password";
const PLANTED = /planted/i;

/** A provider that says back what it was told, in every way it has. */
const TELLTALE = `
processing: 20ms
faults:
  - { stage: upload, occurrence: 1, status: 503, body: 'no room for ${KEY}' }
  - { stage: upload, occurrence: 2, status: 500, body: '{"error":"key=${KEY} url=https://cdn.test/u?sig=${SIGNATURE}"}' }
  - { stage: submit, occurrence: 1, status: 429, body: '{"error":"slow down, ${HEADER}, ${OPTION}"}', headers: { x-request-id: "${KEY}" } }
  - { stage: poll, occurrence: 1, status: 502, body: '<html>${KEY} ${HEADER}</html>' }
  - { stage: job, occurrence: 1, error: 'Server error, developers have been alerted ${KEY} ${OPTION}' }
`;

const OPTIONS = {
  webhook_url: "https://hooks.example.test/in",
  webhook_auth_header_name: "x-hook",
  webhook_auth_header_value: HEADER,
  nested: { list: [{ access_token: OPTION }] },
};

const houses = new LibraryHouses();
afterAll(() => houses.dispose());

/** Everything that an error tells, however it is looked at. */
function told(error: unknown): string {
  const cause = error instanceof Error ? error.cause : undefined;
  const plain = error instanceof Error ? `${error.message}\n${error.stack}` : "";
  return [String(error), plain, JSON.stringify(error), inspect(error, { depth: 20 }), inspect(cause)].join("\n");
}

/** Where a planted secret is found, among texts by the place that each comes from. */
function found(places: Readonly<Record<string, string>>): string[] {
  return Object.entries(places).flatMap(([place, text]) => {
    const at = text.search(PLANTED);
    return at < 0 ? [] : [`${place}: …${text.slice(Math.max(0, at - 80), at + 60)}…`];
  });
}

/** The bytes of a store without what its private columns hold; and that they held something. */
async function readableStore(path: string): Promise<{ readonly bytes: string; readonly hidden: string }> {
  const copy = `${path}.copy`;
  const Database = await loadSqlite();
  const database = new Database(path);
  database.exec(`VACUUM INTO '${copy}'`);
  database.close();
  const readable = new Database(copy);
  const rows = readable.prepare("SELECT private FROM request UNION ALL SELECT private FROM submission").all();
  readable.exec("UPDATE request SET private = ''; UPDATE submission SET private = ''; VACUUM");
  readable.close();
  return { bytes: await readFile(copy, "latin1"), hidden: JSON.stringify(rows) };
}

async function filesUnder(folder: string): Promise<readonly string[]> {
  return (await readdir(folder, { recursive: true })).map(String);
}

/** A host whose addresses are signed, and that tells them to whoever asks. */
async function telltaleHost() {
  const server = createServer((ask, reply) => {
    const { pathname } = new URL(ask.url ?? "", "http://host");
    if (pathname === "/moved.wav") return reply.writeHead(302, { location: `/call.wav?sig=${SIGNATURE}` }).end();
    if (pathname === "/call.wav") return reply.writeHead(200, { "content-type": "audio/wav" }).end("audio");
    return reply.writeHead(403, { "x-asked": ask.url }).end(`no: ${ask.url}`);
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  const { port } = server.address() as AddressInfo;
  const address = (path: string): string => `http://127.0.0.1:${port}/${path}?sig=${SIGNATURE}`;
  return { address, close: (): Promise<unknown> => new Promise((done) => server.close(done)) };
}

async function uploadPaths(twin: ServedTwin): Promise<string> {
  const reply = await fetch(`${twin.url}/v2/transcript?limit=200`, { headers: { authorization: KEY } });
  return reply.text();
}

describe.concurrent("a secret", () => {
  it("is in nothing that the library writes or throws", async () => {
    const folder = join(await houses.folder, "library");
    const store = join(folder, "jobs.db");
    const log = await openLogFile(join(folder, "log.jsonl"));
    const host = await telltaleHost();
    const { twin, tenuto } = await houses.open(TELLTALE, {
      apiKey: KEY,
      store,
      preset: "realtime",
      logger: log.logger,
      allowPrivateHosts: true,
    });

    const first = await tenuto.submit(recording("a call"), { name: "call.wav", providerOptions: OPTIONS });
    const transcript = await first.result();
    const events: unknown[] = [];
    for await (const event of first.events()) events.push(event);
    const moved = await tenuto.submit(host.address("moved.wav"));
    await moved.result();
    const passed = await tenuto.submit(host.address("call.wav"), { passUrl: true });
    const outcome = await passed.result().catch((error: unknown) => error);
    const jobs = await tenuto.jobs();
    const errors = [
      await errorOf(tenuto.transcribe(host.address("forbidden.wav"))),
      await errorOf(tenuto.transcribe(`http://user:${PASSWORD}@127.0.0.1:1/call.wav`)),
      await errorOf(tenuto.transcribe(`http://127.0.0.1:1/call.wav?sig=${SIGNATURE}`)),
      await errorOf(tenuto.transcribe(`data:audio/wav,${SIGNATURE}` as unknown as URL)),
      outcome,
    ];
    await tenuto.close();
    log.close();
    await host.close();

    // Upload addresses are secrets as well, and the twin made those: they are found by their own paths.
    const uploads = [...(await uploadPaths(twin)).matchAll(/\/upload\/([\w-]{8,})/g)].flatMap(([, id]) => id ?? []);
    expect(uploads.length).toBeGreaterThan(0);
    const { bytes, hidden } = await readableStore(store);
    const places = {
      transcript: JSON.stringify(transcript),
      journal: JSON.stringify(events),
      jobs: JSON.stringify(jobs),
      log: await readFile(join(folder, "log.jsonl"), "utf8"),
      store: bytes,
      files: (await filesUnder(folder)).join("\n"),
      ...Object.fromEntries(errors.map((error, index) => [`error ${index + 1}`, told(error)])),
    };
    expect(found(places)).toEqual([]);
    const withUpload = Object.entries(places).filter(([, text]) => uploads.some((upload) => text.includes(upload)));
    expect(withUpload.map(([place]) => place)).toEqual([]);

    // And it was all really there to be found.
    expect(hidden).toMatch(PLANTED);
    expect(uploads.some((upload) => hidden.includes(upload))).toBe(true);
    expect(places.log.split("\n").length).toBeGreaterThan(20);
    expect(twin.ledger().requests.upload).toBeGreaterThan(3);
  });

  it("is in no error about a job that failed, nor one about settings", async () => {
    const { tenuto } = await houses.open(
      `faults: [{ stage: submit, status: 400, body: '{"error":"bad ${KEY} ${HEADER} https://x.test/?s=${SIGNATURE}"}' }]`,
      { apiKey: KEY, preset: "realtime" },
    );
    const failed = await errorOf(tenuto.transcribe(recording("a call"), { providerOptions: OPTIONS }));
    expect(failed).toBeInstanceOf(TenutoError);
    const wrong = [
      () => createTenuto({ apiKey: `Bearer ${KEY}` }),
      () => createTenuto({ apiKey: `${KEY}\n${KEY}` }),
      () => createTenuto({ baseUrl: `https://user:${PASSWORD}@api.test` }),
      () => createTenuto({ baseUrl: `https://api.test/?key=${SIGNATURE}` }),
      () => createTenuto({ baseUrl: `https://api.test/#${SIGNATURE}` }),
    ].map((make) => {
      try {
        make();
      } catch (error) {
        return error;
      }
      throw new Error("it went well");
    });
    const places = [failed, ...wrong].map((error, index) => [`error ${index + 1}`, told(error)]);
    expect(found(Object.fromEntries(places))).toEqual([]);
  });

  it("is in nothing that the command prints or writes", { timeout: 60_000 }, async () => {
    const folder = join(await houses.folder, "command");
    await mkdir(folder, { recursive: true });
    await copyFile(SAMPLE, join(folder, "call.wav"));
    const { twin } = await houses.open(TELLTALE, { apiKey: KEY });
    const store = join(folder, "state", "jobs.db");
    const env = {
      PATH: process.env.PATH ?? "",
      HOME: folder,
      ASSEMBLYAI_API_KEY: KEY,
      ASSEMBLYAI_BASE_URL: twin.url,
      TENUTO_PRESET: "realtime",
      TENUTO_STORE: store,
    };
    const written = ["--report", "out/report.json", "--log", "out/log.jsonl"];
    const option = ["--option", `webhook_auth_header_value=${HEADER}`, "--option", `auth_token=${OPTION}`];
    const lines = [
      ["transcribe", "call.wav", "--json", "-o", "out", "-f", "txt", "-f", "json", ...option, ...written],
      ["show", "call.wav"],
      ["show", "call.wav", "--json"],
      ["transcribe", "call.wav", "--base-url", `https://user:${PASSWORD}@api.test`],
    ];
    const places: Record<string, string> = {};
    for (const line of lines)
      places[`tenuto ${line.slice(0, 3).join(" ")} (${line.length})`] = await output(line, folder, env);
    const { bytes, hidden } = await readableStore(store);
    places.store = bytes;
    for (const file of await filesUnder(folder)) {
      places[`the name of ${file}`] = file;
      if (dirname(file) === "out") places[file] = await readFile(join(folder, file), "utf8");
    }
    expect(found(places)).toEqual([]);
    expect(hidden).toMatch(PLANTED);
    expect(Object.values(places)[0]).toContain('"fault"');
    expect(places[join("out", "report.json")]).toContain("call.wav");
    expect(places[join("out", "log.jsonl")]).toContain("upload");
  });
});

/** All that a command prints, on either stream. */
function output(line: readonly string[], cwd: string, env: Readonly<Record<string, string>>): Promise<string> {
  return new Promise((resolve) => {
    execFile(process.execPath, [COMMAND, ...line], { cwd, env }, (_, stdout, stderr) =>
      resolve(`${stdout}\n${stderr}`),
    );
  });
}

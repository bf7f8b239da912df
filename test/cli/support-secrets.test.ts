import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { supportPage } from "../../src/cli/support-page.ts";
import type { Job } from "../../src/domain/job.ts";
import type { JournalEntry } from "../../src/domain/journal.ts";
import { supportBundle } from "../../src/engine/support/make-bundle.ts";
import { type JobFile, shareable } from "../../src/engine/support/shareable.ts";
import { aFault, aJob, anExchange, aSubmission, badDay, records, START } from "./lives.ts";

const VERSIONS = { tenuto: "1", node: "v1", os: "an os", undici: "1", ffmpeg: null };

/** Both forms of a bundle, as somebody would send them. */
function sent(file: JobFile, secrets: readonly string[]): string {
  const open = shareable(file, { secrets, folders: ["/srv/state"] });
  const means = {
    provider: () => null,
    account: () => ({ baseUrl: "https://api.test" }),
    versions: VERSIONS,
    now: START,
  };
  const bundle = supportBundle(open, means);
  // What escapes a character hides nothing.
  return [...textsIn(bundle), ...textsIn(open), supportPage(bundle, open)].join("\n").replaceAll("\\", "");
}

function textsIn(value: unknown): string[] {
  if (typeof value === "string") return [value];
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([name, part]) => [name, ...textsIn(part)]);
}

/** Ways in which a provider repeats what it was sent. */
const REPEATED: readonly ((secret: string) => string)[] = [
  (secret) => `refused: ${secret}`,
  (secret) => `{"error":${JSON.stringify(`bad ${secret} here`)}}`,
  (secret) => `see https://cdn.test/upload/${encodeURIComponent(secret)}?sig=${encodeURIComponent(secret)} for more`,
  (secret) => `token=${encodeURIComponent(secret)}&x=1`,
];

/** Recognised wherever it stands: it is in nothing that we say ourselves. */
const secretText = fc
  .string({ unit: fc.constantFrom(..."abcXYZ019\"'/\\&=+-_.é"), minLength: 14, maxLength: 40 })
  .map((text) => `zQ7${text}`);

interface Planted {
  readonly secrets: readonly string[];
  readonly file: JobFile;
  readonly known: readonly string[];
}

/** A job with a secret in each private place, and all of them repeated in every text that comes from outside. */
const planted: fc.Arbitrary<Planted> = fc
  .record({
    secrets: fc.uniqueArray(secretText, { minLength: 9, maxLength: 9, selector: (text) => text.slice(0, 11) }),
    ways: fc.array(fc.constantFrom(...REPEATED), { minLength: 1, maxLength: 4 }),
  })
  .map(({ secrets, ways }) => {
    const [key = "", header = "", value = "", link = "", url = "", upload = "", script = "", folder = "", tag = ""] =
      secrets;
    const said = [key, header, value, link, script].flatMap((secret) => ways.map((way) => way(secret)));
    // Each text is cut where another secret stands, as the journal cuts what it keeps.
    const text = (at: number): string => `${said.join(" ")} and ${secrets[at % 4]?.slice(0, 12)}`;
    const place = `/out/${encodeURIComponent(folder)}/call.txt`;
    const fault = aFault({
      code: "own/odd",
      message: text(0),
      words: text(1),
      params: { it: text(2) },
      advice: text(3),
    });
    const exchange = { ...anExchange(0, 5, 400), bodyHead: text(4), requestId: text(5), retryAfter: text(6) };
    const verdict = { action: "fail", reason: text(7), rule: "own/odd" } as const;
    const left = {
      provider: "assemblyai",
      account: "a",
      code: "x",
      message: text(8),
      class: "server",
      at: START,
    } as const;
    const entries: JournalEntry[] = [
      ...badDay(),
      { at: START, type: "delivered", to: place, bytes: 1 },
      { at: START, type: "fault", stage: "submit", attempt: 1, submission: 1, fault, verdict, exchange },
      { at: START, type: "woken", reason: `ENOENT: ${place} ${text(1)}` },
      { at: START, type: "went-on", from: left, to: { provider: "b", account: "b" }, lost: [] },
      { at: START, type: "failed", fault },
    ];
    const base = aJob({
      name: `/home/${encodeURIComponent(folder)}/call.wav`,
      state: { status: "failed", endedAt: START, fault },
    });
    const job: Job = {
      ...base,
      lastFault: fault,
      left: [left],
      request: {
        ...base.request,
        options: { script: [script] },
        chain: [
          { provider: "assemblyai", account: "a" },
          { provider: "b", account: "b" },
        ],
        linkOptions: [{}, { prompt: link }],
        providerOptions: { webhook_auth_header_value: header, nested: [{ prompt: value }] },
        audioUrl: `https://files.test/call.wav?sig=${encodeURIComponent(url)}`,
        deliveries: [{ path: place, format: "txt", recording: `/home/${encodeURIComponent(folder)}/call.wav` }],
        tags: { customer: tag },
      },
    };
    const uploadUrl = `https://cdn.test/upload/${encodeURIComponent(upload)}`;
    const submissions = [aSubmission({ private: { uploadUrl } })];
    return { secrets, known: [key], file: { job, submissions, journal: records("job_1", entries) } };
  });

describe("a support bundle", () => {
  it("holds no secret of its job, wherever it stands and however a provider repeats it", () => {
    fc.assert(
      fc.property(planted, ({ secrets, known, file }) => {
        const text = sent(file, known);
        for (const secret of secrets) {
          const begun = secret.slice(0, 12).replaceAll("\\", "");
          expect(text).not.toContain(begun);
          expect(text).not.toContain(encodeURIComponent(secret).slice(0, 12));
        }
        expect(text).toContain("own/odd");
        expect(text).toContain("call.wav");
        // Also where the journal alone tells of an output file.
        expect(text).not.toContain("/out/");
      }),
      { numRuns: 100 },
    );
  });

  it("would be found out, were nothing taken out of it", () => {
    const [one] = fc.sample(planted, { numRuns: 1, seed: 1 });
    const { file, secrets } = one as Planted;
    const text = JSON.stringify(file);
    const spelled = (secret: string) => [JSON.stringify(secret).slice(1, -1), encodeURIComponent(secret)];
    expect(secrets.filter((secret) => !spelled(secret).some((one) => text.includes(one)))).toEqual([]);
  });

  it("keeps the words of a provider that hold nothing private, paths of its own included", () => {
    const message =
      "assemblyai answered 400 to POST /v2/transcript: speech_model 'bset' is unknown, see /v2/transcript";
    const fault = aFault({ message, stage: "submit" });
    const state = { status: "failed", endedAt: START, fault } as const;
    const base = aJob({ name: "calls/monday/call.wav", state, providerOptions: { speech_model: "bset" } });
    const deliveries = [{ path: "/v2/call.txt", format: "txt" as const }];
    const job = { ...base, request: { ...base.request, deliveries } };
    const entry: JournalEntry = { at: START, type: "failed", fault };
    const text = sent({ job, submissions: [], journal: records("job_1", [entry]) }, []);
    expect(text).toContain("speech_model 'bset' is unknown");
    expect(text).toContain("call.wav");
    expect(text).not.toContain("monday");
    expect(text).not.toContain("call.txt");
  });

  it("names folders of this machine nowhere, whoever's message they stand in", () => {
    const message = "ENOENT: '/srv/state/tenuto.spool/ab', open C:\\Users\\ana\\x.wav and /home/ana/calls/call.wav";
    const fault = aFault({ message });
    const job = aJob({ state: { status: "failed", endedAt: START, fault } });
    const text = sent({ job, submissions: [], journal: records("job_1", [{ at: START, type: "failed", fault }]) }, []);
    expect(text).not.toMatch(/srv|ana/);
    expect(text).toContain("[folder]/call.wav");
  });
});

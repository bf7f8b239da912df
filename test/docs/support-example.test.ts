import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, it } from "vitest";
import { buildProgram } from "../../src/cli/program.ts";
import { supportPage } from "../../src/cli/support-page.ts";
import { KNOWN_PROVIDERS } from "../../src/compose-catalogue.ts";
import type { AudioReport } from "../../src/domain/audio-report.ts";
import { SUPPORT_CHECKS, type SupportBundle } from "../../src/engine/support/bundle.ts";
import { gatherSupport } from "../../src/engine/support/gather.ts";
import type { Shareable } from "../../src/engine/support/shareable.ts";
import { reportOf, tools } from "../engine/recording-tools.ts";
import { stillDesk } from "../engine/still-desk.ts";

const DOCS = join(import.meta.dirname, "..", "..", "docs");

const SCENARIO = `
processing: 4s
faults:
  - { stage: upload, occurrence: 1, status: 503, body: "busy", headers: { x-request-id: 8f2c7f0e } }
  - stage: job
    error: Internal server error. Please retry your request. If the error persists, please contact support@assemblyai.com for more information.
`;

const VERSIONS = {
  tenuto: "0.1.0",
  node: "v20.20.2",
  os: "Linux 6.1.0 x64",
  undici: "7.30.2",
  ffmpeg: "ffmpeg version 5.1.9-0+deb12u1",
};

/** What `tenuto inspect` says of the recording. */
const FOUND: Partial<AudioReport> = {
  format: { ...reportOf().format, channels: 1 } as AudioReport["format"],
  durations: { ...reportOf().durations, declaredMs: 2_786, decodedMs: 2_786, believedMs: 2_786 },
  levels: {
    ...{ p10: -64.2, p50: -40.2, p95: -23.3, p99: -21.1, peak: -13.7, clipped: 0, sounding: 0.619, dcOffset: 0 },
    ...{ strip: [], pauses: [] },
  },
};

/** A job whose runs all end in a server error, through the real engine against the twin, in virtual time. */
async function example(): Promise<{ readonly bundle: SupportBundle; readonly file: Shareable }> {
  const audio = await readFile(join(DOCS, "..", "samples", "goforward.wav"));
  const report = reportOf({}, { ...FOUND, bytes: audio.length });
  const desk = stillDesk({ scenario: SCENARIO, recordings: tools(report).recordings });
  const { store } = desk.means;
  return desk.play(async () => {
    const id = await desk.accept("", { audio, name: "calls/monday.wav", tags: { customer: "7" } });
    await desk.work(60 * 60_000);
    const provider = (name: string) => KNOWN_PROVIDERS.find((one) => one.name === name) ?? null;
    const means = { secrets: [], folders: [], provider, versions: async () => VERSIONS };
    const gathered = await gatherSupport(store, id, means, desk.now);
    if (gathered === null) throw new Error("the job is gone");
    return gathered;
  });
}

it("shows a bundle as the command makes it", async () => {
  const { bundle, file } = await example();
  expect(bundle.job.status).toBe("failed");
  await expect(supportPage(bundle, file)).toMatchFileSnapshot(join(DOCS, "support.example.md"));
});

it("explains every check and every flag of the command", async () => {
  const page = await readFile(join(DOCS, "support.md"), "utf8");
  const { bundle } = await example();
  const checks = bundle.links.flatMap((link) => link.checks);
  expect(checks.map(({ check }) => check)).toEqual(SUPPORT_CHECKS);
  for (const { check, statement } of checks) expect(page).toContain(`| \`${check}\` | ${statement} |`);
  const never = (): never => {
    throw new Error("nothing is run here");
  };
  const command = buildProgram(never, never).commands.find((one) => one.name() === "support");
  for (const { long } of command?.options ?? []) expect(page).toContain(`${long}`);
});

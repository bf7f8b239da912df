import { describe, expect, it } from "vitest";
import { HIDDEN } from "../../src/domain/fault.ts";
import { ELSA_ERRORS } from "../../src/providers/elsa/errors.ts";
import { ElsaDesk, type ElsaDeskOptions } from "./elsa-desk.ts";
import { reportOf, tools } from "./recording-tools.ts";

const TOKEN = "planted-session-token";
const ADDRESS = "https://recordings.example/call.wav";

/** What comes of a job that meets an exception again and again: the verdicts, and where it stands an hour later. */
const OUTCOMES: Readonly<Record<string, readonly [verdicts: readonly string[], status: string]>> = {
  "asr-inter-process-exception": [["retry", "retry", "retry", "retry", "park"], "parked"],
  "asr-socket-timeout": [["park"], "parked"],
  "asr-connection-failed": [["retry", "retry", "retry", "retry", "park"], "parked"],
  "failed-to-read-audio-from-url": [["fetch", "fail"], "failed"],
  "failed-to-parse-audio-header": [["fail"], "failed"],
  "invalid-audio-format": [["repair", "fail"], "failed"],
  "failed-to-convert-audio": [["repair", "fail"], "failed"],
  "failed-to-decode-audio-from-bytes": [["fail"], "failed"],
  "missing-audio-param": [["fail"], "failed"],
  "audio-too-big-for-sync": [["reroute", "fail"], "failed"],
  "failed-to-use-audio": [["retry", "fail"], "failed"],
  "no-token-provided": [["park"], "parked"],
  "invalid-session-token": [["refresh", "park"], "parked"],
  "user-does-not-exist": [["fail"], "failed"],
  "client-is-not-active": [["park"], "parked"],
  "client-does-not-have-access": [["park"], "parked"],
  "client-has-no-more-minutes": [["park"], "parked"],
  "invalid-header-parameter": [["park"], "parked"],
};

/** Less than a hold lasts: what comes after it is the trial's. */
const SOON_MS = 4 * 60_000;
/** Where files are written time runs ahead of the machine. */
const LATE_MS = 20 * 60 * 60_000;

function deskFor(code: string, renewed: string[], mends: boolean): ElsaDesk {
  const options: ElsaDeskOptions = {
    scenario: `processing: 1s\nfaults: [{ stage: submit, fault: elsa/${code} }]`,
    token: () => TOKEN,
    ...(mends ? { recordings: tools(reportOf()).recordings } : {}),
    renewKey: async (account) => void renewed.push(account),
    bring: async (_url, name) => desk.means.spool.put(once(new TextEncoder().encode("brought")), name),
  };
  const desk = new ElsaDesk(options);
  return desk;
}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}

describe("each exception of ELSA's listing, met again and again", { timeout: 60_000 }, () => {
  it("is one of the 18", () => {
    const listed = ELSA_ERRORS.map(({ code }) => code.replace("elsa/", "")).toSorted();
    expect(Object.keys(OUTCOMES).toSorted()).toEqual(listed);
  });

  it.each(Object.entries(OUTCOMES))(
    "%s ends as documented, and nothing that is kept shows the token",
    async (code, [verdicts, status]) => {
      const renewed: string[] = [];
      const mends = verdicts.some((verdict) => verdict === "repair" || verdict === "fetch");
      const desk = deskFor(code, renewed, mends);
      const theirs = code === "failed-to-read-audio-from-url" ? { audio: new URL(ADDRESS), passUrl: true } : {};
      const test = async (): Promise<string> => {
        const [accepted = ""] = await desk.accept(1, theirs);
        await desk.work(mends ? LATE_MS : SOON_MS);
        return accepted;
      };
      const id = await (mends ? desk.playWithFiles(test) : desk.play(test));
      expect(await desk.faults(id)).toEqual(verdicts.map((action) => `elsa/${code}: ${action}`));
      const job = await desk.means.store.get(id);
      expect(job?.state.status).toBe(status);
      expect(renewed).toHaveLength(verdicts.includes("refresh") ? 1 : 0);
      const kept = [job, await desk.means.store.journal(id), await desk.means.store.submissions(id)];
      expect(JSON.stringify(kept)).not.toContain(TOKEN);
      if (code === "invalid-session-token") expect(JSON.stringify(kept)).toContain(HIDDEN);
    },
  );
});

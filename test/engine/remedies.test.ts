import { describe, expect, it } from "vitest";
import { AudioError } from "../../src/domain/errors.ts";
import { Desk, type DeskOptions } from "./desk.ts";
import { reportOf, tools } from "./recording-tools.ts";

const ADDRESS = "https://recordings.example/call.mp3";

async function played(desk: Desk, recording: Parameters<Desk["accept"]>[1] = {}): Promise<string> {
  return desk.playWithFiles(async () => {
    const id = await desk.accept("a recording", recording);
    await desk.work();
    return id;
  });
}

/** A twin that does this to its first runs. */
const failing = (runs: readonly number[], fault: string): string =>
  `processing: 2s\nfaults: [{ stage: job, occurrence: [${runs.join(", ")}], fault: ${fault} }]`;

describe("a recording that the provider could not use", () => {
  const amend: DeskOptions["amend"] = ({ code }) =>
    code === "assemblyai/transcoding-failed" ? { remedy: "repair", attempts: 2 } : {};

  it("is converted and sent once more, although nothing was found wrong with it", async () => {
    const { recordings, plans } = tools(reportOf());
    const desk = new Desk({ recordings, amend, scenario: failing([1], "assemblyai/transcoding-failed") });
    const id = await played(desk);
    expect(await desk.status(id)).toBe("completed");
    expect(await desk.faults(id)).toEqual(["assemblyai/transcoding-failed: repair by assemblyai/transcoding-failed"]);
    expect(plans).toHaveLength(1);
    const [, second] = await desk.entries(id, "prepared");
    expect(second?.mended).not.toEqual([]);
    expect(desk.ledger).toMatchObject({ created: 2, billed: 1, failed: 1, billedTwice: [] });
  });

  it("is given up when converting it did not help", async () => {
    const { recordings } = tools(reportOf());
    const desk = new Desk({ recordings, amend, scenario: failing([1, 2], "assemblyai/transcoding-failed") });
    const id = await played(desk);
    expect(await desk.status(id)).toBe("failed");
    expect(desk.ledger).toMatchObject({ created: 2, billed: 0 });
  });
});

describe("an address that the provider could not fetch", () => {
  const amend: DeskOptions["amend"] = ({ code }) => (code === "assemblyai/download-failed" ? { remedy: "fetch" } : {});
  const scenario = failing([1, 2, 3], "assemblyai/download-failed");
  const passed = { audio: new URL(ADDRESS), passUrl: true };

  it("is fetched by us and brought to it", async () => {
    const { recordings } = tools(reportOf());
    const brought: string[] = [];
    const desk: Desk = new Desk({
      recordings,
      amend,
      scenario: failing([1], "assemblyai/download-failed"),
      bring: async (url, name) => {
        brought.push(url);
        return desk.means.spool.put(bytesOf("brought"), name);
      },
    });
    const id = await played(desk, passed);
    expect(await desk.status(id)).toBe("completed");
    expect(brought).toEqual([ADDRESS]);
    expect(desk.count("upload")).toBe(1);
    expect(await desk.means.spool.heldSince(Number.POSITIVE_INFINITY)).toEqual([]);
  });

  it("fails the job when we cannot fetch it either, after three tries", async () => {
    const { recordings } = tools(reportOf());
    let tries = 0;
    const bring = async (): Promise<never> => {
      tries += 1;
      throw new AudioError("audio/unreachable", "the host does not answer", "check the address");
    };
    const desk = new Desk({ recordings, amend, scenario, bring });
    const id = await played(desk, passed);
    expect(tries).toBe(3);
    expect(await desk.means.store.get(id)).toMatchObject({
      state: { status: "failed", fault: { code: "tenuto/not-fetched", message: "the host does not answer" } },
    });
  });
});

describe("a token that the provider refuses", () => {
  const refused = "processing: 2s\nfaults: [{ stage: submit, times: N, status: 401, body: 'Invalid session token' }]";
  const amend: DeskOptions["amend"] = ({ class: kind }) =>
    kind === "auth" ? { remedy: "refresh", attempts: 2, scope: "account" } : {};

  it("is asked for anew once, and the job goes on", async () => {
    const renewed: string[] = [];
    const renewKey = async (account: string): Promise<void> => void renewed.push(account);
    const desk = new Desk({ amend, renewKey, scenario: refused.replace("N", "1") });
    const id = await played(desk);
    expect(await desk.status(id)).toBe("completed");
    expect(renewed).toEqual(["desk"]);
  });

  it("holds the account when a new one is refused as well", async () => {
    let renewed = 0;
    const renewKey = async (): Promise<void> => {
      renewed += 1;
    };
    const desk = new Desk({ amend, renewKey, scenario: refused.replace("N", "9") });
    const id = await desk.play(async () => {
      const accepted = await desk.accept();
      await desk.work(60_000);
      return accepted;
    });
    expect(await desk.status(id)).toBe("parked");
    expect(renewed).toBe(1);
  });
});

describe("a recording that is too big to be answered at once", () => {
  const amend: DeskOptions["amend"] = ({ code }) =>
    code === "assemblyai/transcoding-failed" ? { remedy: "reroute" } : {};

  it("is sent in two halves where the provider has no other way", async () => {
    const { recordings, plans } = tools(reportOf());
    const desk = new Desk({ recordings, amend, scenario: failing([1], "assemblyai/transcoding-failed") });
    const id = await played(desk);
    expect(await desk.status(id)).toBe("completed");
    expect(plans[0]?.pieces.length).toBeGreaterThanOrEqual(2);
    expect(desk.ledger).toMatchObject({ billed: plans[0]?.pieces.length, failed: 1 });
  });

  it("is not cut where its parts belong together", async () => {
    const { recordings } = tools(reportOf());
    const desk = new Desk({ recordings, amend, scenario: failing([1, 2], "assemblyai/transcoding-failed") });
    const id = await played(desk, { kind: "assessment" });
    expect(await desk.status(id)).toBe("failed");
    expect(desk.ledger).toMatchObject({ created: 1 });
  });
});

async function* bytesOf(text: string): AsyncGenerator<Uint8Array> {
  yield new TextEncoder().encode(text);
}

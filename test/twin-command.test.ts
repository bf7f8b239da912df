import { EventEmitter } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Command } from "commander";
import { request } from "undici";
import { describe, expect, it, onTestFinished } from "vitest";
import { terminalOf } from "../src/cli/terminal.ts";
import { type TwinParts, twinCommand } from "../src/cli/twin.ts";
import { addTwinCommand, type TwinFlags } from "../src/cli/twin-options.ts";
import { twinParts } from "../src/compose.ts";
import type { Recogniser } from "../src/domain/recogniser.ts";
import { liveRuntime } from "../src/engine/live-runtime.ts";
import { assemblyaiServer as server } from "../src/providers/assemblyai/server.ts";

const DEAF: Recogniser = {
  name: "deaf",
  missing: async () => ["pocketsphinx"],
  recognise: async () => ({ ok: false, code: "MISSING", message: "pocketsphinx" }),
};

async function flagsOf(...args: string[]): Promise<TwinFlags> {
  let flags: TwinFlags | undefined;
  const program = new Command().exitOverride().configureOutput({ writeErr: () => {} });
  addTwinCommand(program, async (given) => {
    flags = given;
  });
  await program.parseAsync(["twin", ...args], { from: "user" });
  if (flags === undefined) throw new Error("the command did not run");
  return flags;
}

function run(flags: TwinFlags, parts: Partial<TwinParts> = {}) {
  const signals = new EventEmitter();
  const out: string[] = [];
  const err: string[] = [];
  const terminal = terminalOf(
    { write: (text) => out.push(text) },
    { write: (text) => err.push(text) },
    { color: false, plain: true, debug: false },
  );
  const leave = (): never => {
    throw new Error("it left");
  };
  const ended = twinCommand(
    flags,
    { server, runtime: liveRuntime(), recogniser: DEAF, ...parts },
    { terminal, signals, leave },
  );
  return { signals, out, err, ended };
}

describe("tenuto twin", () => {
  it.each(["SIGINT", "SIGTERM"])("prints its address first, serves, and ends well at %s", async (signal) => {
    const { signals, out, err, ended } = run(await flagsOf("--fault", "list:1:503", "--fault", "list:2:http/502"));
    await expect.poll(() => out.length).toBe(1);
    const [first = ""] = out;
    expect(first).toMatch(/^http:\/\/127\.0\.0\.1:\d+\n$/);
    const list = async () =>
      (await request(`${first.trim()}/v2/transcript`, { headers: { authorization: "k" } })).statusCode;
    expect([await list(), await list(), await list()]).toEqual([503, 502, 200]);
    expect(err.join("")).toContain("Without pocketsphinx it hears nothing");
    signals.emit(signal);
    expect(await ended).toBe(0);
    expect(signals.eventNames()).toEqual([]);
    await expect(request(first.trim())).rejects.toThrow();
  });

  it("doubles a server of OpenAI's API when it is told to, and says nothing of scores", async () => {
    const parts = twinParts("", (await flagsOf("--provider", "openai")).provider);
    expect(parts.server.name).toBe("openai");
    const { signals, out, err, ended } = run(await flagsOf("--provider", "openai"), { server: parts.server });
    await expect.poll(() => err.length).toBe(2);
    expect(err.join("")).not.toContain("scores");
    const form = new FormData();
    form.append("file", new Blob(["a recording"]), "call.wav");
    const reply = await fetch(`${out[0]?.trim()}/inference`, { method: "POST", body: form });
    expect(await reply.json()).toMatchObject({ text: expect.stringContaining("11 bytes") });
    signals.emit("SIGINT");
    await ended;
  });

  it("doubles the provider that is named, and says who makes its scores", async () => {
    const parts = twinParts("", (await flagsOf("--provider", "elsa")).provider);
    expect(parts.server.name).toBe("elsa");
    expect(twinParts("", (await flagsOf()).provider).server.name).toBe("assemblyai");
    const { signals, out, err, ended } = run(await flagsOf("--provider", "elsa"), { server: parts.server });
    await expect.poll(() => out.length).toBe(1);
    const reply = await request(`${out[0]?.trim()}/api/v2/score_audio`, { method: "POST" });
    expect(await reply.body.text()).toContain("A valid authorization header is required");
    expect(err.join("")).toContain("Without an aligner it makes the scores of scripts up");
    signals.emit("SIGTERM");
    expect(await ended).toBe(0);
    await expect(flagsOf("--provider", "nobody")).rejects.toThrow("assemblyai, deepgram, elsa, openai");
  });

  it("puts faults of flags before those of the file", async () => {
    const folder = await mkdtemp(join(tmpdir(), "tenuto-test-"));
    onTestFinished(() => rm(folder, { recursive: true }));
    const scenario = join(folder, "bad-day.yaml");
    await writeFile(scenario, "faults:\n  - stage: list\n    status: 500\n");
    const { signals, out, ended } = run(await flagsOf("--scenario", scenario, "--fault", "list:1:503"));
    await expect.poll(() => out.length).toBe(1);
    const list = async () =>
      (await request(`${out[0]?.trim()}/v2/transcript`, { headers: { authorization: "k" } })).statusCode;
    expect([await list(), await list()]).toEqual([503, 500]);
    signals.emit("SIGTERM");
    expect(await ended).toBe(0);
  });

  it.each([
    [["--scenario", "/nowhere/bad-day.yaml"], "The scenario /nowhere/bad-day.yaml cannot be read (ENOENT)."],
    [["--port", "99999"], "Port 99999 cannot be used (ERR_SOCKET_BAD_PORT)."],
    [["--processing", "3 parsecs"], '--processing cannot be "3 parsecs".'],
    [["--fault", "nonsense"], '--fault "nonsense" has no three parts.'],
    [["--fault", "job:1:assemblyai/upload-failed"], '"assemblyai/upload-failed" is seen in a reply'],
  ])("refuses %j in one sentence", async (args, sentence) => {
    await expect(run(await flagsOf(...args)).ended).rejects.toThrow(sentence);
  });

  it.each([
    ["--port", "x"],
    ["--seed", "-1"],
    ["--latency", "1.5"],
  ])("takes whole numbers only: %s %s", async (...args) => {
    await expect(flagsOf(...args)).rejects.toThrow("whole number");
  });
});

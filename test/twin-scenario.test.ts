import { readFile } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import { SettingsError } from "../src/domain/errors.ts";
import { assemblyaiServer } from "../src/providers/assemblyai/server.ts";
import { parseFaultFlag } from "../src/twin/fault-flag.ts";
import { checkNames } from "../src/twin/rules.ts";
import { parseScenario } from "../src/twin/scenario.ts";
import { CALM } from "../src/twin/script.ts";

function refusalOf(read: () => unknown): SettingsError {
  try {
    read();
  } catch (error) {
    if (error instanceof SettingsError) return error;
    throw error;
  }
  throw new Error("it was taken");
}

describe("a scenario", () => {
  it("is calm when it is empty", () => {
    expect(parseScenario("", "empty.yaml")).toEqual({ ...CALM, name: "empty.yaml" });
  });

  it("of the documentation can be played", async () => {
    const path = "docs/scenario.example.yaml";
    const scenario = parseScenario(await readFile(new URL(`../${path}`, import.meta.url), "utf8"), path);
    checkNames(scenario.rules, assemblyaiServer);
    expect(scenario).toMatchObject({ concurrency: 5, listDelayMs: 2_000 });
    expect(scenario.rules.map(({ fault }) => fault.kind)).toEqual([
      "named",
      "reset-after",
      "status",
      "named",
      "html",
      "named",
      "job-error",
      "cut-json",
      "slow",
      "no-answer",
    ]);
    expect(scenario.rules[2]).toMatchObject({
      when: {
        occurrences: [
          [2, 4],
          [7, 7],
        ],
      },
      fault: { status: 429, hint: { seconds: 3, form: "date" } },
    });
  });

  it("says how long things live, how a success is told, and how patient webhooks are", () => {
    const text = `created-status: 201
upload-lifetime: 1h
retention: 48h
redaction: 2s
webhook-timeout: 1s
webhook-attempts: 3
webhook-every: 250ms`;
    expect(parseScenario(text, "a.yaml")).toEqual({
      ...CALM,
      name: "a.yaml",
      createdStatus: 201,
      uploadLifetimeMs: 3_600_000,
      retentionMs: 48 * 3_600_000,
      redactionMs: 2_000,
      webhooks: { timeoutMs: 1_000, attempts: 3, everyMs: 250 },
    });
  });

  it.each([
    ["faults:\n  - stage: uplod\n    fault: slow", "2:12", '"stage" cannot be "uplod"', "upload, submit, poll"],
    ["faults:\n  - stage: upload\n    fault: slow\n    colour: red", "4:5", '"colour" is not a word', "occurrence"],
    ["faults:\n  - stage: upload\n    fault: resett", "3:12", '"fault" cannot be "resett"', "reset-before"],
    ["faults:\n  - stage: poll\n    occurrence: 4-2\n    status: 500", "3:17", '"4-2"', '"2-4"'],
    ["faults:\n  - stage: poll\n    probability: 120%\n    status: 500", "3:18", '"120%"', '"20%"'],
    ["faults:\n  - stage: poll\n    status: 500\n    every: 3s", "4:5", '"every" means nothing here', "250ms"],
    ["faults:\n  - stage: poll\n    from: 9s\n    to: 3s\n    status: 500", "4:5", 'later than "from"', "250ms"],
    ["faults:\n  - stage: job\n    status: 500", "3:5", "nothing is sent", "status"],
    ["faults:\n  - stage: list", "2:5", 'needs a "fault" or a "status"', "stage"],
    ["faults:\n  - status: 500", "2:5", '"stage" is missing', "upload"],
    ["faults: 3", "1:9", '"faults" cannot be 3', "a list of faults"],
    ["created-status: 202", "1:17", '"created-status" cannot be 202', "200 or 201"],
    ["webhook-attempts: 0", "1:19", '"webhook-attempts" cannot be 0', "from 1"],
    ["retention: for ever", "1:12", '"for ever"', "1h"],
    ["concurrency: 0", "1:14", '"concurrency" cannot be 0', "from 1"],
    ["processing: 3 parsecs", "1:13", '"3 parsecs"', "300ms"],
    ["- upload", "1:1", "made of words", "concurrency"],
    ["a: *nobody", "1:4", "nobody", "YAML"],
    ["faults:\n  - [", "2:6", "", "YAML"],
  ])("that is wrong is refused with its line and column: %j", (text, place, says, allows) => {
    const refusal = refusalOf(() => parseScenario(text, "bad.yaml"));
    expect(refusal.message).toContain(`bad.yaml:${place}: `);
    expect(refusal.message).toContain(says);
    expect(refusal.remedy).toContain(allows);
  });

  it.each([
    ["faults:\n  - stage: upload\n    fault: assemblyai/nonsense", "assemblyai/upload-failed"],
    ["faults:\n  - stage: upload\n    fault: assemblyai/server-error", "stage job"],
    ["faults:\n  - stage: job\n    fault: assemblyai/upload-failed", "stage upload"],
    ["faults:\n  - stage: job\n    fault: http/503", "assemblyai/server-error"],
  ])("that names a fault which is not there is refused with its line: %j", (text, allows) => {
    const { rules } = parseScenario(text, "bad.yaml");
    const refusal = refusalOf(() => checkNames(rules, assemblyaiServer));
    expect(refusal.message).toContain("bad.yaml:2:5: ");
    expect(refusal.remedy).toContain(allows);
  });
});

describe("a fault flag", () => {
  it.each([
    ["submit:20%:reset-after", { stage: "submit", when: { probability: 0.2 }, fault: { kind: "reset-after" } }],
    [
      "upload:1:assemblyai/upload-failed",
      { stage: "upload", fault: { kind: "named", code: "assemblyai/upload-failed" } },
    ],
    [
      "poll:2-4:429 retry-after=3",
      { when: { occurrences: [[2, 4]] }, fault: { status: 429, hint: { seconds: 3, form: "seconds" } } },
    ],
    ["submit:10s-190s:503", { when: { outage: { fromMs: 10_000, toMs: 190_000 } }, fault: { status: 503 } }],
    ["list:always:slow bytes=1 every=2s times=3", { times: 3, fault: { kind: "slow", bytes: 1, everyMs: 2_000 } }],
    ['job:1:error="Server error, developers"', { fault: { kind: "job-error", text: "Server error, developers" } }],
    ["poll:1:no-answer processed=false", { fault: { kind: "no-answer", processed: false } }],
    ["poll:1:503 retry-after=soon", { fault: { hint: { text: "soon" } } }],
  ])("%s is the same as in a file", (flag, rule) => {
    expect(parseFaultFlag(flag)).toMatchObject(rule);
  });

  it.each([
    "poll:1",
    "poll:abc:503",
    "nowhere:1:503",
    "poll:1:foo",
    "poll:1:503 colour=red",
    "poll:1:503 loud",
    "poll:0:503",
  ])("%s is refused with what is allowed", (flag) => {
    const refusal = refusalOf(() => parseFaultFlag(flag));
    expect(refusal.message).toContain(`--fault "${flag}"`);
    expect(refusal.remedy).toMatch(/Write|takes|Allowed/);
  });
});

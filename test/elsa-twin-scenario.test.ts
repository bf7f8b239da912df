import { readFile } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import { assemblyaiServer } from "../src/providers/assemblyai/server.ts";
import { elsaServer } from "../src/providers/elsa/server.ts";
import { parseScenario } from "../src/twin/scenario.ts";
import { createTwin } from "../src/twin/twin.ts";

describe("a scenario of a service that scores", () => {
  it("says who its clients are, and how strict it is", () => {
    const yaml = `
clients:
  - { token: a, id: 7 }
  - { token: b, id: school, user: teacher, known: false, active: false, access: [scripted], minutes: 1.5 }
minutes: 3
sync-limit: 20s
strict-audio: true
recogniser-timeout: 5s
token-lifetime: 10m
faults: [{ stage: recogniser, probability: 10%, fault: noisy }]
`;
    const { scoring, rules } = parseScenario(yaml, "day.yaml");
    const free = { user: "user", known: true, active: true, minutes: null };
    expect(scoring).toEqual({
      clients: [
        { token: "a", id: "7", ...free, access: ["unscripted", "scripted", "transcription"] },
        { token: "b", id: "school", user: "teacher", known: false, active: false, access: ["scripted"], minutes: 1.5 },
      ],
      minutes: 3,
      syncLimitMs: 20_000,
      strictAudio: true,
      recogniserTimeoutMs: 5_000,
      tokenLifetimeMs: 600_000,
    });
    expect(rules).toMatchObject([{ stage: "recogniser", fault: { kind: "recogniser", mood: "noisy" } }]);
  });

  it("is played as the documentation writes it", async () => {
    const path = "docs/scenario-elsa.example.yaml";
    const scenario = parseScenario(await readFile(path, "utf8"), path);
    createTwin({ server: elsaServer, scenario, seed: 1, baseUrl: "http://twin.example", startedAt: 0 });
    expect(scenario.scoring.clients).toMatchObject([
      { minutes: 30, active: true },
      { user: "teacher", minutes: 1.5 },
    ]);
  });

  it.each([
    ["clients:\n  - token: a\n    id: 1\n    colour: red", 'day.yaml:4:5: "colour" is not a word of a scenario.'],
    ["clients:\n  - token: a", 'day.yaml:2:5: "id" is missing.'],
    ['clients:\n  - token: "a b"\n    id: 1', 'day.yaml:2:12: "token" cannot be "a b".'],
    ["clients:\n  - { token: a, id: 1 }\n  - { token: a, id: 2 }", 'day.yaml:3:14: "token" cannot be "a".'],
    ["clients:\n  - { token: a, id: 1, access: [all] }", 'day.yaml:2:33: "access" cannot be "all".'],
    ["minutes: -1", 'day.yaml:1:10: "minutes" cannot be -1.'],
    ["sync-limit: long", 'day.yaml:1:13: "sync-limit" cannot be "long".'],
    [
      "faults:\n  - stage: recogniser\n    fault: html",
      "day.yaml:3:5: the stage recogniser takes one of: crash, hang, down, unspoken, irrelevant, noisy.",
    ],
    ["faults:\n  - stage: submit\n    fault: hang", 'day.yaml:3:5: "hang" is for the stage recogniser.'],
  ])("is refused at the place of its first mistake: %j", (yaml, message) => {
    expect(() => parseScenario(yaml, "day.yaml")).toThrow(message);
  });

  it.each([
    ["elsa", elsaServer, "upload", "http/500", "elsa has no stage upload."],
    ["elsa", elsaServer, "recogniser", "crash", null],
    ["assemblyai", assemblyaiServer, "recogniser", "crash", "assemblyai has no stage recogniser."],
    ["elsa", elsaServer, "submit", "elsa/nonsense", '"elsa/nonsense" is no fault of elsa.'],
  ] as const)("goes with a provider that has its stages: %s (%#)", (_name, server, stage, fault, message) => {
    const scenario = parseScenario(`faults: [{ stage: ${stage}, fault: ${fault} }]`, "day.yaml");
    const create = () => createTwin({ server, scenario, seed: 1, baseUrl: "http://twin.example", startedAt: 0 });
    if (message === null) expect(create).not.toThrow();
    else expect(create).toThrow(message);
  });
});

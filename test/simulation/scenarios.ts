import { parseScenario } from "../../src/twin/scenario.ts";
import type { Scenario } from "../../src/twin/script.ts";

/** Nothing here outlasts the default policy, so every job must get its transcript. */
export const RECOVERABLE: Readonly<Record<string, Scenario>> = {
  "lost replies": parseScenario(
    `
processing: exp 4s
list-delay: 5s
faults:
  - { stage: submit, probability: 20%, fault: reset-after }
  - { stage: submit, probability: 5%, fault: reset-before }
  - { stage: submit, probability: 3%, fault: no-answer }
  - { stage: upload, probability: 5%, fault: reset-after }
  - { stage: poll, probability: 5%, fault: cut-json }
  - { stage: list, probability: 5%, fault: http/500 }
`,
    "lost-replies.yaml",
  ),
  "a crowded account": parseScenario(
    `
processing: 2s-20s
concurrency: 5
list-delay: 10s
faults:
  - { stage: submit, probability: 15%, status: 429, retry-after: 7 }
  - { stage: upload, probability: 10%, status: 429, retry-after: 3, retry-after-form: date }
  - { stage: poll, probability: 10%, status: 429, retry-after: 11 }
  - { stage: submit, probability: 10%, fault: reset-after }
`,
    "crowded.yaml",
  ),
  "a bad day at the provider": parseScenario(
    `
processing: exp 6s
list-delay: 3s
vendor-retries: 1
faults:
  - { stage: upload, probability: 2%, fault: assemblyai/upload-failed }
  - { stage: job, probability: 10%, fault: assemblyai/server-error }
  - { stage: submit, from: 5s, to: 185s, fault: http/503 }
  - { stage: upload, from: 5s, to: 30s, status: 502 }
  - { stage: poll, from: 5s, to: 185s, fault: html, status: 503 }
  - { stage: list, from: 5s, to: 185s, fault: reset-before }
`,
    "bad-day.yaml",
  ),
};

import { once } from "node:events";
import { readFile } from "node:fs/promises";
import type { Aligner } from "../domain/aligner.ts";
import { SettingsError } from "../domain/errors.ts";
import type { Recogniser } from "../domain/recogniser.ts";
import type { Runtime } from "../domain/runtime.ts";
import { parseFaultFlag } from "../twin/fault-flag.ts";
import { serveTwin } from "../twin/http.ts";
import { PROCESSING_FORMS, processingOf } from "../twin/processing.ts";
import { parseScenario } from "../twin/scenario.ts";
import { CALM, type Scenario } from "../twin/script.ts";
import { doing, type TwinServer } from "../twin/servers.ts";
import { EXIT, type ExitCode } from "./exit-codes.ts";
import { listenForStop } from "./signals.ts";
import type { Surroundings } from "./surroundings.ts";
import type { TwinFlags } from "./twin-options.ts";

/** What the twin is made of; `compose` has it. */
export interface TwinParts {
  /** The provider that the twin sounds like. */
  readonly server: TwinServer;
  readonly runtime: Runtime;
  readonly recogniser: Recogniser;
  /** Finds the words of scripts, for a provider that scores. */
  readonly aligner?: Aligner;
}

/**
 * `tenuto twin`: serves a twin until it is told to stop, which is how it ends well. Throws a `SettingsError` for a
 * scenario, port or folder that cannot be used.
 */
export async function twinCommand(
  flags: TwinFlags,
  parts: TwinParts,
  { terminal, signals, leave }: Pick<Surroundings, "terminal" | "signals" | "leave">,
): Promise<ExitCode> {
  const { port, seed, texts, key } = flags;
  const scenario = await scenarioFrom(flags);
  const missing = await parts.recogniser.missing();
  const unaligned = (await parts.aligner?.missing()) ?? ["an aligner"];
  const twin = await serveTwin({
    ...parts,
    scenario,
    seed,
    port,
    latencyMs: flags.latency,
    ...(texts === undefined ? {} : { texts }),
    ...(key === undefined ? {} : { key }),
  });
  const stop = listenForStop(signals, leave);
  try {
    terminal.out.write(`${twin.url}\n`);
    terminal.err.write(`Seed ${seed}. The biller's view: ${twin.url}/twin/ledger. Ctrl-C ends it.\n`);
    if (texts === undefined && missing.length > 0) {
      terminal.err.write(`Without ${missing.join(" and ")} it hears nothing, and its transcripts say so.\n`);
    }
    if (doing(parts.server).does === "scores" && unaligned.length > 0) {
      terminal.err.write(
        `Without ${unaligned.join(" and ")} it makes the scores of scripts up from the recording's hash.\n`,
      );
    }
    if (!stop.signal.aborted) await once(stop.signal, "abort");
  } finally {
    await twin.close();
    stop.release();
  }
  return EXIT.done;
}

async function scenarioFrom({ scenario: path, fault, processing }: TwinFlags): Promise<Scenario> {
  const written = path === undefined ? CALM : parseScenario(await textOf(path), path);
  const rules = [...fault.map(parseFaultFlag), ...written.rules];
  if (processing === undefined) return { ...written, rules };
  const drawn = processingOf(processing);
  if (drawn !== null) return { ...written, rules, processing: drawn };
  throw new SettingsError(
    "twin/processing",
    `--processing cannot be "${processing}".`,
    `It takes ${PROCESSING_FORMS}.`,
  );
}

async function textOf(path: string): Promise<string> {
  try {
    return await readFile(path, "utf8");
  } catch (cause) {
    const why = cause instanceof Error && "code" in cause ? cause.code : String(cause);
    throw new SettingsError(
      "scenario/unreadable",
      `The scenario ${path} cannot be read (${why}).`,
      "Name a YAML file, as docs/scenario.example.yaml shows.",
      { cause },
    );
  }
}

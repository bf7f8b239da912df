import { availableParallelism } from "node:os";
import { planRepair } from "../audio/plan.ts";
import { AudioError } from "../domain/errors.ts";
import { liveRuntime } from "../engine/live-runtime.ts";
import type { ExitCode } from "./exit-codes.ts";
import { gather } from "./gather.ts";
import { inOrder } from "./in-order.ts";
import { inputNames } from "./input-names.ts";
import { type Input, lookAtFile } from "./inputs.ts";
import { inputFiles } from "./inspect-input.ts";
import { type InspectParts, takerOf, toleranceOf } from "./inspect-parts.ts";
import { type Inspected, InspectTelling } from "./inspect-telling.ts";
import { listenForStop } from "./signals.ts";
import { openStatusLine } from "./status-line.ts";
import type { Surroundings } from "./surroundings.ts";
import { tellGathered } from "./tell-gathered.ts";

export interface InspectFlags {
  readonly fromFile?: string | undefined;
  readonly provider?: string | undefined;
  readonly quick?: boolean | undefined;
  readonly tolerance?: string | undefined;
  readonly catalogue?: string | undefined;
  readonly json?: boolean | undefined;
}

/**
 * `tenuto inspect`: what recordings hold, before anything is paid for. Nothing is sent, changed or kept. Throws
 * `SettingsError` for a flag that cannot be used.
 */
export async function inspect(
  names: readonly string[],
  flags: InspectFlags,
  surroundings: Surroundings,
  parts: InspectParts,
): Promise<ExitCode> {
  const settings = surroundings.settingsFor({ catalogue: flags.catalogue });
  const toleranceMs = toleranceOf(flags.tolerance, settings);
  const knowledge = await parts.learn(settings);
  const taker = takerOf(knowledge, flags.provider, settings);
  const listed = await inputNames(names, flags.fromFile, surroundings.stdin);
  const { inputs, refused, passedOver } = await gather(listed, lookAtFile);
  tellGathered(passedOver, refused, surroundings);

  const { clock } = liveRuntime();
  const began = clock.monotonic();
  const stop = listenForStop(surroundings.signals, surroundings.leave);
  const status = openStatusLine(surroundings);
  const files = inputFiles(surroundings.stdin);
  const inspector = parts.inspector(settings);
  const meaningOf = (code: string) => knowledge.catalogue.find(`audio/${code}`);
  const telling = new InspectTelling({ surroundings, status, inputs, taker, meaningOf, json: flags.json === true });
  const limits = {
    signal: stop.signal,
    quick: flags.quick === true,
    ...(toleranceMs === null ? {} : { toleranceMs }),
  };
  const look = async (input: Input): Promise<Inspected> => {
    telling.begin(input);
    try {
      const report = await inspector.inspect(await files.pathOf(input, stop.signal), limits, input.name);
      return { report, plan: taker.rules === null ? null : planRepair(report, taker.rules) };
    } catch (error) {
      if (error instanceof AudioError) return { error };
      throw error;
    }
  };
  try {
    for (const one of refused) telling.refuse(one);
    const told = await inOrder(inputs, availableParallelism(), stop.signal, look, (inspected, index) =>
      telling.tell(index, inspected),
    );
    await status.close();
    return telling.end(clock.monotonic() - began, inputs.length - told, stop.by());
  } finally {
    await status.close();
    stop.release();
    await Promise.all([inspector.close(), files.close()]);
  }
}

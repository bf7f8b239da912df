import { availableParallelism } from "node:os";
import type { Mender } from "../domain/inspector.ts";
import { liveRuntime } from "../engine/live-runtime.ts";
import type { Settings } from "../settings.ts";
import { type ConversionFlags, readConversion } from "./convert-asked.ts";
import { convertOne } from "./convert-one.ts";
import { ConvertPlaces } from "./convert-places.ts";
import { ConvertTelling } from "./convert-telling.ts";
import type { ExitCode } from "./exit-codes.ts";
import { gather } from "./gather.ts";
import { inOrder } from "./in-order.ts";
import { inputNames } from "./input-names.ts";
import { lookAtFile } from "./inputs.ts";
import { inputFiles } from "./inspect-input.ts";
import type { InspectParts } from "./inspect-parts.ts";
import { listenForStop } from "./signals.ts";
import { openStatusLine } from "./status-line.ts";
import type { Surroundings } from "./surroundings.ts";
import { tellGathered } from "./tell-gathered.ts";

export interface ConvertFlags extends ConversionFlags {
  readonly fromFile?: string | undefined;
  readonly outputDir: string;
  readonly dryRun?: boolean | undefined;
  readonly force?: boolean | undefined;
  readonly catalogue?: string | undefined;
  readonly json?: boolean | undefined;
}

export interface ConvertParts extends InspectParts {
  readonly mender: (settings: Settings) => Mender;
}

/**
 * `tenuto convert`: recordings as a provider takes them, or in a format, as the inspection says and no more. The originals
 * are never touched. Throws `SettingsError` for a flag or folder that cannot be used, and where ffmpeg is missing.
 */
export async function convert(
  names: readonly string[],
  flags: ConvertFlags,
  surroundings: Surroundings,
  parts: ConvertParts,
): Promise<ExitCode> {
  const settings = surroundings.settingsFor({ catalogue: flags.catalogue });
  const knowledge = await parts.learn(settings);
  const conversion = readConversion(flags, knowledge);
  const listed = await inputNames(names, flags.fromFile, surroundings.stdin);
  const { inputs, refused, passedOver } = await gather(listed, lookAtFile);
  tellGathered(passedOver, refused, surroundings);

  const { clock } = liveRuntime();
  const began = clock.monotonic();
  const stop = listenForStop(surroundings.signals, surroundings.leave);
  const status = openStatusLine(surroundings);
  const telling = new ConvertTelling({ surroundings, status, inputs, json: flags.json === true });
  const { toleranceMs } = settings.policy.prepare;
  const means = {
    files: inputFiles(surroundings.stdin),
    inspector: parts.inspector(settings),
    mender: parts.mender(settings),
    conversion,
    places: new ConvertPlaces({ inputs, folder: flags.outputDir, force: flags.force === true }),
    inspection: { signal: stop.signal, ...(toleranceMs === null ? {} : { toleranceMs }) },
    limit: settings.policy.stages.prepare.limit,
    dryRun: flags.dryRun === true,
    adviceOn: (code: string) => knowledge.catalogue.find(code)?.advice ?? "Hand in another copy of the recording.",
  };
  try {
    for (const one of refused) telling.refuse(one);
    const told = await inOrder(
      inputs,
      availableParallelism(),
      stop.signal,
      (input, index) => {
        telling.begin(input);
        return convertOne(input, index, means);
      },
      (converted, index) => telling.tell(index, converted),
    );
    await status.close();
    return telling.end(clock.monotonic() - began, inputs.length - told, stop.by());
  } finally {
    await status.close();
    stop.release();
    await Promise.all([means.inspector.close(), means.files.close()]);
  }
}

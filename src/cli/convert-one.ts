import { planRepair } from "../audio/plan.ts";
import { AudioError, SettingsError, type TenutoError } from "../domain/errors.ts";
import type { InspectionLimits, Inspector, MendedFile, Mender } from "../domain/inspector.ts";
import type { TimeLimit } from "../domain/policy.ts";
import type { RepairPlan } from "../domain/repair.ts";
import { timeLimitMs } from "../policy/time-limit.ts";
import type { Conversion } from "./convert-asked.ts";
import type { ConvertPlaces } from "./convert-places.ts";
import type { Input } from "./inputs.ts";
import type { InputFiles } from "./inspect-input.ts";

/** What became of one input; `before` is its size, bytes. */
export type Converted =
  | {
      readonly kind: "written";
      readonly before: number;
      readonly plan: RepairPlan;
      readonly files: readonly MendedFile[];
    }
  /** What would be written, where nothing is to be. */
  | { readonly kind: "planned"; readonly before: number; readonly plan: RepairPlan; readonly paths: readonly string[] }
  /** There is nothing to be mended. */
  | { readonly kind: "kept"; readonly before: number }
  | { readonly kind: "refused"; readonly error: TenutoError };

export interface ConvertMeans {
  readonly files: InputFiles;
  readonly inspector: Inspector;
  readonly mender: Mender;
  readonly conversion: Conversion;
  readonly places: ConvertPlaces;
  readonly inspection: InspectionLimits & { readonly signal: AbortSignal };
  /** How long a conversion may take. */
  readonly limit: TimeLimit;
  readonly dryRun: boolean;
  /** What to do about a fault, by its code. */
  readonly adviceOn: (code: string) => string;
}

/**
 * Looks into a recording and writes what its plan says. Throws `SettingsError` where ffmpeg is missing
 * or the folder cannot be written to: that ends all.
 */
export async function convertOne(input: Input, index: number, means: ConvertMeans): Promise<Converted> {
  try {
    return await converted(input, index, means);
  } catch (error) {
    const isOneInputs = error instanceof AudioError || error instanceof SettingsError;
    if (!isOneInputs || ENDING_ALL.includes(error.code)) throw error;
    return { kind: "refused", error };
  }
}

const NO_FFMPEG = "settings/no-ffmpeg";
/** What keeps every recording from being written. */
const ENDING_ALL: readonly string[] = [NO_FFMPEG, "settings/output-dir"];

async function converted(input: Input, index: number, means: ConvertMeans): Promise<Converted> {
  const { files, inspector, mender, conversion, places, inspection, adviceOn } = means;
  const path = await files.pathOf(input, inspection.signal);
  const report = await inspector.inspect(path, inspection, input.name);
  const plan = planRepair(report, conversion.rules, conversion.options);
  const [refusal] = plan.refusals;
  if (refusal !== undefined) {
    const code = `audio/${refusal.code}`;
    throw new AudioError(code, `${input.name} is not converted: ${refusal.message}`, adviceOn(code));
  }
  const before = report.bytes;
  if (plan.output === null) return { kind: "kept", before };
  const paths = await places.of(index, plan.output.target, plan.pieces.length);
  if (means.dryRun) return { kind: "planned", before, plan, paths };

  const work = { bytes: before, audioMs: report.durations.believedMs };
  const limits = { timeoutMs: timeLimitMs(means.limit, work), signal: inspection.signal };
  const written = await places.beside(paths[0] ?? "", async (folder) => {
    const mended = await mender.mend(path, plan, folder, limits);
    if (!mended.ok) throw notMended(input, mended);
    const settled: MendedFile[] = [];
    for (const [part, file] of mended.files.entries()) {
      const to = paths[part];
      if (to === undefined) throw new Error("mending wrote more files than were planned");
      await places.settle(file.path, to);
      settled.push({ ...file, path: to });
    }
    return settled;
  });
  return { kind: "written", before, plan, files: written };
}

function notMended(
  { name }: Input,
  { code, message }: { readonly code: string; readonly message: string },
): TenutoError {
  if (code === "MISSING") {
    const remedy = "Install it; on Debian and Ubuntu: sudo apt-get install ffmpeg";
    return new SettingsError(NO_FFMPEG, "Recordings are converted by ffmpeg, which is not on this machine.", remedy);
  }
  const remedy = "See what tenuto inspect says of it, and whether the disk is full.";
  return new AudioError("audio/not-converted", `${name} could not be converted: ${message}.`, remedy);
}

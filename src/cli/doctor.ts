import { TenutoError } from "../domain/errors.ts";
import { patienceOf } from "../settings/patience-of.ts";
import type { Flags, Settings } from "../settings.ts";
import { type Finding, type Level, looksFor } from "./doctor-findings.ts";
import { EXIT, type ExitCode, exitCodeOfSignal } from "./exit-codes.ts";
import { paletteFor } from "./palette.ts";
import { jsonLine, printable } from "./printable.ts";
import { listenForStop } from "./signals.ts";
import type { Surroundings } from "./surroundings.ts";

export interface DoctorFlags extends Omit<Flags, "store"> {
  readonly store?: string | undefined;
  readonly json?: boolean | undefined;
}

/** `tenuto doctor`: what Tenuto needs, whether it is there, and what to do where it is not. Changes nothing. */
export async function doctor(flags: DoctorFlags, surroundings: Surroundings): Promise<ExitCode> {
  const { out, outColor } = surroundings.terminal;
  const palette = paletteFor(outColor);
  const paint = { ok: palette.good, warn: palette.warn, bad: palette.bad };
  const told = new Set<Level>();
  const tell = (finding: Finding): void => {
    const { level, what, says, remedy } = finding;
    told.add(level);
    if (flags.json === true) {
      out.write(jsonLine(finding));
      return;
    }
    out.write(`${paint[level](level.padEnd(4))}  ${palette.strong(what)}: ${printable(says)}\n`);
    if (remedy !== null) out.write(`      ${printable(remedy)}\n`);
  };
  const stop = listenForStop(surroundings.signals, surroundings.leave);
  try {
    const settings = await readable(flags, surroundings, tell);
    for (const look of looksFor(settings, stop.signal)) {
      const findings = await look();
      // What was broken off by the stop would be told as trouble.
      const by = stop.by();
      if (by !== null) return exitCodeOfSignal(by);
      for (const finding of findings) tell(finding);
    }
  } finally {
    stop.release();
  }
  return told.has("bad") ? EXIT.usage : EXIT.done;
}

/** Settings that cannot be used are a finding like any other; the rest is then looked at as if nobody had set anything. */
async function readable(
  flags: DoctorFlags,
  { settingsFor }: Surroundings,
  tell: (finding: Finding) => void,
): Promise<Settings | null> {
  try {
    const settings = settingsFor(flags);
    await patienceOf(settings);
    tell({ level: "ok", what: "settings", says: "they can be used (tenuto config show --origin)", remedy: null });
    return settings;
  } catch (error) {
    if (!(error instanceof TenutoError)) throw error;
    tell({ level: "bad", what: "settings", says: error.message, remedy: error.remedy });
    return null;
  }
}

import type { KnownProvider } from "../domain/known-provider.ts";
import { requireAskable } from "../engine/askable.ts";
import type { Flags } from "../settings.ts";
import { type AskedFlags, readAsked } from "./asked.ts";
import { readScript, type ScriptFlags } from "./assess-asked.ts";
import { isAbout, readAssessmentFormats, withRecordings } from "./assess-formats.ts";
import { settingsForAssessing } from "./assess-provider.ts";
import { printAssessments } from "./assess-results.ts";
import type { ExitCode } from "./exit-codes.ts";
import { endOfNothing, type InputFlags, planInputs } from "./plan-inputs.ts";
import { requireReady } from "./ready.ts";
import { runThrough } from "./run-through.ts";
import { inSession, type Session } from "./session.ts";
import type { Surroundings } from "./surroundings.ts";

export interface AssessFlags extends Omit<Flags, "store">, AskedFlags, InputFlags, ScriptFlags {
  readonly store?: string | undefined;
  readonly format?: readonly string[] | undefined;
  readonly allowPrivateHosts?: boolean | undefined;
  readonly report?: string | undefined;
  readonly log?: string | undefined;
}

/**
 * `tenuto assess`: how well recordings are said, as durable jobs like those of `tenuto transcribe`. Everything that can be
 * refused is refused before the first recording is taken in.
 *
 * @param providers all that are known, and what each can be asked for
 */
export async function assess(
  names: readonly string[],
  flags: AssessFlags,
  surroundings: Surroundings,
  providers: readonly KnownProvider[],
): Promise<ExitCode> {
  const settings = settingsForAssessing(flags, providers, surroundings);
  const formats = readAssessmentFormats(flags.format ?? [], flags.outputDir);
  const script = await readScript(flags);
  const read = readAsked(flags);
  const options = script.length === 0 ? read.options : { ...read.options, script };
  const asked = { ...read, kind: "assessment", options, isOfThis: isAbout(script) } as const;
  const provider = providers.find(({ name }) => name === settings.provider);
  if (provider !== undefined) requireAskable(provider, asked);

  const planned = await planInputs(names, flags, formats, surroundings, "assessment");
  const ended = endOfNothing(planned, flags, surroundings, "assess");
  if (ended !== null) return ended;

  const inputs = { ...planned, plan: withRecordings(planned.plan) };
  const { allowPrivateHosts = false, outputDir, report } = flags;
  const work = async (session: Session): Promise<ExitCode> => {
    const { account: name, provider } = settings;
    await requireReady([{ name, provider, assessesOnly: true }], settings, session.house.recogniser);
    const print = (jobs: Parameters<typeof printAssessments>[1]) => printAssessments(session, jobs, formats);
    return runThrough(session, { inputs, asked, outputDir, report, print });
  };
  return inSession(surroundings, settings, flags, work, { allowPrivateHosts });
}

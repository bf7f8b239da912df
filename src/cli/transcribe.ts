import type { Flags } from "../settings.ts";
import { type AskedFlags, readAsked } from "./asked.ts";
import { dryRun } from "./dry-run.ts";
import type { ExitCode } from "./exit-codes.ts";
import { readFormats } from "./formats.ts";
import { endOfNothing, type InputFlags, planInputs } from "./plan-inputs.ts";
import { readPrice } from "./price.ts";
import { requireReady, wantedBy } from "./ready.ts";
import { printResults } from "./results.ts";
import { runThrough } from "./run-through.ts";
import { inSession, type Session } from "./session.ts";
import type { Surroundings } from "./surroundings.ts";
import { readWebhooks, type WebhookFlags } from "./webhook-flags.ts";

export interface TranscribeFlags extends Omit<Flags, "store">, AskedFlags, InputFlags, WebhookFlags {
  readonly store?: string | undefined;
  readonly format?: readonly string[] | undefined;
  readonly allowPrivateHosts?: boolean | undefined;
  readonly dryRun?: boolean | undefined;
  readonly price?: string | undefined;
  readonly report?: string | undefined;
  readonly log?: string | undefined;
}

/**
 * `tenuto transcribe`: everything that can be refused is refused before the first recording is taken in; one bad input
 * never stops the others.
 */
export async function transcribe(
  names: readonly string[],
  flags: TranscribeFlags,
  surroundings: Surroundings,
): Promise<ExitCode> {
  const settings = surroundings.settingsFor(flags);
  const asked = readAsked(flags);
  const formats = readFormats(flags.format ?? []);
  const price = flags.price === undefined ? null : readPrice(flags.price);
  const webhooks = readWebhooks(flags);

  const inputs = await planInputs(names, flags, formats, surroundings);
  const { plan, refused } = inputs;
  if (plan.length > 0 && flags.dryRun === true) {
    const { skipExisting } = asked;
    return dryRun({ plan, refused, skipExisting, price, json: flags.json === true }, surroundings);
  }
  const ended = endOfNothing(inputs, flags, surroundings, "transcribe");
  if (ended !== null) return ended;

  const { allowPrivateHosts = false, outputDir, report } = flags;
  const work = async (session: Session): Promise<ExitCode> => {
    await requireReady(wantedBy(settings), settings, session.house.recogniser);
    const print = (jobs: Parameters<typeof printResults>[1]) => printResults(session, jobs, formats);
    return runThrough(session, { inputs, asked, outputDir, report, print });
  };
  const extras = { allowPrivateHosts, ...(webhooks === null ? {} : { webhooks }) };
  return inSession(surroundings, settings, flags, work, extras);
}

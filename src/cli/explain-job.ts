import type { ExchangeRecord } from "../domain/exchange.ts";
import type { Fault } from "../domain/fault.ts";
import type { Job } from "../domain/job.ts";
import type { JournalRecord } from "../domain/journal.ts";
import { supportLine } from "../domain/support-words.ts";
import type { Verdict } from "../domain/verdict.ts";
import { explanationOf } from "../engine/explanation.ts";
import type { Settings } from "../settings.ts";
import { EXIT, type ExitCode } from "./exit-codes.ts";
import { drawExplanation, explanationJson } from "./explanation-text.ts";
import { findJob } from "./find-job.ts";
import { WORDS } from "./job-filters.ts";
import { type Knowledge, providerOf } from "./knowledge.ts";
import { jsonLine, printable } from "./printable.ts";
import { counted } from "./quantities.ts";
import { storeFlagOf } from "./shell-word.ts";
import { decision } from "./story.ts";
import type { Surroundings } from "./surroundings.ts";
import { sizeOf } from "./terminal.ts";

/** A fault as a job met it, once or more. */
interface Met {
  /** Where it was met. */
  readonly provider: string;
  readonly fault: Fault;
  readonly times: number;
  /** The newest decision over it. */
  readonly verdict: Verdict;
  readonly exchange: ExchangeRecord | null;
}

/** `tenuto explain <job>`: each kind of fault that the job met, what was decided, and why. */
export async function explainJob(
  { wanted, json, store }: { readonly wanted: string; readonly json: boolean; readonly store: string | undefined },
  settings: Settings,
  { terminal, openStore }: Surroundings,
  knowledge: Knowledge,
): Promise<ExitCode> {
  const room = await openStore(settings);
  try {
    const { job } = await findJob(room.store, wanted);
    const faults = faultsIn(job.request.providers[0] ?? "", await room.store.journal(job.id));
    if (json) {
      terminal.out.write(
        jsonLine({ job: job.id, status: job.state.status, faults: faults.map((met) => toldJson(met, job, knowledge)) }),
      );
      return EXIT.done;
    }
    const { columns } = sizeOf(terminal.out);
    const head = `${printable(job.request.audio.name)} is ${WORDS[job.state.status]} (${job.id})`;
    const parts = faults.map((met) => drawMet(met, job, knowledge, { columns, color: terminal.outColor }).join("\n"));
    const ending = job.state.status === "failed" ? [supportLine(job.id, storeFlagOf(store))] : [];
    const told = [head, ...(parts.length === 0 ? ["It met no fault."] : parts), ...ending];
    terminal.out.write(`${told.join("\n\n")}\n`);
    return EXIT.done;
  } finally {
    await room.close();
  }
}

/** In the order in which the job first met them. */
function faultsIn(first: string, journal: readonly JournalRecord[]): readonly Met[] {
  const met = new Map<string, Met>();
  let provider = first;
  for (const { entry } of journal) {
    if (entry.type === "went-on") provider = entry.to.provider;
    if (entry.type !== "fault") continue;
    const { fault, verdict, exchange } = entry;
    const key = `${provider} ${fault.code}`;
    met.set(key, { provider, fault, verdict, exchange, times: (met.get(key)?.times ?? 0) + 1 });
  }
  return [...met.values()];
}

/** Null for a fault that an older catalogue named, or somebody's own entry that is not given now. */
function explanationFor({ fault, exchange, provider: name }: Met, { request }: Job, knowledge: Knowledge) {
  const entry = knowledge.catalogue.find(fault.code);
  if (entry === null) return null;
  const provider = knowledge.providers.find((one) => one.name === name) ?? providerOf(knowledge, entry);
  const met = { entry, claim: null, provider, stage: fault.stage, status: exchange?.status ?? null };
  return explanationOf(met, request.policy);
}

function toldJson(met: Met, job: Job, knowledge: Knowledge): object {
  const explanation = explanationFor(met, job, knowledge);
  const { fault, times, verdict, exchange } = met;
  return { times, fault, verdict, exchange, explanation: explanation === null ? null : explanationJson(explanation) };
}

function drawMet(
  met: Met,
  job: Job,
  knowledge: Knowledge,
  view: { columns: number; color: boolean },
): readonly string[] {
  const { fault, times, verdict, exchange } = met;
  const status = exchange?.status ?? exchange?.socketCode;
  const seen = [`at ${fault.stage}`, ...(status == null ? [] : [`with ${printable(String(status))}`])].join(" ");
  const story = [
    `Met ${counted(times, "time")} ${seen}: ${printable(fault.message)}`,
    `Then ${decision(verdict)}: ${printable(verdict.reason)} [${verdict.rule}]`,
  ];
  const explanation = explanationFor(met, job, knowledge);
  if (explanation === null) return [...story, `${fault.code} is not in this catalogue. ${fault.advice}`];
  return [...story, "", ...drawExplanation(explanation, { others: [], draft: null }, view)];
}

/** One thing that goes wrong at the provider, in the words of a scenario; times in ms since the start. */
export interface PlotFault {
  readonly stage: "upload" | "submit" | "poll" | "list" | "job";
  readonly fault?: string;
  readonly status?: number;
  readonly body?: string;
  /** 0 to 1, drawn anew for each request; always when absent. */
  readonly probability?: number;
  readonly fromMs?: number;
  readonly toMs?: number;
  readonly times?: number;
  /** Seconds, or a text that is sent as it stands. */
  readonly retryAfter?: number | string;
  readonly retryAfterForm?: "seconds" | "date" | "ms";
  readonly processed?: boolean;
}

/** What befalls our own side, which no provider's scenario has words for. Times in ms since the start. */
export interface OurSide {
  /** Share of all commits and sends at which the process dies. */
  readonly deaths?: number;
  /** Share of all commits at which it stands still for longer than its leases last, and then goes on. */
  readonly freezes?: number;
  /** No more deaths, freezes and stops than this: a share of a hundred thousand jobs would leave no time to work. */
  readonly mostEnds?: number;
  /** So many processes have the store at once. Where it has a lock one works and the others wait for it, else all work. */
  readonly processes?: number;
  /** Told to stop so often, and started again. */
  readonly stopEveryMs?: number;
  /** Our wall clock is set; back when `byMs` is negative. The provider's is not. */
  readonly clockJumps?: readonly { readonly atMs: number; readonly byMs: number }[];
  /** The account has another key from then on. */
  readonly newKeyAtMs?: number;
  /** Somebody lets the account go on. */
  readonly resumeAtMs?: number;
  /** A webhook of some job comes so often, twice, and mostly long before its run is over. */
  readonly ringEveryMs?: number;
  /** The jobs come in one after another over this time, from another process where the store is a file. */
  readonly arriveOverMs?: number;
}

/** All that befalls a run. */
export interface Plot {
  readonly name: string;
  /** How long the provider works, such as `exp 4s`. */
  readonly processing: string;
  readonly concurrency?: number;
  readonly vendorRetries?: number;
  readonly listDelayMs?: number;
  readonly faults: readonly PlotFault[];
  readonly ours: OurSide;
  /** True where no fault outlasts the default policy: every job must get its transcript. */
  readonly recoverable: boolean;
}

const OURS_MARK = "# ours: ";

/** The plot as a scenario that `tenuto twin --scenario` takes; what befalls our own side stands in a comment. */
export function scenarioText({
  name,
  processing,
  concurrency,
  vendorRetries,
  listDelayMs,
  faults,
  ours,
}: Plot): string {
  const lines = [
    `# ${name}`,
    ...(Object.keys(ours).length === 0 ? [] : [OURS_MARK + JSON.stringify(ours)]),
    `processing: ${processing}`,
    ...(concurrency === undefined ? [] : [`concurrency: ${concurrency}`]),
    ...(vendorRetries === undefined ? [] : [`vendor-retries: ${vendorRetries}`]),
    ...(listDelayMs === undefined ? [] : [`list-delay: ${listDelayMs}ms`]),
    faults.length === 0 ? "faults: []" : "faults:",
    ...faults.map((fault) => `  - ${faultText(fault)}`),
  ];
  return `${lines.join("\n")}\n`;
}

/** What befalls our own side, as `scenarioText` wrote it into a scenario; nothing where it did not. */
export function ourSideOf(text: string): OurSide {
  const line = text.split("\n").find((one) => one.startsWith(OURS_MARK));
  return line === undefined ? {} : (JSON.parse(line.slice(OURS_MARK.length)) as OurSide);
}

function faultText(fault: PlotFault): string {
  const words: Readonly<Record<string, string | number | boolean | undefined>> = {
    stage: fault.stage,
    probability: fault.probability,
    from: inMs(fault.fromMs),
    to: inMs(fault.toMs),
    times: fault.times,
    fault: fault.fault,
    status: fault.status,
    body: fault.body,
    "retry-after": fault.retryAfter,
    "retry-after-form": fault.retryAfterForm,
    processed: fault.processed,
  };
  const told = Object.entries(words).flatMap(([word, value]) =>
    value === undefined ? [] : [`${word}: ${JSON.stringify(value)}`],
  );
  return `{ ${told.join(", ")} }`;
}

function inMs(ms: number | undefined): string | undefined {
  return ms === undefined ? undefined : `${Math.round(ms)}ms`;
}

import type { Catalogue } from "../catalogue/catalogue.ts";
import { draftEntry } from "../catalogue/draft-entry.ts";
import { type CatalogueEntry, REQUEST_KINDS } from "../domain/catalogue-entry.ts";
import { SettingsError } from "../domain/errors.ts";
import { FAULT_CLASSES } from "../domain/fault.ts";
import { outlookOf } from "../engine/explanation.ts";
import { unknownFaults } from "../engine/unknown-faults.ts";
import type { Settings } from "../settings.ts";
import { listingTable, markdownTable, unknownText } from "./errors-listing.ts";
import { EXIT, type ExitCode } from "./exit-codes.ts";
import { type Knowledge, oneOfThese } from "./knowledge.ts";
import { jsonLine, printable } from "./printable.ts";
import type { Surroundings } from "./surroundings.ts";
import { sizeOf } from "./terminal.ts";

export interface ErrorsFlags {
  readonly provider?: string | undefined;
  readonly kind?: string | undefined;
  readonly class?: string | undefined;
  readonly format?: string | undefined;
  readonly unknown?: boolean | undefined;
  readonly store?: string | undefined;
  readonly catalogue?: string | undefined;
}

const FORMATS = ["table", "json", "md"] as const;
type Format = (typeof FORMATS)[number];

/**
 * `tenuto errors`: the known faults as a listing, or with `--unknown` those of the store's jobs that nobody knows.
 * Throws `SettingsError` for a filter that there is not.
 */
export async function errors(
  flags: ErrorsFlags,
  surroundings: Surroundings,
  learn: (settings: Settings) => Promise<Knowledge>,
): Promise<ExitCode> {
  const { terminal } = surroundings;
  const settings = surroundings.settingsFor({ store: flags.store, catalogue: flags.catalogue });
  const { catalogue } = await learn(settings);
  const format = oneOfThese("--format", flags.format, FORMATS) ?? "table";
  if (flags.unknown === true) return tellUnknown(format, catalogue, settings, surroundings);
  const entries = chosen(catalogue.entries, flags);
  terminal.out.write(written(entries, format, sizeOf(terminal.out).columns, terminal.outColor));
  return entries.length === 0 ? EXIT.nothing : EXIT.done;
}

function written(entries: readonly CatalogueEntry[], format: Format, columns: number, color: boolean): string {
  switch (format) {
    case "json":
      return entries.map((entry) => jsonLine({ ...entry, outlook: outlookOf(entry) })).join("");
    case "md":
      return `${markdownTable(entries).join("\n")}\n`;
    case "table":
      return `${listingTable(entries, columns, color).join("\n")}\n`;
    default:
      return format satisfies never;
  }
}

/** `provider` is the part of the code before the slash, so that general faults can be asked for as well. */
function chosen(all: readonly CatalogueEntry[], flags: ErrorsFlags): readonly CatalogueEntry[] {
  const groups = [...new Set(all.map(groupOf))];
  const group = flags.provider?.toLowerCase();
  if (group !== undefined && !groups.includes(group)) {
    throw new SettingsError(
      "settings/explain",
      `There are no errors of ${printable(group)}.`,
      `There are some of ${groups.join(", ")}.`,
    );
  }
  const kind = oneOfThese("--kind", flags.kind, REQUEST_KINDS);
  const wanted = oneOfThese("--class", flags.class, FAULT_CLASSES);
  return all.filter(
    (entry) =>
      (group === undefined || groupOf(entry) === group) &&
      (kind === null || entry.kinds?.includes(kind) === true) &&
      (wanted === null || entry.class === wanted),
  );
}

const groupOf = ({ code }: CatalogueEntry): string => code.split("/")[0] ?? "";

async function tellUnknown(
  format: Format,
  catalogue: Catalogue,
  settings: Settings,
  surroundings: Surroundings,
): Promise<ExitCode> {
  const { terminal } = surroundings;
  const room = await surroundings.openStore(settings);
  try {
    const found = await unknownFaults(room.store);
    const told = found.map((one) => {
      const seen = catalogue.find(one.code)?.seen ?? "reply";
      return { ...one, draft: draftEntry({ ...one, seen }) };
    });
    const { columns } = sizeOf(terminal.out);
    if (format === "json") terminal.out.write(told.map(jsonLine).join(""));
    else terminal.out.write(`${unknownText(told, room.runtime.clock.now(), columns, terminal.outColor).join("\n")}\n`);
    return EXIT.done;
  } finally {
    await room.close();
  }
}

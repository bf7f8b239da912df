import { SettingsError } from "../domain/errors.ts";
import type { JobStore } from "../domain/store.ts";
import { duration, type Span } from "../settings/checks.ts";
import { accountLines } from "./accounts-table.ts";
import { EXIT, type ExitCode } from "./exit-codes.ts";
import { paletteFor } from "./palette.ts";
import { jsonLine, printable } from "./printable.ts";
import { counted } from "./quantities.ts";
import { shellWord } from "./shell-word.ts";
import { type Standing, standingOf, standings } from "./standing.ts";
import type { Surroundings } from "./surroundings.ts";
import { sizeOf } from "./terminal.ts";
import { untilWords } from "./until.ts";

export interface AccountsFlags {
  readonly store?: string | undefined;
  readonly json?: boolean | undefined;
}

export interface HoldFlags extends AccountsFlags {
  readonly for?: string | undefined;
  readonly reason?: string | undefined;
}

const SECOND = 1_000;
const HOLD: Span = { min: SECOND, max: 30 * 86_400 * SECOND, says: "1s to 30d" };

/** `tenuto accounts`: how the accounts of a store stand, as a table, or as JSON, one account a line. */
export async function accounts(flags: AccountsFlags, surroundings: Surroundings): Promise<ExitCode> {
  const { out, err, outColor } = surroundings.terminal;
  const settings = surroundings.settingsFor({ store: flags.store });
  const room = await surroundings.openStore(settings);
  try {
    const now = room.runtime.clock.now();
    const found = await standings(room.store, now);
    if (flags.json === true) {
      for (const one of found) out.write(jsonLine(one));
      return EXIT.done;
    }
    // A file or a pipe has no edge to cut at.
    const columns = out.isTTY === true ? sizeOf(out).columns : Number.POSITIVE_INFINITY;
    for (const line of accountLines(found, now, columns, paletteFor(outColor))) out.write(`${line}\n`);
    if (found.length === 0) err.write("No account was used in this store yet.\n");
    const unused = Object.keys(settings.accounts).filter((name) => !found.some(({ account }) => account === name));
    if (unused.length > 0) err.write(`Described in the settings and not used here yet: ${unused.join(", ")}\n`);
    return EXIT.done;
  } finally {
    await room.close();
  }
}

/** `tenuto accounts hold <name>`: nothing of the account is begun until the time is over or somebody lets it go on. */
export async function holdAccount(name: string, flags: HoldFlags, surroundings: Surroundings): Promise<ExitCode> {
  const told = flags.for === undefined ? null : { value: flags.for, from: "--for" };
  const forMs = duration(told, HOLD);
  return change(name, flags, surroundings, async (store, account, now) => {
    const holdUntil = forMs === undefined ? Number.MAX_SAFE_INTEGER : now + forMs;
    await store.holdAccount(account, { holdUntil, reason: flags.reason?.trim() || "asked for", heldBy: null });
    return (standing) => {
      const { hold } = standing;
      const until = hold === null ? "" : ` ${untilWords(hold.until, now)}`;
      const longer = hold !== null && (hold.until ?? Number.MAX_SAFE_INTEGER) > holdUntil;
      return [
        ...(longer
          ? ["It was held for longer than that already, and stays so; resume it first to hold it for less."]
          : []),
        `Account ${printable(account)} is held${until}: ${counted(standing.waiting, "job")} waiting.`,
        `Nothing of it is sent until then, questions after runs included. To let it go on: tenuto accounts resume ${shellWord(printable(account))}`,
      ];
    };
  });
}

/** `tenuto accounts resume <name>`: ends a hold, whoever began it, and makes the jobs that it parked due now. */
export async function resumeAccount(name: string, flags: AccountsFlags, surroundings: Surroundings): Promise<ExitCode> {
  return change(name, flags, surroundings, async (store, account) => {
    const wasHeld = (await store.account(account))?.holdUntil != null;
    const parked = await store.releaseAccount(account, "asked to");
    return ({ waiting }) => [
      `Account ${printable(account)} ${wasHeld ? "goes on" : "was not held"}: ${counted(parked, "held job")} due now, ${counted(waiting, "job")} waiting in all.`,
      "A process that works on this store takes them up; where there is none: tenuto resume",
    ];
  });
}

/** Changes one account of the store and tells how it stands then. */
async function change(
  name: string,
  { store: path, json }: AccountsFlags,
  surroundings: Surroundings,
  work: (store: JobStore, account: string, now: number) => Promise<(standing: Standing) => readonly string[]>,
): Promise<ExitCode> {
  const { out } = surroundings.terminal;
  const room = await surroundings.openStore(surroundings.settingsFor({ store: path }));
  try {
    const account = await named(room.store, name);
    const now = room.runtime.clock.now();
    const told = await work(room.store, account, now);
    const standing = await standingOf(room.store, account, now);
    out.write(json === true ? jsonLine(standing) : `${told(standing).join("\n")}\n`);
    return EXIT.done;
  } finally {
    await room.close();
  }
}

/** By its name, or by the beginning of one that only one account has. */
async function named(store: JobStore, wanted: string): Promise<string> {
  const names = (await store.accounts()).map(({ name }) => name);
  if (names.includes(wanted)) return wanted;
  const fitting = wanted === "" ? [] : names.filter((name) => name.startsWith(wanted));
  const [only] = fitting;
  if (only !== undefined && fitting.length === 1) return only;
  const shown = (some: readonly string[]): string => some.map(printable).join(", ");
  throw new SettingsError(
    "settings/account",
    fitting.length === 0
      ? `There is no account ${JSON.stringify(printable(wanted))} in this store.`
      : `${JSON.stringify(printable(wanted))} is the beginning of several accounts: ${shown(fitting)}.`,
    names.length === 0
      ? "None was used in it yet; another store is named with --store."
      : `There are ${shown(names)}; another store is named with --store.`,
  );
}

import type { Extras } from "../compose.ts";
import type { StoreRoom } from "../compose-store.ts";
import type { House } from "../engine/house.ts";
import type { Flags, Origin, Settings } from "../settings.ts";
import type { ExitCode } from "./exit-codes.ts";
import type { SignalSource } from "./signals.ts";
import type { Terminal } from "./terminal.ts";

/** `process.stdin` is one. */
export type StandardInput = AsyncIterable<Uint8Array> & { readonly isTTY?: boolean };

/** What a subcommand needs from the process it runs in. */
export interface Surroundings {
  readonly terminal: Terminal;
  readonly signals: SignalSource;
  readonly settingsFor: (flags: Flags) => Settings;
  /** The same settings one by one, each with where it comes from. */
  readonly originsFor: (flags: Flags) => readonly Origin[];
  readonly openHouse: (settings: Settings, extras?: Extras) => Promise<House>;
  /** The store alone: far sooner there than a house. */
  readonly openStore: (settings: Settings) => Promise<StoreRoom>;
  /** Ends the process at once. */
  readonly leave: (code: ExitCode) => void;
  readonly verbose: boolean;
  /** Tell of nothing but trouble. Default false. */
  readonly quiet?: boolean;
  /** A display may be redrawn in place where the terminal can do that. Default true. */
  readonly redrawn?: boolean;
  readonly stdin?: () => StandardInput;
}

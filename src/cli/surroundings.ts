import type { House } from "../engine/house.ts";
import type { Flags, Settings } from "../settings.ts";
import type { ExitCode } from "./exit-codes.ts";
import type { SignalSource } from "./signals.ts";
import type { Terminal } from "./terminal.ts";

/** What a subcommand needs from the process it runs in. */
export interface Surroundings {
  readonly terminal: Terminal;
  readonly signals: SignalSource;
  readonly settingsFor: (flags: Flags) => Settings;
  readonly openHouse: (settings: Settings) => Promise<House>;
  /** Ends the process at once. */
  readonly leave: (code: ExitCode) => void;
  readonly verbose: boolean;
}

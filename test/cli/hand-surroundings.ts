import { EventEmitter } from "node:events";
import type { Surroundings } from "../../src/cli/surroundings.ts";
import { readOrigins, readSettings } from "../../src/settings.ts";
import { HandHouse } from "./hand-house.ts";

/** A command's surroundings over a hand house: no terminal, and nothing of the environment that the tests run in. */
export class HandSurroundings {
  readonly house = new HandHouse();
  readonly signals = new EventEmitter();
  out = "";
  err = "";

  with(environment: Record<string, string> = { ASSEMBLYAI_API_KEY: "k" }): Surroundings {
    const { house, signals } = this;
    return {
      terminal: {
        out: { write: (text) => (this.out += text) },
        err: { write: (text) => (this.err += text) },
        outColor: false,
        errColor: false,
        live: false,
        debug: false,
      },
      signals,
      settingsFor: (flags) => readSettings(flags, environment),
      originsFor: (flags) => readOrigins(flags, environment),
      openHouse: async () => house,
      openStore: async () => ({
        runtime: house.runtime,
        store: house.store,
        spool: house.spool,
        close: () => house.close(),
      }),
      leave: () => undefined,
      verbose: false,
    };
  }

  /** The lines of JSON on standard output. */
  told(): Record<string, unknown>[] {
    const lines = this.out.split("\n").filter((line) => line !== "");
    return lines.map((line) => JSON.parse(line));
  }
}

import type { Provider } from "../domain/provider.ts";
import type { JobStore } from "../domain/store.ts";
import type { HouseParts } from "./live-house.ts";
import { type Logger, observe } from "./observer.ts";
import type { OnEntry } from "./observing.ts";
import type { TelemetryOptions } from "./telemetry/telemetry.ts";

/** Who is told of what happens to jobs. */
export interface Observers {
  readonly logger?: Logger;
  readonly telemetry?: TelemetryOptions;
}

/** What a house is told to tell. OpenTelemetry's API is loaded by those only who ask for it. */
export async function observersOf(
  store: JobStore,
  { logger, telemetry }: Observers,
  providers: ReadonlyMap<string, Provider>,
): Promise<Pick<HouseParts, "onEntry" | "callersTrace">> {
  const log = logger === undefined ? null : observe(logger, store);
  const teller = telemetry === undefined ? null : await tellerOf(store, telemetry, providers);
  if (teller === null) return log === null ? {} : { onEntry: log };
  const onEntry: OnEntry = async (record, isOurs) => {
    await log?.(record);
    await teller.tell(record, isOurs);
  };
  return { onEntry, callersTrace: teller.callersTrace };
}

/** Null where nobody would hear of what it tells. */
async function tellerOf(store: JobStore, telemetry: TelemetryOptions, providers: ReadonlyMap<string, Provider>) {
  const { outletOf } = await import("./telemetry/telemetry.ts");
  const outlet = outletOf(telemetry);
  if (outlet === null) return null;
  const { Teller } = await import("./telemetry/teller.ts");
  return new Teller(store, outlet, (name) => providers.get(name)?.facts);
}

import { type ExitCode, exitCodeOfSignal, type StopSignal } from "./exit-codes.ts";

/**
 * Stopping a command. `running`: nothing was asked. `stopping`, from the first signal on: no new work is begun, what is
 * on the wire is waited for a little, everything is kept. A second signal of either kind leaves at once.
 */
export interface Stop {
  readonly signal: AbortSignal;
  /** The signal that asked, or null. */
  by(): StopSignal | null;
  /** Asks for the same without a signal, so that what is begun ends well. */
  ask(why: string): void;
  /** Stops listening; further signals do what they do by default. */
  release(): void;
}

/** `process`, or whatever a test says is one. */
export interface SignalSource {
  on(name: StopSignal, listener: () => void): unknown;
  off(name: StopSignal, listener: () => void): unknown;
}

const STOPPING: readonly StopSignal[] = ["SIGINT", "SIGTERM"];

/** @param leave ends the process; called at the second signal */
export function listenForStop(source: SignalSource, leave: (code: ExitCode) => void): Stop {
  const controller = new AbortController();
  let by: StopSignal | null = null;
  const listeners = STOPPING.map((name) => {
    const listener = () => {
      if (by !== null) {
        leave(exitCodeOfSignal(name));
        return;
      }
      by = name;
      controller.abort(new Error(`stopped by ${name}`));
    };
    source.on(name, listener);
    return { name, listener };
  });
  return {
    signal: controller.signal,
    by: () => by,
    ask: (why) => controller.abort(new Error(why)),
    release: () => {
      for (const { name, listener } of listeners) source.off(name, listener);
    },
  };
}

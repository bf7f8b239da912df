import type { MessagePort } from "node:worker_threads";
import { TenutoError } from "../domain/errors.ts";
import type { Clock } from "../domain/runtime.ts";
import type { Decoder } from "../domain/sound.ts";
import { inspectRecording } from "./inspect.ts";
import type { FromThread, ThrownInThread, ToThread } from "./inspection-messages.ts";

/** Works off what the pool sends through `port`, one recording after the other. */
export function serveInspections(port: MessagePort, means: { readonly decoder: Decoder; readonly clock: Clock }): void {
  let abort = new AbortController();
  const tell = (message: FromThread): void => port.postMessage(message);

  async function inspect({ path, name, limits }: Extract<ToThread, { kind: "inspect" }>): Promise<void> {
    abort = new AbortController();
    const onStructure = (report: Extract<FromThread, { kind: "structure" }>["report"], limitMs: number): void =>
      tell({ kind: "structure", report, limitMs });
    try {
      const within = { ...limits, signal: abort.signal };
      tell({ kind: "report", report: await inspectRecording(path, { ...means, onStructure }, within, name) });
    } catch (error) {
      tell({ kind: "error", error: thrown(error) });
    }
  }

  port.on("message", (message: ToThread) => {
    switch (message.kind) {
      case "inspect":
        void inspect(message);
        break;
      case "abort":
        abort.abort();
        break;
      default:
        message satisfies never;
    }
  });
}

function thrown(error: unknown): ThrownInThread {
  if (error instanceof TenutoError) return { code: error.code, message: error.message, remedy: error.remedy };
  return { code: null, message: error instanceof Error ? (error.stack ?? error.message) : String(error), remedy: "" };
}

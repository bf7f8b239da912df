// Stands in for the script of an inspection thread; the recording's name says how it behaves.
import { parentPort, threadId, workerData } from "node:worker_threads";

/** [messages that were sent before it hangs, recordings in hand of all threads] */
const shared = new Int32Array(workerData.shared);
const PROCESS_GROUP = 4_000_000;

const report = (file) => ({ file, verdict: "ok", findings: [], threadId, inHand: 0, notChecked: "so far" });

parentPort.on("message", async ({ kind, name }) => {
  if (kind === "abort") return parentPort.postMessage({ kind: "error", error: { code: null, message: "aborted" } });
  switch (name) {
    case "stuck-early":
    case "stuck-late":
      parentPort.postMessage({ kind: "process", group: PROCESS_GROUP - 1, alive: true });
      parentPort.postMessage({ kind: "process", group: PROCESS_GROUP - 1, alive: false });
      parentPort.postMessage({ kind: "process", group: PROCESS_GROUP, alive: true });
      if (name === "stuck-late") parentPort.postMessage({ kind: "structure", report: report(name), limitMs: 90_000 });
      Atomics.store(shared, 0, 1);
      Atomics.notify(shared, 0);
      for (;;);
    case "hungry": {
      const all = [];
      for (;;) all.push(new Array(100_000).fill(name));
    }
    case "dies":
      return process.exit(1);
    case "waits":
      Atomics.store(shared, 0, 1);
      return Atomics.notify(shared, 0);
    case "throws-ours":
      return parentPort.postMessage({ kind: "error", error: { code: "a/code", message: "what", remedy: "do" } });
    default: {
      const inHand = Atomics.add(shared, 1, 1) + 1;
      await new Promise((resolve) => setImmediate(resolve));
      Atomics.sub(shared, 1, 1);
      parentPort.postMessage({ kind: "report", report: { ...report(name), inHand } });
    }
  }
});

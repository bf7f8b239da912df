// node --import bench/children/faster.mjs: a process in which time passes BENCH_FACTOR times as fast as outside, counted
// from BENCH_START (ms since 1970). Timers, dates and elapsed time all agree, so that every program keeps its own figures
// (its intervals, its waits, its limits) and both ends of a connection have the same clock. What stays as it is: the
// processor, the disk, and the time-outs of Node's own sockets.
import { syncBuiltinESMExports } from "node:module";
import timers from "node:timers";
import promised from "node:timers/promises";
import { promisify } from "node:util";

const factor = Number(process.env.BENCH_FACTOR ?? 1);
const startedAt = Number(process.env.BENCH_START ?? 0);

if (factor !== 1) {
  hurryClocks();
  hurryTimers();
}

function hurryClocks() {
  const elapsed = performance.now.bind(performance);
  const { timeOrigin } = performance;
  Object.defineProperty(performance, "now", { value: () => elapsed() * factor });
  const now = () => Math.floor(startedAt + (timeOrigin + elapsed() - startedAt) * factor);
  const RealDate = Date;
  RealDate.now = now;
  globalThis.Date = new Proxy(RealDate, {
    construct: (target, args, newTarget) => Reflect.construct(target, args.length === 0 ? [now()] : args, newTarget),
    apply: () => new RealDate(now()).toString(),
  });
}

function hurryTimers() {
  const { setTimeout: timeout, setInterval: interval } = timers;
  const { setTimeout: slept } = promised;
  const sleep = (ms, value, options) => slept(ms / factor, value, options);
  const soon = (callback, ms, ...args) => timeout(callback, ms / factor, ...args);
  Object.defineProperty(soon, promisify.custom, { value: sleep });
  const often = (callback, ms, ...args) => interval(callback, ms / factor, ...args);
  timers.setTimeout = globalThis.setTimeout = soon;
  timers.setInterval = globalThis.setInterval = often;
  promised.setTimeout = sleep;
  AbortSignal.timeout = (ms) => {
    const stop = new AbortController();
    soon(() => stop.abort(new DOMException("The operation was aborted due to timeout", "TimeoutError")), ms).unref();
    return stop.signal;
  };
  syncBuiltinESMExports();
}

import { EventEmitter } from "node:events";
import { describe, expect, it } from "vitest";
import { listenForStop } from "./signals.ts";

describe("listenForStop", () => {
  it("aborts at the first signal and remembers which", () => {
    const source = new EventEmitter();
    const left: number[] = [];
    const stop = listenForStop(source, (code) => left.push(code));
    expect(stop.signal.aborted).toBe(false);
    source.emit("SIGINT");
    expect(stop.signal.aborted).toBe(true);
    expect(stop.by()).toBe("SIGINT");
    expect(left).toEqual([]);
  });

  it("leaves at once at the second, of either kind, with that signal's code", () => {
    const source = new EventEmitter();
    const left: number[] = [];
    const stop = listenForStop(source, (code) => left.push(code));
    source.emit("SIGINT");
    source.emit("SIGTERM");
    expect(left).toEqual([143]);
    expect(stop.by()).toBe("SIGINT");
  });

  it("hears nothing after it is released", () => {
    const source = new EventEmitter();
    const stop = listenForStop(source, () => undefined);
    stop.release();
    source.emit("SIGINT");
    expect(stop.by()).toBeNull();
    expect(source.listenerCount("SIGINT") + source.listenerCount("SIGTERM")).toBe(0);
  });
});

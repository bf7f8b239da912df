import { describe, expect, it } from "vitest";
import type { Clock } from "../domain/runtime.ts";
import { Painter } from "./painter.ts";

/** Sleeps end when the test says so. */
class HandClock implements Clock {
  readonly slept: number[] = [];
  #wake: () => void = () => undefined;

  now(): number {
    return 0;
  }

  monotonic(): number {
    return 0;
  }

  sleep(ms: number, signal?: AbortSignal): Promise<void> {
    this.slept.push(ms);
    return new Promise((resolve, reject) => {
      this.#wake = resolve;
      signal?.addEventListener("abort", () => reject(signal.reason), { once: true });
    });
  }

  async settled(): Promise<void> {}

  async tick(): Promise<void> {
    this.#wake();
    await new Promise((resolve) => setImmediate(resolve));
  }
}

function painted(columns = 80) {
  const written: string[] = [];
  const output = { write: (text: string) => written.push(text), columns, rows: 24 };
  const clock = new HandClock();
  const picture = { lines: ["one", "two"] as string[] };
  return { painter: new Painter(output, clock, () => picture.lines), output, written, clock, picture };
}

describe("Painter", () => {
  it("redraws over the last picture at most ten times a second, and only what has changed", async () => {
    const { painter, written, clock, picture } = painted();
    painter.start();
    await clock.tick();
    expect(written).toEqual(["\u001b[?25l", "one\u001b[K\ntwo\u001b[K\n"]);
    picture.lines = ["three"];
    await clock.tick();
    expect(written.at(-1)).toBe("\u001b[2A\rthree\u001b[K\n\u001b[J");
    expect(Math.min(...clock.slept)).toBeGreaterThanOrEqual(100);
    await painter.stop();
  });

  it("leaves the last picture where it is and gives the cursor back", async () => {
    const { painter, written, picture } = painted();
    painter.start();
    picture.lines = ["the end"];
    await painter.stop();
    expect(written.slice(-2)).toEqual(["\u001b[2A\rthe end\u001b[K\n\u001b[J", "\u001b[?25h"]);
    const before = written.length;
    await painter.stop();
    expect(written).toHaveLength(before);
  });

  it("puts a line that stays above the picture", async () => {
    const { painter, written } = painted();
    painter.start();
    painter.say("stopping");
    expect(written.slice(-2)).toEqual(["\u001b[2A\rstopping\u001b[K\n\u001b[J", "one\u001b[K\ntwo\u001b[K\n"]);
    await painter.stop();
  });

  it("goes up as many rows as a narrower terminal has wrapped the picture into", async () => {
    const { painter, written, output, clock, picture } = painted(80);
    picture.lines = ["x".repeat(30), "y"];
    painter.start();
    output.columns = 20;
    picture.lines = ["z"];
    await clock.tick();
    expect(written.at(-1)?.startsWith("\u001b[3A")).toBe(true);
    await painter.stop();
  });

  it("takes no last character from a line that ends at the edge of the terminal", () => {
    const { painter, written } = painted(10);
    painter.say("0123456789");
    painter.say("日本語日本");
    painter.say("012345678");
    painter.say("");
    const said = written.filter((_, index) => index % 2 === 0).map((text) => text.split("\r").at(-1));
    expect(said).toEqual(["0123456789\n", "日本語日本\n\u001b[J", "012345678\u001b[K\n\u001b[J", "\u001b[K\n\u001b[J"]);
  });
});

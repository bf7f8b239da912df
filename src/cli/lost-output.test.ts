import { EventEmitter } from "node:events";
import { describe, expect, it } from "vitest";
import { watchForLoss } from "./lost-output.ts";

function failing(code: string): Error {
  return Object.assign(new Error(`it failed with ${code}`), { code });
}

describe("output that cannot be written", () => {
  it("is told at the end, and makes an error of what went well otherwise", () => {
    const [out, err] = [new EventEmitter(), new EventEmitter()];
    const lossAt = watchForLoss([out, err]);
    expect(lossAt(0)).toBeNull();
    out.emit("error", failing("ENOSPC"));
    out.emit("error", failing("EIO"));
    expect(lossAt(0)).toMatchObject({ text: expect.stringContaining("(ENOSPC)"), exitCode: 1 });
    expect(lossAt(5)).toMatchObject({ exitCode: 5 });
  });

  it("is no loss where its reader has stopped reading", () => {
    const out = new EventEmitter();
    const lossAt = watchForLoss([out]);
    out.emit("error", failing("EPIPE"));
    expect(lossAt(0)).toBeNull();
  });
});

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { defaultPolicy } from "./policy.ts";
import { synchronousLimit, timeLimitMs } from "./time-limit.ts";

const { prepare, upload, submit } = defaultPolicy.stages;
const HOUR = 3_600_000;
const GIB = 1024 ** 3;

describe("time limit", () => {
  it("gives an upload half a minute and four seconds for each MiB", () => {
    expect(timeLimitMs(upload.limit, { bytes: 0, audioMs: null })).toBe(30_000);
    expect(timeLimitMs(upload.limit, { bytes: 2 * GIB, audioMs: HOUR })).toBe(30_000 + 2 * 1024 * 4_000);
  });

  it("gives preparation a tenth of the recording's length on top", () => {
    expect(timeLimitMs(prepare.limit, { bytes: 1, audioMs: HOUR })).toBe(30_000 + HOUR / 10);
  });

  it("does not let size or length touch a submit that only enqueues", () => {
    expect(timeLimitMs(submit.limit, { bytes: 2 * GIB, audioMs: 10 * HOUR })).toBe(60_000);
  });

  it("takes a recording of unknown length for a long one", () => {
    const hourOfSparseSpeech = 3_600 * 4_000;
    expect(timeLimitMs(prepare.limit, { bytes: hourOfSparseSpeech, audioMs: null })).toBe(30_000 + HOUR / 10);
  });

  it("gives a synchronous submit three times the recording's length and lets it be silent meanwhile", () => {
    const work = { bytes: 1, audioMs: HOUR };
    const limit = synchronousLimit(submit.limit, work);
    expect(timeLimitMs(limit, work)).toBe(60_000 + 3 * HOUR);
    expect(limit.idleMs).toBe(60_000 + 3 * HOUR);
  });

  it("keeps to a policy's own pace for a synchronous submit", () => {
    const work = { bytes: 1, audioMs: HOUR };
    const limit = synchronousLimit({ ...submit.limit, perAudioSecondMs: 500 }, work);
    expect(timeLimitMs(limit, work)).toBe(60_000 + HOUR / 2);
  });

  it("is never shorter for more bytes or a longer recording", () => {
    const amounts = fc.nat(10 ** 12);
    const limit = { baseMs: 10, bytesPerSecond: 777, perAudioSecondMs: 33, idleMs: 10 };
    fc.assert(
      fc.property(amounts, amounts, amounts, amounts, (bytes, audioMs, moreBytes, moreAudio) => {
        const time = timeLimitMs(limit, { bytes, audioMs });
        expect(Number.isInteger(time)).toBe(true);
        expect(timeLimitMs(limit, { bytes: bytes + moreBytes, audioMs: audioMs + moreAudio })).toBeGreaterThanOrEqual(
          time,
        );
      }),
    );
  });
});

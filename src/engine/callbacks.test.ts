import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { CALLBACK_PARAMETER, callbacks } from "./callbacks.ts";

const URL_OF_OURS = "https://example.org/hook?from=dg";
const ours = callbacks({ url: URL_OF_OURS, secret: "a secret of this store" });

const run = fc.record({ job: fc.stringMatching(/^job_[0-9a-z]{1,30}$/), submission: fc.integer({ min: 1, max: 999 }) });

describe("an address for a result", () => {
  it("leads back to the submission that it was made for, in another process of the store too", () => {
    const later = callbacks({ url: "http://elsewhere", secret: "a secret of this store" });
    fc.assert(
      fc.property(run, (one) => {
        const { origin, pathname, searchParams } = new URL(ours.addressFor(one));
        expect([origin + pathname, searchParams.get("from")]).toEqual(["https://example.org/hook", "dg"]);
        expect(later.runOf(searchParams.get(CALLBACK_PARAMETER) ?? "")).toEqual(one);
      }),
    );
  });

  it("is of no use for another submission, another store, or with anything changed", () => {
    const others = callbacks({ url: URL_OF_OURS, secret: "another secret" });
    fc.assert(
      fc.property(run, run, fc.nat(200), fc.string({ minLength: 1, maxLength: 1 }), (one, two, at, character) => {
        const token = ours.tokenFor(one);
        expect(others.runOf(token)).toBeNull();
        const proof = token.split(".").at(-1) ?? "";
        const isOther = one.job !== two.job || one.submission !== two.submission;
        if (isOther) expect(ours.runOf(`${two.job}.${two.submission}.${proof}`)).toBeNull();
        const changed = token.slice(0, at) + character + token.slice(at + 1);
        if (changed !== token) expect(ours.runOf(changed)).toBeNull();
      }),
    );
  });

  it.each(["", ".", "..", "job.1.", "job.0.x", `job.1.${"a".repeat(43)}`])("is no %j", (token) => {
    expect(ours.runOf(token)).toBeNull();
  });
});

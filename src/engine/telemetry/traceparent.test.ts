import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { placeFrom, traceparentOf } from "./traceparent.ts";

const TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
const SPAN = "00f067aa0ba902b7";

describe("a traceparent", () => {
  it("is read as it was written", () => {
    const hex = (length: number) =>
      fc
        .array(fc.constantFrom(..."0123456789abcdef"), { minLength: length, maxLength: length })
        .map((digits) => digits.join(""))
        .filter((text) => /[1-9a-f]/.test(text));
    fc.assert(
      fc.property(hex(32), hex(16), fc.constantFrom(0, 1), (traceId, spanId, traceFlags) => {
        const place = { traceId, spanId, traceFlags };
        expect(placeFrom(traceparentOf(place))).toEqual(place);
      }),
    );
  });

  it("of a later version is read as far as it is known", () => {
    expect(placeFrom(`cc-${TRACE}-${SPAN}-03-more`)).toEqual({ traceId: TRACE, spanId: SPAN, traceFlags: 1 });
  });

  it.each([
    ["no trace", `00-${"0".repeat(32)}-${SPAN}-01`],
    ["no span", `00-${TRACE}-${"0".repeat(16)}-01`],
    ["a version that there is not", `ff-${TRACE}-${SPAN}-01`],
    ["more than its version has", `00-${TRACE}-${SPAN}-01-more`],
    ["capital letters", `00-${TRACE.toUpperCase()}-${SPAN}-01`],
    ["something around it", ` 00-${TRACE}-${SPAN}-01\n`],
    ["nothing", ""],
  ])("is none with %s", (_, text) => {
    expect(placeFrom(text)).toBeNull();
  });
});

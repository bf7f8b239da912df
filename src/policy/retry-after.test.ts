import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { retryAfter } from "./retry-after.ts";

const NOW = Date.UTC(2026, 10, 20, 12, 0, 0);
const inSeconds = (seconds: number) => NOW + seconds * 1_000;
const read = (value: string) => retryAfter({ "retry-after": value }, NOW);

const DAYS = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"];

/** The same moment in the three forms that RFC 9110 knows. */
function httpDates(ms: number): { fixed: string; rfc850: string; asctime: string } {
  const fixed = new Date(ms).toUTCString();
  const [, day = "", month = "", year = "", time = ""] = fixed.split(" ");
  const weekday = DAYS[new Date(ms).getUTCDay()] ?? "";
  return {
    fixed,
    rfc850: `${weekday}, ${day}-${month}-${year.slice(2)} ${time} GMT`,
    asctime: `${weekday.slice(0, 3)} ${month} ${String(Number(day)).padStart(2, " ")} ${time} ${year}`,
  };
}

describe("Retry-After", () => {
  it.each([
    ["1", 1],
    ["120", 120],
    ["  7 ", 7],
    ["1.5", 1.5],
    ["86400", 86_400],
    ["5, 30", 30],
  ])("reads %j as seconds", (value, seconds) => {
    expect(read(value)).toEqual({ notBefore: inSeconds(seconds), form: "seconds" });
  });

  it.each([
    ["Fri, 20 Nov 2026 12:00:30 GMT"],
    ["Friday, 20-Nov-26 12:00:30 GMT"],
    ["Fri Nov 20 12:00:30 2026"],
    ["fri, 20 nov 2026 12:00:30 gmt"],
  ])("reads %j as a date", (value) => {
    expect(read(value)).toEqual({ notBefore: inSeconds(30), form: "date" });
  });

  it("reads the examples of RFC 9110, day padded with a blank included", () => {
    const before = Date.UTC(1994, 10, 6, 8, 49, 0);
    for (const value of [
      "Sun, 06 Nov 1994 08:49:37 GMT",
      "Sunday, 06-Nov-94 08:49:37 GMT",
      "Sun Nov  6 08:49:37 1994",
    ]) {
      expect(retryAfter({ "retry-after": value }, before)).toEqual({ notBefore: before + 37_000, form: "date" });
    }
  });

  it("takes two digits of a year for the next century when the turn is near", () => {
    const newYearsEve = Date.UTC(2099, 11, 31, 23, 59, 0);
    const hint = retryAfter({ "retry-after": "Friday, 01-Jan-00 00:00:00 GMT" }, newYearsEve);
    expect(hint?.notBefore).toBe(Date.UTC(2100, 0, 1));
  });

  it.each([
    ["0"],
    ["0.0"],
    ["-5"],
    ["+5"],
    ["1e3"],
    ["0x10"],
    ["5s"],
    ["soon"],
    [""],
    ["NaN"],
    ["Infinity"],
    ["5,"],
    ["Thu, 19 Nov 2026 12:00:00 GMT"],
    ["Fri, 20 Nov 2026 12:00:00 GMT"],
    ["Mon, 30 Feb 2027 12:00:00 GMT"],
    ["Fri, 20 Foo 2026 12:00:30 GMT"],
    ["Fri, 20 Nov 2026 24:00:30 GMT"],
    ["Fri, 20 Nov 2026 12:61:30 GMT"],
    ["2026-11-20T12:00:30Z"],
  ])("finds no wait in %j", (value) => {
    expect(read(value)).toBeNull();
  });

  it("finds nothing where no header is", () => {
    expect(retryAfter({}, NOW)).toBeNull();
  });

  it("reads retry-after-ms, rounded up", () => {
    expect(retryAfter({ "retry-after-ms": "1500.2" }, NOW)).toEqual({ notBefore: NOW + 1_501, form: "ms" });
  });

  it("keeps to the later one when both headers are there", () => {
    expect(retryAfter({ "retry-after-ms": "500", "retry-after": "2" }, NOW)).toEqual({
      notBefore: inSeconds(2),
      form: "seconds",
    });
    expect(retryAfter({ "retry-after-ms": "2500", "retry-after": "2" }, NOW)).toEqual({
      notBefore: NOW + 2_500,
      form: "ms",
    });
    expect(retryAfter({ "retry-after-ms": "500", "retry-after": "soon" }, NOW)).toEqual({
      notBefore: NOW + 500,
      form: "ms",
    });
  });

  it("measures a date on the server's clock when ours is ahead", () => {
    const hourAgo = NOW - 3_600_000;
    const headers = { "retry-after": httpDates(hourAgo + 30_000).fixed, date: httpDates(hourAgo).fixed };
    expect(retryAfter(headers, NOW)).toEqual({ notBefore: inSeconds(30), form: "date" });
  });

  it("takes a date as it stands when the reply's own date makes no sense", () => {
    const headers = { "retry-after": httpDates(NOW + 30_000).fixed, date: "yesterday" };
    expect(retryAfter(headers, NOW)).toEqual({ notBefore: inSeconds(30), form: "date" });
  });

  it("keeps an absurd wait as it is, as far as numbers go", () => {
    expect(read("31536000000")).toEqual({ notBefore: inSeconds(31_536_000_000), form: "seconds" });
    expect(read("9".repeat(400))).toEqual({ notBefore: Number.MAX_SAFE_INTEGER, form: "seconds" });
    expect(read("Fri, 31 Dec 9999 23:59:59 GMT")?.notBefore).toBe(Date.UTC(9999, 11, 31, 23, 59, 59));
  });

  it("never comes back earlier than the seconds asked for", () => {
    fc.assert(
      fc.property(fc.double({ min: 0.001, max: 1e9, noNaN: true }), (seconds) => {
        const asked = seconds.toFixed(6);
        expect(read(asked)?.notBefore).toBeGreaterThanOrEqual(NOW + Number(asked) * 1_000);
      }),
    );
  });

  it("reads one moment alike in all three date forms, and never earlier on either clock", () => {
    const skews = fc.integer({ min: -86_400, max: 86_400 });
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 40 * 365 * 86_400 }), skews, (wait, skew) => {
        const serverNow = NOW + skew * 1_000;
        const asked = serverNow + wait * 1_000;
        for (const value of Object.values(httpDates(asked))) {
          const hint = retryAfter({ "retry-after": value, date: httpDates(serverNow).fixed }, NOW);
          expect(hint).toEqual({ notBefore: Math.max(asked, inSeconds(wait)), form: "date" });
        }
      }),
    );
  });

  it("makes a whole number later than the reply of any header, or nothing", () => {
    const values = fc.oneof(
      fc.string(),
      fc.double().map(String),
      fc.date({ noInvalidDate: true }).map((date) => date.toUTCString()),
    );
    const headers = fc.dictionary(fc.constantFrom("retry-after", "retry-after-ms", "date"), values);
    fc.assert(
      fc.property(headers, (given) => {
        const hint = retryAfter(given, NOW);
        expect(hint === null || (Number.isSafeInteger(hint.notBefore) && hint.notBefore > NOW)).toBe(true);
      }),
    );
  });
});

import { expect, it } from "vitest";
import { buildCatalogue } from "./catalogue.ts";
import { GENERIC_ERRORS } from "./generic.ts";
import { type LocalCode, localFault } from "./local-fault.ts";
import { TENUTO_ERRORS } from "./tenuto-errors.ts";

const CODES: readonly LocalCode[] = [
  "tenuto/account-held",
  "tenuto/deadline",
  "tenuto/audio-lost",
  "tenuto/delivery",
  "tenuto/no-key",
  "tenuto/uncertain-submit",
  "http/garbled-reply",
];

it.each(CODES)("%s is a fault as its entry describes it", (code) => {
  const entry = buildCatalogue([GENERIC_ERRORS, TENUTO_ERRORS]).find(code);
  const fault = localFault(code, "call.mp3: not done within 5 s", "wait", 77);
  expect(entry).not.toBeNull();
  expect(fault).toMatchObject({ code, message: "call.mp3: not done within 5 s", stage: "wait", at: 77 });
  expect(fault).toMatchObject({ class: entry?.class, remedy: entry?.remedy, advice: entry?.advice });
});

it("holds the account when its key is missing, and gives the job up when its recording is lost", () => {
  expect(localFault("tenuto/no-key", "", "upload", 0)).toMatchObject({ scope: "account", remedy: "park" });
  expect(localFault("tenuto/audio-lost", "", "upload", 0)).toMatchObject({ scope: "job", remedy: "fail" });
});

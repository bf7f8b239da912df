import { expect, test } from "vitest";
import { SettingsError } from "../domain/errors.ts";
import { parseScenario } from "./scenario.ts";

const withHeaders = (headers: string): string => `faults:\n  - { stage: upload, status: 503, headers: ${headers} }`;

test.each([
  ["a name with a space", '{ "x y": "1" }'],
  ["a name without a letter", '{ "": "1" }'],
  ["a value of two lines", '{ x-a: "one\\ntwo" }'],
  ["a value that no header can hold", '{ x-a: "naïve ✓" }'],
  ["a name that every object has", '{ constructor: "one\\ntwo" }'],
])("a header that cannot be sent is refused where it stands: %s", (_case, headers) => {
  let error: unknown;
  try {
    parseScenario(withHeaders(headers), "day.yaml");
  } catch (thrown) {
    error = thrown;
  }
  expect(error).toBeInstanceOf(SettingsError);
  expect(error).toMatchObject({
    message: expect.stringMatching(/^day\.yaml:2:\d+: /),
    remedy: expect.stringContaining("headers takes: names with texts"),
  });
});

test("a text for retry-after that no header can hold is refused as well", () => {
  const text = 'faults:\n  - { stage: upload, status: 503, retry-after: "soon\\n" }';
  expect(() => parseScenario(text, "day.yaml")).toThrow('"retry-after" cannot be');
});

test("a header's name is sent in small letters, however it is written", () => {
  const [rule] = parseScenario(withHeaders("{ X-Request-ID: abc }"), "day.yaml").rules;
  expect(rule?.fault).toMatchObject({ headers: { "x-request-id": "abc" } });
});

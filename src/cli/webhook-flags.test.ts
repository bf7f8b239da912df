import { describe, expect, it } from "vitest";
import { SettingsError } from "../domain/errors.ts";
import { readWebhooks } from "./webhook-flags.ts";

describe("the flags for webhooks", () => {
  it("stand together or not at all", () => {
    expect(readWebhooks({})).toBeNull();
    expect(readWebhooks({ webhookUrl: "https://example.org/t", webhookPort: "8080" })).toEqual({
      url: "https://example.org/t",
      port: 8080,
    });
    expect(() => readWebhooks({ webhookUrl: "https://example.org/t" })).toThrow("--webhook-port");
    expect(() => readWebhooks({ webhookPort: "8080" })).toThrow("--webhook-url");
  });

  it.each([
    ["ftp://example.org", "80"],
    ["nonsense", "80"],
    ["https://example.org", "0"],
    ["https://example.org", "70000"],
    ["https://example.org", "-1"],
  ])("refuse %s with port %s", (webhookUrl, webhookPort) => {
    expect(() => readWebhooks({ webhookUrl, webhookPort })).toThrow(SettingsError);
  });
});

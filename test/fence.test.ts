import { expect, it } from "vitest";
import { compose } from "../src/compose.ts";
import { type Flags, readSettings } from "../src/settings.ts";

const KEYS = { ASSEMBLYAI_API_KEY: "a", OPENAI_API_KEY: "o" };

it("refuses, before a store is opened, what does not promise to stay within the fence", async () => {
  const fenced = (flags: Flags) => compose(readSettings({ store: null, fence: "eu", ...flags }, KEYS));
  await expect(fenced({ chain: "assemblyai,local" })).rejects.toThrow(
    /assemblyai is in region us, and the fence is eu/,
  );
  await expect(fenced({ chain: "assemblyai,openai", region: "eu" })).rejects.toThrow(
    /openai does not promise to stay in eu/,
  );
  for (const accounts of [{}, { near: { provider: "openai", baseUrl: "https://eu.test", region: "eu" } }] as const) {
    const names = ["assemblyai", ...Object.keys(accounts), "local"].join(",");
    const house = await fenced({ chain: names, region: "eu", accounts });
    await house.close();
  }
});

import { afterAll, afterEach, describe, expect, it } from "vitest";
import { loadCatalogue } from "../src/compose-catalogue.ts";
import { TranscriptionFailed } from "../src/index.ts";
import { errorOf, LibraryHouses, recording } from "./library-house.ts";

const EXAMPLE = "docs/catalogue.example.yaml";

const houses = new LibraryHouses();
afterEach(() => houses.close());
afterAll(() => houses.dispose());

describe("own entries", () => {
  it("of the documentation can be used as they stand", async () => {
    const catalogue = await loadCatalogue({ cataloguePath: EXAMPLE });
    expect(catalogue.find("own/tenant-suspended")).toMatchObject({ provider: "assemblyai", remedy: "park" });
    expect(catalogue.find("own/proxy-login")?.parameters).toMatchObject({ token: { secret: true } });
    expect(catalogue.find("assemblyai/transcoding-failed")).toMatchObject({
      message: "Transcoding failed",
      advice: expect.stringContaining("audio@example.com"),
    });
  });

  it("name what nobody knew, and decide what is done about it", async () => {
    const scenario = "faults: [{ stage: job, error: The acme model melted at 300 degrees }]";
    const melted = {
      code: "own/melted",
      provider: "assemblyai",
      seen: "job",
      message: "The acme model melted at {heat} degrees",
      parameters: { heat: { type: "number", description: "How hot it was" } },
      description: "The model melted.",
      advice: "Cool it.",
      class: "server",
      scope: "job",
      remedy: "fail",
    } as const;
    const { twin, tenuto } = await houses.open(scenario, { catalogue: [melted] });
    const error = await errorOf(tenuto.transcribe(recording("hot")));
    if (!(error instanceof TranscriptionFailed)) throw error;
    expect(error).toMatchObject({
      code: "own/melted",
      fault: { advice: "Cool it. (trying again would end the same way)", params: { heat: "300" } },
    });
    expect(twin.ledger()).toMatchObject({ created: 1 });
  });

  it("that are wrong are told before anything is taken in", async () => {
    const { twin, tenuto } = await houses.open("", { catalogue: [{ overrides: "acme/none", advice: "Try." }] });
    expect(await errorOf(tenuto.transcribe(recording("early")))).toMatchObject({
      code: "settings/catalogue",
      message: expect.stringContaining("catalogue[0].overrides: there is no built-in entry"),
    });
    expect(twin.ledger()).toMatchObject({ uploads: 0 });
  });
});

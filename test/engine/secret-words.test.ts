import { expect, it } from "vitest";
import { classify } from "../../src/catalogue/classify.ts";
import { builtInCatalogue } from "../../src/compose-catalogue.ts";
import { HIDDEN } from "../../src/domain/fault.ts";
import { logLine } from "../../src/engine/observer.ts";
import { Desk } from "./desk.ts";

const TOKEN = "eyJhbGciOiJIUzI1NiJ9.c0ffee";

it("keeps a credential that a provider's message repeats out of the row, the journal and the log", async () => {
  const words = `{"error":"Invalid session token: ${TOKEN}"}`;
  const desk = new Desk({ scenario: `faults: [{ stage: submit, status: 401, body: '${words}' }]` });
  const catalogue = builtInCatalogue();
  // The messages of another service, told through the one that there is a twin of.
  const means = {
    ...desk.means,
    classify: (evidence: Parameters<typeof classify>[0]) => classify({ ...evidence, provider: "elsa" }, catalogue),
  };
  await desk.play(async () => {
    const id = await desk.accept();
    await desk.turn({}, undefined, means);
    const journal = await desk.means.store.journal(id);
    const [fault] = await desk.entries(id, "fault");
    expect(fault?.fault).toMatchObject({ code: "elsa/invalid-session-token", params: { token: HIDDEN } });
    expect(fault?.exchange).toMatchObject({ status: 401, bodyHead: expect.stringContaining(HIDDEN) });
    const kept = [journal, await desk.means.store.get(id), journal.map((record) => logLine(record, null))];
    expect(JSON.stringify(kept)).not.toContain(TOKEN);
  });
});

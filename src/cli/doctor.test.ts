import { describe, expect, it } from "vitest";
import { HandSurroundings } from "../../test/cli/hand-surroundings.ts";
import { doctor } from "./doctor.ts";

describe("tenuto doctor", () => {
  it("ends with the signal's code when it is stopped, and tells nothing of what that broke off", async () => {
    const here = new HandSurroundings();
    const surroundings = here.with({ PATH: "" });
    const { out } = surroundings.terminal;
    const terminal = {
      ...surroundings.terminal,
      out: {
        write: (text: string) => {
          out.write(text);
          here.signals.emit("SIGINT");
        },
      },
    };
    expect(await doctor({ json: true }, { ...surroundings, terminal })).toBe(130);
    expect(here.told()).toMatchObject([{ what: "settings" }]);
    expect(here.signals.listenerCount("SIGINT")).toBe(0);
  });
});

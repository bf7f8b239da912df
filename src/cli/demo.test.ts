import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, it, vi } from "vitest";
import { HandSurroundings } from "../../test/cli/hand-surroundings.ts";
import { demo } from "./demo.ts";

afterEach(() => vi.unstubAllEnvs());

describe("tenuto demo", () => {
  it("ends at a signal with its code, and leaves nothing behind", async () => {
    const folder = await mkdtemp(join(tmpdir(), "tenuto-demo-test-"));
    vi.stubEnv("TMPDIR", folder);
    try {
      const here = new HandSurroundings();
      const surroundings = here.with({ PATH: "" });
      const { out } = surroundings.terminal;
      const write = (text: string): void => {
        out.write(text);
        if (text.includes("which has a bad day")) here.signals.emit("SIGTERM");
      };
      const terminal = { ...surroundings.terminal, out: { write } };
      expect(await demo({}, { ...surroundings, terminal })).toBe(143);
      expect(here.out).not.toContain("The biller's view");
      expect(await readdir(folder)).toEqual([]);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  });
});

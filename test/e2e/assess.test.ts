import { execFileSync } from "node:child_process";
import { copyFile, readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { ownFolder, run } from "./command.ts";

const SAMPLE = fileURLToPath(new URL("../../samples/goforward.wav", import.meta.url));

function hasFfmpeg(): boolean {
  try {
    execFileSync("ffmpeg", ["-version"], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}

interface Told {
  readonly type: string;
  readonly words?: readonly { readonly word: string; readonly score: number; readonly said: boolean }[];
}

async function folderWithSample(): Promise<string> {
  const folder = await ownFolder();
  await copyFile(SAMPLE, join(folder, "goforward.wav"));
  return folder;
}

async function wordsOf(folder: string, script: string) {
  const { stdout, code } = await run(folder, ["assess", "goforward.wav", "--script", script, "--json"]);
  expect(code).toBe(0);
  const lines = stdout.split("\n").filter((line) => line !== "");
  const told: readonly Told[] = lines.map((line) => JSON.parse(line));
  return told.find(({ type }) => type === "assessment")?.words ?? [];
}

describe.skipIf(!hasFfmpeg())("tenuto assess on a machine without any account", { timeout: 60_000 }, () => {
  test("gives each word of the script a high score, and one that was not said the lowest", async () => {
    const folder = await folderWithSample();
    const words = await wordsOf(folder, "go forward ten meters");
    expect(words.map(({ word }) => word)).toEqual(["go", "forward", "ten", "meters"]);
    for (const { score } of words) expect(score).toBeGreaterThan(80);
    const other = await wordsOf(folder, "go backward ten meters");
    expect(other.toSorted((a, b) => a.score - b.score)[0]).toMatchObject({ word: "backward", said: false });
  });

  test("writes a page with the recording in it, and leaves it alone when the same is asked again", async () => {
    const folder = await folderWithSample();
    const asked = ["assess", "goforward.wav", "--script", "go forward ten meters", "-f", "html", "-o", "out"];
    expect(await run(folder, asked)).toMatchObject({ code: 0, stdout: "" });
    const page = await readFile(join(folder, "out", "goforward.html"), "utf8");
    expect(page).toContain(`data:audio/wav;base64,${(await readFile(SAMPLE)).toString("base64")}`);
    expect(await run(folder, asked)).toMatchObject({ code: 0, stderr: expect.stringContaining("1 skipped") });
  });
});

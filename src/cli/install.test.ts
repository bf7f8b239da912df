import { describe, expect, test } from "vitest";
import type { ProgramEnd, Programs } from "../domain/programs.ts";
import { installPrograms } from "./install.ts";

const DEBIAN = 'PRETTY_NAME="Debian GNU/Linux 12 (bookworm)"\nID=debian\n';
const UBUNTU = 'NAME="Ubuntu"\nID=ubuntu\nID_LIKE=debian\n';
const FEDORA = 'NAME="Fedora Linux"\nID=fedora\n';

function fixture(ends: readonly Partial<Extract<ProgramEnd, { kind: "exited" }>>[] = []) {
  const ran: string[] = [];
  const said: string[] = [];
  const programs: Programs = {
    run: async (program, args) => {
      ran.push([program, ...args].join(" "));
      return { kind: "exited", code: 0, stdout: "", stderr: "", ...ends[ran.length - 1] };
    },
    version: async () => null,
  };
  return { ran, said, programs, say: (line: string) => said.push(line) };
}

describe("installing the local recogniser's programs", () => {
  test.each([DEBIAN, UBUNTU])("updates the lists and installs them as root", async (osRelease) => {
    const { programs, ran, say } = fixture();
    expect(await installPrograms(programs, say, { osRelease, isRoot: true })).toBe(true);
    expect(ran).toEqual([
      "env DEBIAN_FRONTEND=noninteractive apt-get update",
      "env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends ffmpeg pocketsphinx pocketsphinx-en-us",
    ]);
  });

  test.each([
    [DEBIAN, false],
    [FEDORA, true],
    ["", false],
  ])("touches nothing and gives the command elsewhere", async (osRelease, isRoot) => {
    const { programs, ran, said, say } = fixture();
    expect(await installPrograms(programs, say, { osRelease, isRoot })).toBe(false);
    expect(ran).toEqual([]);
    expect(said.join("\n")).toContain(
      "sudo apt-get install -y --no-install-recommends ffmpeg pocketsphinx pocketsphinx-en-us",
    );
  });

  test("stops at the first command that fails and says what it said", async () => {
    const { programs, ran, said, say } = fixture([{ code: 100, stderr: "W: something\nE: Could not resolve host\n" }]);
    expect(await installPrograms(programs, say, { osRelease: DEBIAN, isRoot: true })).toBe(false);
    expect(ran).toHaveLength(1);
    expect(said.join("\n")).toContain("apt-get update did not succeed: E: Could not resolve host");
  });
});

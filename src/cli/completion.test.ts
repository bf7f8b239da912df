import { describe, expect, it } from "vitest";
import { completion } from "./completion.ts";
import { buildProgram } from "./program.ts";

function scriptFor(shell: string): string {
  let script = "";
  const program = buildProgram(
    () => {
      throw new Error("no command is run here");
    },
    () => undefined,
  );
  completion(shell, program, { write: (text) => (script += text) });
  return script;
}

describe("tenuto completion", () => {
  it.each(["bash", "zsh", "fish"])("knows the commands of commands and the flags of each in %s", (shell) => {
    const script = scriptFor(shell);
    for (const word of ["transcribe", "config", "show", "fail-fast", "older-than"]) expect(script).toContain(word);
  });

  it.each(["powershell", "constructor", "__proto__", ""])("refuses %j and names the shells it has", (shell) => {
    expect(() => scriptFor(shell)).toThrow("There is no completion for");
    expect(() => scriptFor(shell)).toThrow(expect.objectContaining({ remedy: "Use bash, zsh, fish." }));
  });
});

import { readFile } from "node:fs/promises";
import type { ProgramEnd, Programs } from "../domain/programs.ts";

const PACKAGES = ["ffmpeg", "pocketsphinx", "pocketsphinx-en-us"];
const INSTALL = ["apt-get", "install", "-y", "--no-install-recommends", ...PACKAGES];
/** 81 MB are downloaded; a slow line takes its time. */
const LIMITS = { timeoutMs: 15 * 60_000, outputBytes: 16 * 1024 * 1024 };

/** What decides whether packages can be installed here. */
export interface Host {
  /** Contents of /etc/os-release; empty where there is none. */
  readonly osRelease: string;
  readonly isRoot: boolean;
}

/**
 * Installs what the local recogniser needs, on Debian and its kin, as root. Everywhere else nothing is touched and
 * `say` gets the command to run. True when everything is installed.
 */
export async function installPrograms(programs: Programs, say: (line: string) => void, host?: Host): Promise<boolean> {
  const { osRelease, isRoot } = host ?? (await thisHost());
  if (!isDebian(osRelease)) {
    say(
      `Only Debian and Ubuntu are known here. Install ffmpeg, and pocketsphinx with its English models; there it is:`,
    );
    say(`  sudo ${INSTALL.join(" ")}`);
    return false;
  }
  if (!isRoot) {
    say("Installing packages takes root. Run this, then the command again:");
    say(`  sudo apt-get update && sudo ${INSTALL.join(" ")}`);
    return false;
  }
  for (const command of [["apt-get", "update"], INSTALL]) {
    say(`Running ${command.join(" ")}`);
    const trouble = troubleOf(await programs.run("env", ["DEBIAN_FRONTEND=noninteractive", ...command], LIMITS));
    if (trouble !== null) {
      say(`${command.slice(0, 2).join(" ")} did not succeed: ${trouble}`);
      say(`Put that right, then run: ${INSTALL.join(" ")}`);
      return false;
    }
  }
  return true;
}

async function thisHost(): Promise<Host> {
  const osRelease = await readFile("/etc/os-release", "utf8").catch(() => "");
  return { osRelease, isRoot: process.getuid?.() === 0 };
}

/** Debian itself, or a system that names it among its ancestors. */
function isDebian(osRelease: string): boolean {
  return /^ID(_LIKE)?=.*\bdebian\b/m.test(osRelease);
}

function troubleOf(end: ProgramEnd): string | null {
  switch (end.kind) {
    case "exited":
      if (end.code === 0) return null;
      return end.stderr.trim().split("\n").at(-1) || `it ended with code ${end.code}`;
    case "missing":
      return `${end.program} is not on this machine`;
    case "killed":
      return end.why === "time" ? "it took more than 15 minutes" : "it was stopped";
    default:
      return end satisfies never;
  }
}

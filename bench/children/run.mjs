import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

/** Runs a child of this folder and returns what it says at its end. */
export async function runChild(name, ...args) {
  const path = fileURLToPath(new URL(name, import.meta.url));
  const { stdout } = await promisify(execFile)(process.execPath, [path, ...args.map(String)], { env: { PATH: "" } });
  return JSON.parse(stdout);
}

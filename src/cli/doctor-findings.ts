import { constants } from "node:fs";
import { access, statfs } from "node:fs/promises";
import { dirname } from "node:path";
import { StoreError } from "../domain/errors.ts";
import { keyVariable, readPath, type Settings } from "../settings.ts";
import { bytes, duration } from "./quantities.ts";

/** `ok`: nothing is to be done. `warn`: works, but not everything, or not for long. `bad`: nothing can be transcribed like this. */
export type Level = "ok" | "warn" | "bad";

/** One thing that was looked at. */
export interface Finding {
  readonly level: Level;
  readonly what: string;
  readonly says: string;
  /** What to do; null where nothing is to be done. */
  readonly remedy: string | null;
}

const LEAST_NODE = [20, 19] as const;
/** A long recording is half a gigabyte, and is held until it is done. */
const LITTLE_ROOM = 1_000_000_000;
const NO_ROOM = 50_000_000;

/** The looks that the doctor takes, one after the other. Without settings only those that need none. */
export function looksFor(
  settings: Settings | null,
  signal: AbortSignal,
): readonly (() => Promise<readonly Finding[]>)[] {
  const always = [async () => [nodeFinding(process.versions.node)], () => programFindings(settings)];
  if (settings === null) return always;
  const { storePath } = settings;
  const store = storePath === null ? [] : [() => storeFindings(storePath), () => roomFindings(storePath)];
  return [...always, ...store, () => keyFindings(settings, signal)];
}

/** @param version as `process.versions.node` tells it */
export function nodeFinding(version: string): Finding {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  const [leastMajor, leastMinor] = LEAST_NODE;
  const isEnough = major > leastMajor || (major === leastMajor && minor >= leastMinor);
  if (isEnough) return { level: "ok", what: "Node", says: version, remedy: null };
  return { level: "bad", what: "Node", says: version, remedy: `Install Node ${LEAST_NODE.join(".")} or newer.` };
}

/** Only the recogniser of this machine needs them, so nothing is bad about their absence unless it is the one chosen. */
async function programFindings(settings: Settings | null): Promise<readonly Finding[]> {
  const { programVersions } = await import("../compose.ts");
  const versions = await programVersions(settings?.pathVariable ?? readPath());
  const isNeeded = settings?.provider === "local";
  return [...versions].map(([what, version]) =>
    version !== null
      ? { level: "ok", what, says: version, remedy: null }
      : {
          level: isNeeded ? "bad" : "warn",
          what,
          says: "is not on this machine; --provider local needs it",
          remedy: "On Debian and Ubuntu: sudo apt-get install ffmpeg pocketsphinx pocketsphinx-en-us",
        },
  );
}

async function storeFindings(path: string): Promise<readonly Finding[]> {
  const { lookAtStore } = await import("../compose-store.ts");
  try {
    const { sqlite, file } = await lookAtStore(path);
    const library: Finding = { level: "ok", what: "SQLite", says: sqlite, remedy: null };
    if (file === null) {
      const says = `${path} is not there yet; the first job makes it`;
      return [library, await writable("store", path, says)];
    }
    const says = `${path}, ${bytes(file.bytes)}, version ${file.version}, sound`;
    const worker = file.worker === null ? "nobody works on the store now" : `at work on the store: ${file.worker}`;
    return [library, await writable("store", path, says), { level: "ok", what: "worker", says: worker, remedy: null }];
  } catch (error) {
    if (!(error instanceof StoreError)) throw error;
    return [{ level: "bad", what: "store", says: error.message, remedy: error.remedy }];
  }
}

async function writable(what: string, path: string, says: string): Promise<Finding> {
  const place = await existing(path);
  try {
    await access(place, constants.W_OK);
    return { level: "ok", what, says, remedy: null };
  } catch {
    const remedy = "Allow it with chmod, or name another store with --store.";
    return { level: "bad", what, says: `${place} may not be written by you`, remedy };
  }
}

async function roomFindings(path: string): Promise<readonly Finding[]> {
  const { bavail, bsize } = await statfs(await existing(path));
  return [roomFinding(bavail * bsize)];
}

/** @param free bytes that the disk of the store has left */
export function roomFinding(free: number): Finding {
  const level = free < NO_ROOM ? "bad" : free < LITTLE_ROOM ? "warn" : "ok";
  const remedy = "Recordings are held there until they are done: free some space, or name another store with --store.";
  return { level, what: "disk", says: `${bytes(free)} free for the store`, remedy: level === "ok" ? null : remedy };
}

/** The path, or what there is of it. */
async function existing(path: string): Promise<string> {
  for (let here = path; ; here = dirname(here)) {
    const isThere = await access(here).then(
      () => true,
      () => false,
    );
    if (isThere || here === dirname(here)) return here;
  }
}

async function keyFindings(settings: Settings, signal: AbortSignal): Promise<readonly Finding[]> {
  const { probeKeys } = await import("../compose.ts");
  const answers = await probeKeys(settings, signal);
  const findings = [...answers].map(([name, answer]): Finding => {
    const provider = settings.accounts[name] === undefined ? name : `account ${name}`;
    switch (answer.kind) {
      case "answers":
        return {
          level: "ok",
          what: provider,
          says: `takes the key, answered in ${duration(answer.elapsedMs)}`,
          remedy: null,
        };
      case "trouble": {
        const { code, message, advice } = answer.fault;
        return { level: "bad", what: provider, says: `${message} (${code})`, remedy: advice };
      }
      case "cannot-ask":
        return { level: "warn", what: provider, says: "has no question that costs nothing", remedy: null };
      default:
        return answer satisfies never;
    }
  });
  const variable = keyVariable(settings.provider);
  if (variable === null || answers.has(settings.account ?? settings.provider)) return findings;
  if (settings.account !== null) {
    const own = settings.accounts[settings.account]?.keyVariable ?? "key, key-env or key-file";
    const says = "there is no key for it";
    return [...findings, { level: "bad", what: `account ${settings.account}`, says, remedy: `Put it into ${own}.` }];
  }
  const remedy = `Put it into ${variable}, or try --provider local or tenuto demo, which need none.`;
  return [...findings, { level: "bad", what: settings.provider, says: "there is no key for it", remedy }];
}

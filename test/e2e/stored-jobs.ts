import { existsSync } from "node:fs";
import type { Submission } from "../../src/domain/submission.ts";
import { type Database, loadSqlite } from "../../src/store/sqlite-driver.ts";

/** Where a job in hand stands when its worker dies. */
export const PLACES = ["upload", "submit, not begun", "submit, intent committed", "wait", "deliver"] as const;
export type Place = (typeof PLACES)[number];

interface Row {
  readonly id: string;
  readonly status: string;
  readonly stage: string;
  readonly holder: string | null;
}

/** The rows as they lie in the store's file; none when there is no store yet. */
export async function storedJobs(path: string): Promise<readonly Row[]> {
  return read(path, rowsOf);
}

/** The jobs that a worker held when it died, by where they stood. */
export async function inHand(path: string): Promise<Record<Place, number>> {
  const counts = Object.fromEntries(PLACES.map((place) => [place, 0])) as Record<Place, number>;
  const places = await read(path, (database) =>
    rowsOf(database).flatMap((row) => (row.holder === null ? [] : [placeOf(database, row)])),
  );
  for (const place of places) counts[place] += 1;
  return counts;
}

async function read<T>(path: string, look: (database: Database) => readonly T[]): Promise<readonly T[]> {
  if (!existsSync(path)) return [];
  const database = new (await loadSqlite())(path);
  try {
    const [version] = database.prepare("PRAGMA user_version").all() as [{ user_version: number }];
    return version.user_version === 0 ? [] : look(database);
  } finally {
    database.close();
  }
}

function rowsOf(database: Database): Row[] {
  return database.prepare("SELECT id, status, stage, holder FROM job ORDER BY id").all() as Row[];
}

function placeOf(database: Database, { id, stage }: Row): Place {
  if (stage === "upload" || stage === "wait" || stage === "deliver") return stage;
  const sql = "SELECT data FROM submission WHERE job = ? ORDER BY number DESC LIMIT 1";
  const newest = database.prepare(sql).get(id) as { readonly data: string } | undefined;
  const { intentAt }: Partial<Submission> = newest === undefined ? {} : JSON.parse(newest.data);
  return intentAt == null ? "submit, not begun" : "submit, intent committed";
}

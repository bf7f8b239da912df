import type { ScoreTask, ScoreTrouble } from "../../domain/scoring-server.ts";
import type { Chance } from "../chance.ts";
import type { ScoringScript, ScriptedClient } from "./script.ts";

/** The vendor counts in steps of 15 s, begun ones included. */
const STEP_MS = 15_000;
const MINUTE_MS = 60_000;

/** Whom a caller is taken for where the script lists nobody. */
const ANYBODY = "anybody";

/** A client and what its minutes have come to. */
export interface Client {
  readonly id: string;
  readonly user: string;
  readonly known: boolean;
  readonly active: boolean;
  readonly access: readonly ScoreTask[];
  /** Null for no end. */
  leftMs: number | null;
  usedMs: number;
}

/** The biller's view of a client, in minutes. */
export interface ClientLedger {
  readonly id: string;
  readonly used: number;
  /** Null for no end. */
  readonly left: number | null;
}

/** Who is let in, and the meter of each. */
export interface Clients {
  /** The client of a token, or why there is none. */
  admit(token: string, task: ScoreTask, now: number): Client | ScoreTrouble;
  /** A token of its own for a client, which dies of age; null for a client that is not there. */
  mint(id: string | null, now: number): string | null;
  /** False for a client that is not there; `id` null means the only one. */
  topUp(id: string | null, minutes: number): boolean;
  ledger(): readonly ClientLedger[];
}

export interface ClientsOptions {
  readonly script: ScoringScript;
  readonly chance: Chance;
  /** The one token that is let in, where the script lists nobody; undefined lets any in. */
  readonly key: string | undefined;
}

export function clientsOf({ script, chance, key }: ClientsOptions): Clients {
  const byToken = new Map<string, Client>();
  const byId = new Map<string, Client>();
  for (const scripted of script.clients) {
    const client = byId.get(scripted.id) ?? clientOf(scripted);
    byId.set(client.id, client);
    byToken.set(scripted.token, client);
  }
  const anybody = clientOf({ ...ANYBODY_SCRIPT, minutes: script.minutes });
  if (script.clients.length === 0) byId.set(anybody.id, anybody);
  const minted = new Map<string, { readonly client: Client; readonly until: number }>();

  function find(token: string, now: number): Client | null {
    const session = minted.get(token);
    if (session !== undefined) return now < session.until ? session.client : null;
    if (script.clients.length > 0) return byToken.get(token) ?? null;
    return key === undefined || token === key ? anybody : null;
  }

  /** Without an id the only one there is. */
  const named = (id: string | null): Client | undefined => {
    if (id !== null) return byId.get(id);
    return byId.size === 1 ? [...byId.values()][0] : undefined;
  };

  return {
    admit(token, task, now) {
      const client = find(token, now);
      if (client === null) return { kind: "unknown-token", token };
      if (!client.known) return { kind: "unknown-user", userType: client.user };
      if (!client.active) return { kind: "inactive", userId: client.id };
      return client.access.includes(task) ? client : { kind: "no-access", userId: client.id };
    },
    mint(id, now) {
      const client = named(id);
      if (client === undefined) return null;
      const token = `session-${chance.token("session", minted.size + 1)}`;
      minted.set(token, { client, until: now + script.tokenLifetimeMs });
      return token;
    },
    topUp(id, minutes) {
      const client = named(id);
      if (client === undefined) return false;
      if (client.leftMs !== null) client.leftMs += minutes * MINUTE_MS;
      return true;
    },
    ledger: () =>
      [...byId.values()].map(({ id, usedMs, leftMs }) => ({
        id,
        used: usedMs / MINUTE_MS,
        left: leftMs === null ? null : leftMs / MINUTE_MS,
      })),
  };
}

const ANYBODY_SCRIPT: Omit<ScriptedClient, "minutes"> = {
  token: "",
  id: ANYBODY,
  user: "user",
  known: true,
  active: true,
  access: ["unscripted", "scripted", "transcription"],
};

function clientOf({ id, user, known, active, access, minutes }: ScriptedClient): Client {
  return { id, user, known, active, access, leftMs: minutes === null ? null : minutes * MINUTE_MS, usedMs: 0 };
}

/** What a recording of this length is charged with, ms. */
export function chargeOf(durationMs: number): number {
  return Math.max(1, Math.ceil(durationMs / STEP_MS)) * STEP_MS;
}

/** Takes the charge from the client's minutes; false, and nothing taken, where they do not suffice. */
export function charge(client: Client, ms: number): boolean {
  if (client.leftMs !== null && client.leftMs < ms) return false;
  if (client.leftMs !== null) client.leftMs -= ms;
  client.usedMs += ms;
  return true;
}

/** Gives a charge back for work that came to nothing. */
export function refund(client: Client, ms: number): void {
  if (client.leftMs !== null) client.leftMs += ms;
  client.usedMs -= ms;
}

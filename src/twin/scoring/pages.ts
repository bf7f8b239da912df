import type { WireHead } from "../../domain/provider-server.ts";
import type { Answer } from "../mischief.ts";
import { jsonReply, plainReply } from "../replies.ts";
import type { Clients } from "./clients.ts";

/**
 * What a person does at the vendor by hand, on pages of the twin's own: `POST /twin/minutes?add=10` buys minutes,
 * `POST /twin/token` gives out a session token. Both take `client`, which may be left out where there is only one.
 */
export function clientPage({ method, path, query }: WireHead, clients: Clients, now: number): Answer | null {
  if (method !== "POST") return null;
  const client = query.client ?? null;
  switch (path) {
    case "/twin/minutes": {
      const minutes = Number(query.add ?? "");
      if (query.add === undefined || !Number.isFinite(minutes) || minutes < 0) return told(400);
      return clients.topUp(client, minutes) ? { kind: "reply", reply: jsonReply(clients.ledger()) } : told(404);
    }
    case "/twin/token": {
      const token = clients.mint(client, now);
      return token === null ? told(404) : { kind: "reply", reply: jsonReply({ token }) };
    }
    default:
      return null;
  }
}

function told(status: number): Answer {
  return { kind: "reply", reply: plainReply(status) };
}

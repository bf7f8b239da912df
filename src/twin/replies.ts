import { STATUS_CODES } from "node:http";
import type { ServerVoice, WireReply } from "../domain/provider-server.ts";
import { plainStatusOf } from "./rules.ts";
import type { ScriptedFault } from "./script.ts";

/** A fault that is told by a reply. */
export type ToldFault = Extract<ScriptedFault, { kind: "status" | "named" | "html" }>;

/** Statuses whose replies HTTP gives no body. */
const NO_BODY: readonly number[] = [204, 304];

export function isTold(fault: ScriptedFault): fault is ToldFault {
  return fault.kind === "status" || fault.kind === "named" || fault.kind === "html";
}

/** What the fault says, without its hint. */
export function replyOf(fault: ToldFault, server: ServerVoice): WireReply {
  const said = bareReply(fault, server);
  const body = NO_BODY.includes(said.status) ? "" : said.body;
  return { ...said, body, headers: { ...said.headers, ...fault.headers } };
}

function bareReply(fault: ToldFault, server: ServerVoice): WireReply {
  switch (fault.kind) {
    case "status":
      return fault.body === null ? plainReply(fault.status) : textReply(fault.status, fault.body);
    case "html":
      return {
        status: fault.status,
        headers: { "content-type": "text/html" },
        body: `<html>\n<head><title>${titleOf(fault.status)}</title></head>\n<body><center><h1>${titleOf(fault.status)}</h1></center></body>\n</html>\n`,
      };
    case "named": {
      const carrier = server.fault(fault.code);
      if (carrier !== null && "status" in carrier) return carrier;
      return plainReply(plainStatusOf(fault.code) ?? 500);
    }
    default:
      return fault satisfies never;
  }
}

/** As a load balancer answers: the reason phrase and nothing else. */
export function plainReply(status: number): WireReply {
  return textReply(status, STATUS_CODES[status] ?? String(status));
}

function textReply(status: number, body: string): WireReply {
  const isJson = /^\s*[{[]/.test(body);
  return { status, headers: { "content-type": isJson ? "application/json" : "text/plain" }, body };
}

/** For the twin's own pages: indented, for people. */
export function jsonReply(value: unknown): WireReply {
  return {
    status: 200,
    headers: { "content-type": "application/json" },
    body: `${JSON.stringify(value, null, 2)}\n`,
  };
}

function titleOf(status: number): string {
  return `${status} ${STATUS_CODES[status] ?? ""}`.trimEnd();
}

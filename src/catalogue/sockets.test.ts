import { errors } from "undici";
import { describe, expect, it } from "vitest";
import { buildCatalogue } from "./catalogue.ts";
import { normalise } from "./normal-text.ts";
import { SOCKETS } from "./sockets.ts";

const CATALOGUE = buildCatalogue([SOCKETS]);

function nameOf(code: string): string {
  const sighting = { provider: "any", stage: "submit", kind: null, status: null, labels: [] } as const;
  const [first] = CATALOGUE.claims({ ...sighting, seen: ["socket", "program"], code, text: normalise("") });
  return first.entry.code;
}

/** The codes of all errors that undici exports; the base class stands for none of them. */
const UNDICI_CODES = Object.values(errors)
  .filter((made) => made !== errors.UndiciError)
  .flatMap((Made) => {
    const { code } = Reflect.construct(Made, ["a message", 500, {}]) as { readonly code?: unknown };
    return typeof code === "string" ? [code] : [];
  });

describe("a connection that gave no reply", () => {
  it("is known by each of undici's own codes", () => {
    expect(UNDICI_CODES.length).toBeGreaterThan(15);
    expect(UNDICI_CODES.filter((code) => nameOf(code) === "network/other")).toEqual([]);
  });

  it.each([
    ["HPE_INVALID_CONSTANT", "network/no-http"],
    ["UND_ERR_HEADERS_OVERFLOW", "network/no-http"],
    ["UND_ERR_REQ_CONTENT_LENGTH_MISMATCH", "network/body-changed"],
    ["UND_ERR_PRX_TLS", "network/proxy"],
    ["UND_ERR_SOCKS5_CONNECTION", "network/proxy"],
    ["UND_ERR_DESTROYED", "network/stopped"],
    ["ABORTED", "network/stopped"],
    ["EMFILE", "network/no-room"],
    ["EACCES", "network/unreachable"],
    ["ESERVFAIL", "network/dns-unavailable"],
    ["CRL_HAS_EXPIRED", "network/tls"],
    ["ERR_SSL_WRONG_VERSION_NUMBER", "network/tls"],
    ["ERR_TLS_CERT_ALTNAME_INVALID", "network/tls"],
    ["ERR_TLS_HANDSHAKE_TIMEOUT", "network/connect-timeout"],
  ])("is called by its code: %s means %s", (code, name) => {
    expect(nameOf(code)).toBe(name);
  });
});

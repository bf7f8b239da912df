import { describe, expect, it } from "vitest";
import { noReply } from "./no-reply.ts";

const failing = (code: string, syscall?: string) => Object.assign(new Error(code), { code, syscall });

describe("a call without a reply", () => {
  it.each(["EHOSTUNREACH", "ENETUNREACH", "ETIMEDOUT"])(
    "that ends with %s got nothing only while connecting",
    (code) => {
      expect(noReply(failing(code, "connect"), "all")).toMatchObject({ code, sent: "nothing" });
      expect(noReply(failing(code, "read"), "all").sent).toBe("all");
      expect(noReply(failing(code, "write"), "part").sent).toBe("part");
      expect(noReply(failing(code), "all").sent).toBe("all");
    },
  );

  it("that TLS ends after the handshake may have been received", () => {
    expect(noReply(failing("ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED"), "all").sent).toBe("all");
    expect(noReply(failing("ERR_SSL_WRONG_VERSION_NUMBER"), "all").sent).toBe("nothing");
  });

  it("is told by the innermost code, and by the first of several addresses", () => {
    const inner = failing("ECONNRESET", "read");
    expect(noReply(new Error("outer", { cause: new Error("middle", { cause: inner }) }), "all").code).toBe(
      "ECONNRESET",
    );
    expect(noReply(new AggregateError([failing("ECONNREFUSED", "connect"), inner]), "all").code).toBe("ECONNREFUSED");
    expect(noReply("a text", "all")).toMatchObject({ code: "UNKNOWN", message: "a text" });
  });

  it("ends its search in a circle of causes", () => {
    const error = new Error("round");
    error.cause = error;
    expect(noReply(error, "all").code).toBe("UNKNOWN");
  });
});

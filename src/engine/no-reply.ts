import type { NoReply, Sent } from "../domain/exchange.ts";

const LONGEST_MESSAGE = 300;

/** Failures before the first byte could leave: DNS, refused, the certificate, a server that does not speak TLS. */
const NEVER_SENT =
  /^(ENOTFOUND|EAI_|ECONNREFUSED|UND_ERR_CONNECT_TIMEOUT|UND_ERR_INVALID_ARG|CERT_|UNABLE_TO_|DEPTH_ZERO_|SELF_SIGNED_|ERR_TLS_CERT_|ERR_SSL_WRONG_VERSION_NUMBER|ERR_SSL_UNSUPPORTED_PROTOCOL|ERR_INVALID_URL)/;

/** The same only while connecting: a way that breaks down later gives the same code after bytes have left. */
const NEVER_CONNECTED = /^(ENETUNREACH|EHOSTUNREACH|EADDRNOTAVAIL|ETIMEDOUT)$/;

/** What is known of a call that ended without a reply. @param written how much of it may have left this machine */
export function noReply(error: unknown, written: Sent): NoReply {
  const { code, syscall } = rootOf(error);
  const message = error instanceof Error ? error.message : String(error);
  const never = NEVER_SENT.test(code) || (NEVER_CONNECTED.test(code) && syscall === "connect");
  return { kind: "no-reply", code, message: message.slice(0, LONGEST_MESSAGE), sent: never ? "nothing" : written };
}

interface Root {
  readonly code: string;
  /** What the system was asked for, such as `connect`; null where it was not asked. */
  readonly syscall: string | null;
}

const UNKNOWN: Root = { code: "UNKNOWN", syscall: null };

/** The most telling of nested errors: a wrapped error's own cause, or the first of several addresses that failed. */
function rootOf(error: unknown, depth = 0): Root {
  if (typeof error !== "object" || error === null || depth > 5) return UNKNOWN;
  if (error instanceof AggregateError && error.errors.length > 0) return rootOf(error.errors[0], depth + 1);
  if ("cause" in error && error.cause !== undefined && error.cause !== null) {
    const inner = rootOf(error.cause, depth + 1);
    if (inner !== UNKNOWN) return inner;
  }
  if (!("code" in error) || typeof error.code !== "string") return UNKNOWN;
  return { code: error.code, syscall: "syscall" in error && typeof error.syscall === "string" ? error.syscall : null };
}

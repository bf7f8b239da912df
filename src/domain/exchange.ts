/** How much of a request had left this machine when the connection failed. */
export type Sent = "nothing" | "part" | "all";

export interface Reply {
  readonly kind: "reply";
  readonly status: number;
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** False when the body ended before its announced length, or went over the reply limit. */
  readonly complete: boolean;
}

export interface NoReply {
  readonly kind: "no-reply";
  /** The socket's or program's own code: `ECONNRESET`, `UND_ERR_HEADERS_TIMEOUT`, `EXIT`. */
  readonly code: string;
  readonly message: string;
  readonly sent: Sent;
}

/** One request and what came back. A status never throws: whatever happened on the wire is data. */
export interface Exchange {
  readonly method: string;
  /** The path as the provider documents it, such as `/v2/transcript/{id}`: it holds no handle and no secret. */
  readonly endpoint: string;
  /** Wall time of the start, ms. */
  readonly at: number;
  readonly elapsedMs: number;
  readonly sentBytes: number;
  readonly outcome: Reply | NoReply;
}

/** What the journal keeps of an exchange: enough for a vendor's support, and nothing secret. */
export interface ExchangeRecord {
  readonly method: string;
  readonly endpoint: string;
  readonly at: number;
  readonly elapsedMs: number;
  readonly sentBytes: number;
  readonly status: number | null;
  readonly socketCode: string | null;
  readonly requestId: string | null;
  readonly retryAfter: string | null;
  /** The beginning of the body of a failure, secrets removed; null for a success. */
  readonly bodyHead: string | null;
}

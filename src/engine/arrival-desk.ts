import type { IncomingMessage } from "node:http";
import type { CallbackOf } from "./callbacks.ts";

/** Longest result that is taken in, bytes: a day of speech with each word comes to half of it. */
const MOST_BYTES = 50 * 1024 * 1024;

/** And of all that come at one moment together, bytes: they are held in memory. */
const MOST_AT_ONCE = 200 * 1024 * 1024;

/** What became of a result that came: kept for its job; of no use to anybody; or not to be understood. */
export type Reception = "kept" | "unneeded" | "unreadable";

/** Who takes in what comes to addresses of ours. */
export interface ArrivalDeskOptions {
  /** Whose token it is; null for one that we never gave away. */
  readonly runOf: (token: string) => CallbackOf | null;
  /** Resolves once it is kept for good. */
  readonly take: (run: CallbackOf, body: string) => Promise<Reception>;
  /** Default 50 MiB. */
  readonly mostBytes?: number;
  /** Default 200 MiB. */
  readonly mostAtOnce?: number;
}

/**
 * Takes results in; resolves with the status that their senders are answered with. Nothing is read of a sender who does not
 * prove itself. A result is kept before its sender hears so, as it may be sent only that often; what nobody needs is
 * answered like it, and what makes no sense is refused, so that it is sent again. Rejects when it cannot be kept.
 */
export function arrivalDesk({ runOf, take, mostBytes = MOST_BYTES, mostAtOnce = MOST_AT_ONCE }: ArrivalDeskOptions) {
  let inHand = 0;

  /** A status when it is too long, or when there is no room for it now. */
  async function read(request: IncomingMessage): Promise<string | 413 | 503> {
    const pieces: Buffer[] = [];
    let size = 0;
    try {
      for await (const piece of request as AsyncIterable<Buffer>) {
        size += piece.byteLength;
        inHand += piece.byteLength;
        if (size > mostBytes) return 413;
        if (inHand > mostAtOnce) return 503;
        pieces.push(piece);
      }
      return Buffer.concat(pieces).toString("utf8");
    } finally {
      inHand -= size;
    }
  }

  return async (token: string, request: IncomingMessage): Promise<number> => {
    const run = runOf(token);
    if (run === null) return 401;
    if (Number(request.headers["content-length"] ?? 0) > mostBytes) return 413;
    const body = await read(request);
    if (typeof body === "number") return body;
    const reception = await take(run, body);
    switch (reception) {
      case "kept":
      case "unneeded":
        return 200;
      case "unreadable":
        return 400;
      default:
        return reception satisfies never;
    }
  };
}

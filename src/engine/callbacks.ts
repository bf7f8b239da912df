import { createHash, createHmac, timingSafeEqual } from "node:crypto";

/** The submission that a result is for. */
export interface CallbackOf {
  readonly job: string;
  /** The submission's number. */
  readonly submission: number;
}

/** Addresses for results, each for one submission. Whoever has one can send a result for that one, and for no other. */
export interface Callbacks {
  /** A secret: whoever knows it is believed. */
  addressFor(run: CallbackOf): string;
  /** What in the address is the secret. */
  tokenFor(run: CallbackOf): string;
  /** Whose token it is; null for one that we never gave away. */
  runOf(token: string): CallbackOf | null;
}

/** The name that the token has in an address. In the query, since proxies may map a path to another. */
export const CALLBACK_PARAMETER = "tenuto";

const TOKEN = /^([\w-]{1,100})\.([1-9]\d{0,8})\.([\w-]{43})$/;

/**
 * Addresses at `url`, which may have a path and a query of its own. The tokens follow from `secret`, so that nothing has to
 * be kept for each and they are good in every process of the same store.
 */
export function callbacks({ url, secret }: { readonly url: string; readonly secret: string }): Callbacks {
  const proof = (job: string, submission: string): string =>
    createHmac("sha256", secret).update(`${job}.${submission}`).digest("base64url");
  const tokenFor = ({ job, submission }: CallbackOf): string =>
    `${job}.${submission}.${proof(job, String(submission))}`;
  return {
    tokenFor,
    addressFor(run) {
      const address = new URL(url);
      address.searchParams.set(CALLBACK_PARAMETER, tokenFor(run));
      return address.href;
    },
    runOf(token) {
      const [, job = "", submission = "", sent = ""] = TOKEN.exec(token) ?? [];
      if (job === "" || !isSame(sent, proof(job, submission))) return null;
      return { job, submission: Number(submission) };
    },
  };
}

/** In a time that does not tell how much of it was right: both are hashed, so that their lengths do not show either. */
export function isSame(sent: string, expected: string): boolean {
  const hash = (text: string): Buffer => createHash("sha256").update(text).digest();
  return timingSafeEqual(hash(sent), hash(expected));
}

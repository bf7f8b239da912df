import { createHash } from "node:crypto";
import { TenutoError } from "../domain/errors.ts";
import { HIDDEN } from "../domain/fault.ts";
import type { Clock } from "../domain/runtime.ts";
import { redact } from "./redact.ts";

/** A key is asked for once in this time, ms, however many jobs need it: each poll of each job does. */
const FRESH_MS = 1_000;

/** Whoever is asked for a key may never answer, ms. */
const PATIENCE_MS = 10_000;

const PRINT_CHARACTERS = 8;
const LONGEST_REASON = 200;

/** A long word of letters and digits may open something. */
const LIKE_A_CREDENTIAL = /(?=\S*\d)(?=\S*[a-z])[\w+/=.~-]{20,}/gi;

/** Asks for one account's key, as seldom as that is enough, and shared by all who need it at the same time. */
export class KeyRing {
  readonly #read: (asked: { readonly refused: boolean }) => Promise<string>;
  readonly #clock: Clock;
  #asked: { readonly at: number; readonly key: Promise<string> } | null = null;
  /** The key that was had last, so that no reason shows it. */
  #last = "";
  /** Whether the provider refused that one. */
  #refused = false;

  constructor(read: (asked: { readonly refused: boolean }) => Promise<string>, clock: Clock) {
    this.#read = read;
    this.#clock = clock;
  }

  /** A few characters that differ for another key, and for another account with the same key. They tell nothing of it. */
  static print(account: string, key: string): string {
    return createHash("sha256").update(`${account}\n${key}`).digest("hex").slice(0, PRINT_CHARACTERS);
  }

  /** The key as it is now, or was within the last second. Throws what was thrown instead of a key. */
  key(): Promise<string> {
    const now = this.#clock.monotonic();
    if (this.#asked !== null && now - this.#asked.at < FRESH_MS) return this.#asked.key;
    const asked = { at: now, key: this.#ask() };
    this.#asked = asked;
    // A failure is not kept: whoever comes next asks again.
    asked.key.catch(() => {
      if (this.#asked === asked) this.#asked = null;
    });
    return asked.key;
  }

  /** The provider refused the key that there is: the next who needs it has it asked for anew. */
  renew(): void {
    this.#asked = null;
    this.#refused = true;
  }

  /** What an error of the source says, fit to be kept: no key, no address, nothing that looks like a credential. */
  told(error: unknown): string {
    if (error instanceof TenutoError) return error.message.replace(/[.]$/, "");
    const text = error instanceof Error && error.message !== "" ? error.message : "it threw no error with a message";
    return redact(text, [this.#last]).replace(LIKE_A_CREDENTIAL, HIDDEN).slice(0, LONGEST_REASON);
  }

  async #ask(): Promise<string> {
    const over = new AbortController();
    const late = this.#clock.sleep(PATIENCE_MS, over.signal).then(
      () => {
        throw new Error(`nothing came within ${PATIENCE_MS / 1_000} s`);
      },
      () => "",
    );
    try {
      this.#last = await Promise.race([this.#read({ refused: this.#refused }), late]);
      this.#refused = false;
      return this.#last;
    } finally {
      over.abort();
    }
  }
}

import { createHash } from "node:crypto";
import type { Policy } from "../domain/policy.ts";

/** Parsed ones kept at hand; a caller who makes a new policy for each job shall not fill the memory with them. */
const MOST_PARSED = 1_000;

/**
 * Policies by their content: thousands of jobs share one, so it is stored and parsed once instead of with each. A hash
 * always means the same policy, hence nothing here can be out of date.
 */
export class Policies {
  readonly #texts = new WeakMap<Policy, { readonly hash: string; readonly text: string }>();
  readonly #parsed = new Map<string, Policy>();

  /** The text to store, and its name. */
  write(policy: Policy): { readonly hash: string; readonly text: string } {
    const known = this.#texts.get(policy);
    if (known !== undefined) return known;
    const text = JSON.stringify(policy);
    const written = { hash: createHash("sha256").update(text).digest("hex"), text };
    this.#texts.set(policy, written);
    return written;
  }

  read(hash: string, load: (hash: string) => string): Policy {
    const known = this.#parsed.get(hash);
    if (known !== undefined) return known;
    const policy = JSON.parse(load(hash)) as Policy;
    if (this.#parsed.size >= MOST_PARSED) this.#parsed.clear();
    this.#parsed.set(hash, policy);
    return policy;
  }
}

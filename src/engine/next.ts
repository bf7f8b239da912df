/** What a step leaves to be done: go on at once, wait, or nothing: the job is over or parked. */
export type Next =
  | { readonly kind: "again" }
  | {
      readonly kind: "pause";
      /** Wall time, ms. */
      readonly until: number;
    }
  /** It goes back to the store as it is: its account lets nothing through. */
  | { readonly kind: "handed-back" }
  /** It goes on at another link of its chain: whoever claims it there. */
  | { readonly kind: "moved" }
  | { readonly kind: "over" };

export const again: Next = { kind: "again" };
export const handedBack: Next = { kind: "handed-back" };
export const moved: Next = { kind: "moved" };
export const over: Next = { kind: "over" };

export function pauseUntil(until: number): Next {
  return { kind: "pause", until };
}

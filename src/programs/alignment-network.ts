/** What the decoder is to look for: words between states, the first of which is where it starts. */
export interface Network {
  readonly states: number;
  /** Each leads from one state to the next one: the first from state 0 to 1. */
  readonly names: readonly string[];
  /** Steps without a word, at a cost in nats. The decoder takes no two of them in a row. */
  readonly steps: readonly { readonly from: number; readonly to: number; readonly nats: number }[];
}

/**
 * What passing over a word costs. With "elephant" in place of one word, at each of 123 places in 11 clips, it is passed
 * over or scores lowest; at two of them a neighbour is passed over with it. With the true texts no word is passed over.
 */
const PASS_OVER_NATS = 23;
/** Words that one step passes over; the decoder gives up on anything dearer. More of them take a noise between two steps. */
const LONGEST_STEP = 4;

/** All words in their order, each of which may be missing. `open`: the recording may end after any of them. */
export function wordNetwork(names: readonly string[], open: boolean): Network {
  const end = names.length;
  const steps = names.flatMap((_, from) =>
    Array.from({ length: Math.min(LONGEST_STEP, end - from) }, (_none, more) => {
      const to = from + more + 1;
      return { from, to, nats: open && to === end && from > 0 ? 0 : PASS_OVER_NATS * (more + 1) };
    }),
  );
  const ends = names.flatMap((_, from) =>
    open && from > 0 && from + LONGEST_STEP < end ? [{ from, to: end, nats: 0 }] : [],
  );
  return { states: end + 1, names, steps: [...steps, ...ends] };
}

/** All words in their order, none missing. */
export function strictNetwork(names: readonly string[]): Network {
  return { states: names.length + 1, names, steps: [] };
}

import type { RequestKind } from "./catalogue-entry.ts";
import type { Exchange } from "./exchange.ts";
import type { Stage } from "./stage.ts";

/** All that a fault is named from. */
export interface Evidence {
  readonly provider: string;
  readonly stage: Stage;
  /** True where entries of other stages may fit as well. Default false. */
  readonly anyStage?: boolean;
  /** What was asked for; absent where it is not known or does not matter. */
  readonly kind?: RequestKind;
  readonly exchange: Exchange;
  /** `said`: understood as a success. `failed`: the provider's job ended in an error. `garbled`: neither. */
  readonly heard: "said" | "garbled" | "failed";
  /** The provider's own words. */
  readonly complaint: string | null;
  readonly now: number;
  /** Wall time before which the provider asked not to come back, ms. */
  readonly notBefore: number | null;
  /** Takes secrets out of foreign text. */
  readonly redact: (text: string) => string;
}

import type { RequestKind } from "./catalogue-entry.ts";
import type { Stage } from "./stage.ts";

/** One request that a provider's API knows, as its documentation lists it. */
export interface ProviderRequest {
  readonly method: string;
  /** Path without query; `{name}` stands for one segment: `/v2/transcript/{id}`. */
  readonly path: string;
  readonly kind: RequestKind;
  /** The stage in which Tenuto makes it. */
  readonly stage: Stage;
}

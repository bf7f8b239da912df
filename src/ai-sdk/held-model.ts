import type { ReadyModel } from "../domain/transcription-model.ts";

/** A model that holds jobs of its own. `await using` closes it. */
export interface HeldModel extends ReadyModel {
  /** Closes the library that the model made for itself. One that was handed in is its owner's to close. */
  close(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}

/** The version of the contract that versions 6 and 7 of the AI SDK both take as it is. */
export function heldModel(model: Pick<HeldModel, "provider" | "modelId" | "doGenerate" | "close">): HeldModel {
  return { specificationVersion: "v3", ...model, [Symbol.asyncDispose]: model.close };
}

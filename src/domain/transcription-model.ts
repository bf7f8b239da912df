/** What is plain data in another library's eyes. */
export type ModelJson = null | string | number | boolean | ModelJson[] | { [key: string]: ModelJson | undefined };

/** A part of what was said, with its time in seconds. */
export interface ModelSegment {
  text: string;
  startSecond: number;
  endSecond: number;
}

/** What a model was asked for. */
export interface ModelCall {
  /** The whole recording: bytes, or base64. */
  audio: Uint8Array | string;
  mediaType: string;
  /** By the name of whose options they are. */
  providerOptions?: Record<string, Record<string, ModelJson | undefined>>;
  abortSignal?: AbortSignal;
  headers?: Record<string, string | undefined>;
}

/** A remark on an answer, as version 3 of the contract has it. */
export type ModelWarning =
  | { type: "unsupported"; feature: string; details?: string }
  | { type: "compatibility"; feature: string; details?: string }
  | { type: "other"; message: string };

/** An answer as version 3 of the contract has it. */
export interface ModelAnswer {
  text: string;
  segments: ModelSegment[];
  language: string | undefined;
  durationInSeconds: number | undefined;
  warnings: ModelWarning[];
  response: { timestamp: Date; modelId: string; headers?: Record<string, string>; body?: unknown };
  providerMetadata?: Record<string, { [key: string]: ModelJson | undefined }>;
}

/** A transcription model as version 3 of the AI SDK's contract has it. */
export interface ReadyModel {
  readonly specificationVersion: "v3";
  readonly provider: string;
  readonly modelId: string;
  doGenerate(call: ModelCall): Promise<ModelAnswer>;
}

/**
 * Any transcription model of the Vercel AI SDK, its contract in versions 2 to 4 as far as it is used here. Written from
 * the shape of the contract, so that nobody needs that library who does not use it. What it answers is looked at before
 * it is believed.
 */
export interface ForeignModel {
  readonly specificationVersion: "v2" | "v3" | "v4";
  /** Whose model it is, and which of their services: `openai.transcription`. */
  readonly provider: string;
  readonly modelId: string;
  doGenerate(call: ModelCall): PromiseLike<object>;
}

export type Region = "us" | "eu";

export const REGIONS: readonly Region[] = ["us", "eu"];

export const DEFAULT_PROVIDER = "assemblyai";

/** What the settings know of a provider. */
interface KnownProvider {
  /** Its own variables; a provider of this machine has none. */
  readonly key?: string;
  readonly baseUrl?: string;
  /** True where a server of somebody's own may need no key. */
  readonly keyOptional?: true;
}

export const PROVIDERS: Readonly<Record<string, KnownProvider>> = {
  assemblyai: { key: "ASSEMBLYAI_API_KEY", baseUrl: "ASSEMBLYAI_BASE_URL" },
  openai: { key: "OPENAI_API_KEY", baseUrl: "OPENAI_BASE_URL", keyOptional: true },
  deepgram: { key: "DEEPGRAM_API_KEY", baseUrl: "DEEPGRAM_BASE_URL" },
  elsa: { key: "ELSA_API_TOKEN", baseUrl: "ELSA_BASE_URL" },
  local: {},
};

export type Region = "us" | "eu";

export const REGIONS: readonly Region[] = ["us", "eu"];

export const DEFAULT_PROVIDER = "assemblyai";

/** Where each provider's own variables are; a provider of this machine has none. */
export const PROVIDERS: Readonly<Record<string, { readonly key?: string; readonly baseUrl?: string }>> = {
  assemblyai: { key: "ASSEMBLYAI_API_KEY", baseUrl: "ASSEMBLYAI_BASE_URL" },
  elsa: { key: "ELSA_API_TOKEN", baseUrl: "ELSA_BASE_URL" },
  local: {},
};

import type { CatalogueEntry } from "../domain/catalogue-entry.ts";

const garbled = {
  provider: null,
  seen: "garbled",
  class: "protocol",
  scope: "attempt",
  remedy: "retry",
  sample: null,
  source: "Tenuto",
  dated: "2026-11",
} as const;

export const GARBLED_REPLY: CatalogueEntry = {
  ...garbled,
  code: "http/garbled-reply",
  codes: ["GARBLED"],
  description: "A success whose body is not what the provider sends: broken JSON, or without the fields that count.",
  advice: "Check the base URL; something else may answer in the provider's place.",
};

/** Successes without sense. */
export const GARBLED_REPLIES: readonly CatalogueEntry[] = [
  {
    ...garbled,
    code: "http/cut-reply",
    codes: ["CUT"],
    description: "The reply ended before its announced length, or was longer than is read.",
    advice: "If it goes on, look for a proxy between here and the provider.",
    source: "RFC 9110 §8.6",
  },
  {
    ...garbled,
    code: "http/empty-reply",
    codes: ["EMPTY"],
    description: "A success without a body, where the provider sends one.",
    advice: "If it goes on, look for a proxy between here and the provider.",
  },
  {
    ...garbled,
    code: "http/web-page",
    codes: ["PAGE"],
    description: "A success whose body is a web page: of a proxy, of a network's login, or of another server.",
    advice: "Log in to the network if it asks for it, and check the base URL.",
    sample: "<!doctype html><html><title>Welcome to the hotel</title></html>",
  },
  GARBLED_REPLY,
];

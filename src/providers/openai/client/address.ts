import { PATHS } from "../wire.ts";

/** Where a request goes, and the documented path that records show for it. */
export interface Address {
  readonly url: string;
  readonly endpoint: string;
}

/** The part of every path that comes after the version. */
const AFTER_VERSION = PATHS.openai.replace("/v1", "");

/**
 * Base addresses are written in many ways: `https://api.openai.com` and `http://localhost:8000` want the whole path,
 * `…/v1` and `…/openai/v1`, as official clients take them, only its end. One that ends in the request's own path, as
 * `…/inference` of the server of whisper.cpp, is it.
 */
export function addressFor(baseUrl: string): Address {
  const base = baseUrl.replace(/\/+$/, "");
  if (base.endsWith(PATHS.whisperCpp)) return { url: base, endpoint: PATHS.whisperCpp };
  if (base.endsWith(AFTER_VERSION)) return { url: base, endpoint: endpointOf(base) };
  const url = base.endsWith("/v1") ? `${base}${AFTER_VERSION}` : `${base}${PATHS.openai}`;
  return { url, endpoint: endpointOf(url) };
}

const endpointOf = (url: string): string => (url.endsWith(PATHS.groq) ? PATHS.groq : PATHS.openai);

import { isIP } from "node:net";
import { AudioError } from "../domain/errors.ts";
import { isPublicAddress } from "./public-address.ts";

/** Throws `audio/url` for an address that must not be fetched, whoever asks. */
export function requireFetchable(url: URL, allowPrivateHosts: boolean): void {
  const host = url.hostname;
  if (url.protocol !== "https:" && url.protocol !== "http:") {
    throw refusedUrl(`an address that begins with ${url.protocol} is not fetched`, "give an http or https address");
  }
  if (url.username !== "" || url.password !== "") {
    throw refusedUrl(`the address at ${host} holds a user or a password`, "use a signed address without them");
  }
  const isLiteral = isIP(host.replace(/^\[|\]$/g, "")) !== 0;
  if (!allowPrivateHosts && isLiteral && !isPublicAddress(host)) throw privateHost(host);
}

function refusedUrl(what: string, remedy: string): AudioError {
  return new AudioError("audio/url", what, remedy);
}

/** A host that is not of the internet. */
export function privateHost(host: string): AudioError {
  return refusedUrl(
    `${host} is on this machine or its network, and is not fetched from`,
    "if you trust whoever gave the address, allow it: --allow-private-hosts, or allowPrivateHosts in a program",
  );
}

/** Where a redirect leads. Throws `audio/url-refused` where that is nowhere, or from https to http. */
export function nextUrl(from: URL, location: string): URL {
  if (!URL.canParse(location, from.href)) throw refusedAnswer(`${from.host} leads to no address`, "check the address");
  const next = new URL(location, from);
  if (from.protocol === "https:" && next.protocol === "http:") {
    throw refusedAnswer(`${from.host} leads from https to http`, "give the recording's own address");
  }
  return next;
}

/** Throws `audio/url-refused` for a page: one that asks for a login answers 200 as well. */
export function requireRecording(host: string, type: string): void {
  if (!/^(text\/html|application\/json|application\/xhtml)/i.test(type)) return;
  const kind = type.split(";", 1)[0]?.trim() ?? "";
  throw refusedAnswer(`${host} answers with ${kind}, which is no recording`, "check that the link needs no login");
}

/** An answer that the same request would bring again. */
export function refusedAnswer(what: string, remedy: string): AudioError {
  return new AudioError("audio/url-refused", what, remedy);
}

/** Any status but 200 and the redirects; some may have passed when the same address is asked again. */
export function badStatus(host: string, status: number): AudioError {
  const what = `${host} answers with status ${status}`;
  if (status === 429 || status >= 500) return new AudioError("audio/url-unreachable", what, "try again later");
  const isGone = status === 404 || status === 410;
  return refusedAnswer(what, isGone ? "check the address" : "check that the link has not expired and needs no login");
}

/** `most` in bytes. */
export function tooLarge(host: string, most: number): AudioError {
  const gigabytes = most / 1_000_000_000;
  return new AudioError("audio/url-too-large", `the recording at ${host} is over ${gigabytes} GB`, "split it");
}

/** The words of a foreign error may hold the address, so only its code is told. */
export function broken(code: string, what: string, error: unknown, stop: AbortSignal): unknown {
  const cause: unknown = stop.aborted ? stop.reason : error;
  if (cause instanceof AudioError) return cause;
  if (cause instanceof Error && cause.cause instanceof AudioError) return cause.cause;
  const told = cause instanceof Error && "code" in cause ? String(cause.code) : stop.aborted ? String(cause) : "";
  return new AudioError(code, told === "" ? what : `${what}: ${told.replace(/^Error: /, "")}`, "try again later");
}

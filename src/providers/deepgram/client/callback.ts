import type { Access, SubmitAsk } from "../../../domain/provider.ts";
import { CALLBACK_PORTS } from "../wire.ts";

const OWN_HOST = /(?:^|\.)deepgram\.com$/i;

/**
 * Where the transcript is to be sent; null where its caller waits for it. Deepgram itself calls some ports only: one that
 * it would never reach must not cost the transcript, so the answer is waited for there. Servers of somebody's own may call
 * any.
 */
export function callbackFor(
  { webhook }: Pick<SubmitAsk, "webhook">,
  { baseUrl }: Pick<Access, "baseUrl">,
): string | null {
  if (webhook === undefined || !URL.canParse(webhook.url) || !URL.canParse(baseUrl)) return null;
  const { port, protocol } = new URL(webhook.url);
  const used = port === "" ? (protocol === "https:" ? "443" : "80") : port;
  return OWN_HOST.test(new URL(baseUrl).hostname) && !CALLBACK_PORTS.includes(used) ? null : webhook.url;
}

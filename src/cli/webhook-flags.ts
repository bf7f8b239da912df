import type { Webhooks } from "../compose.ts";
import { SettingsError } from "../domain/errors.ts";
import { printable } from "./printable.ts";

export interface WebhookFlags {
  readonly webhookUrl?: string | undefined;
  readonly webhookPort?: string | undefined;
}

/** Where the provider may tell that a run is over; null when it is only asked. Throws `SettingsError`. */
export function readWebhooks({ webhookUrl, webhookPort }: WebhookFlags): Webhooks | null {
  if (webhookUrl === undefined && webhookPort === undefined) return null;
  if (webhookUrl === undefined || webhookPort === undefined) {
    const missing = webhookUrl === undefined ? "--webhook-url" : "--webhook-port";
    const remedy = "Give both: the address that the provider calls, and the port where it arrives on this machine.";
    throw new SettingsError("settings/webhook", `Webhooks need ${missing} as well.`, remedy);
  }
  const url = URL.canParse(webhookUrl) ? new URL(webhookUrl) : null;
  if (url === null || (url.protocol !== "http:" && url.protocol !== "https:")) {
    const message = `--webhook-url is ${printable(webhookUrl)}, which is no http or https address.`;
    throw new SettingsError("settings/webhook", message, "Give a public address such as https://example.org/tenuto.");
  }
  const port = /^\d{1,5}$/.test(webhookPort) ? Number(webhookPort) : -1;
  if (port < 1 || port > 65_535) {
    const message = `--webhook-port is ${printable(webhookPort)}.`;
    throw new SettingsError("settings/webhook", message, "Give a port from 1 to 65535.");
  }
  return { url: url.href, port };
}

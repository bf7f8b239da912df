import { once } from "node:events";
import { connect } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { listenForWebhooks, type WebhookListener, type WebhookListenerOptions } from "./webhook-listener.ts";

const SECRET = { name: "X-Tenuto-Secret", value: "between us" };

let listener: WebhookListener | null = null;
afterEach(async () => {
  await listener?.close();
  listener = null;
});

async function listening(options: Partial<WebhookListenerOptions> = {}) {
  const hinted: string[] = [];
  const hint = async (remoteId: string): Promise<void> => void hinted.push(remoteId);
  listener = await listenForWebhooks({ port: 0, hint, ...options });
  const { url } = listener;
  const post = async (body: string, headers: Record<string, string> = {}, method = "POST"): Promise<number> => {
    const sent = method === "POST" ? { body } : {};
    return (await fetch(`${url}/any/path?job=1`, { method, headers, ...sent })).status;
  };
  return { hinted, post, port: Number(new URL(url).port) };
}

const told = (id: string): string => JSON.stringify({ transcript_id: id, status: "completed" });

describe("the listener for webhooks", () => {
  it("answers 200 and passes the run's id on", async () => {
    const { hinted, post } = await listening();
    expect(await post(told("run-1"))).toBe(200);
    expect(hinted).toEqual(["run-1"]);
  });

  it("answers 200 for a redacted recording, which names no run, and passes nothing on", async () => {
    const { hinted, post } = await listening();
    expect(await post('{"redacted_audio_url":"https://x","status":"redacted_audio_ready"}')).toBe(200);
    expect(hinted).toEqual([]);
  });

  it("lets in only who sends the agreed header, whatever its case", async () => {
    const { hinted, post } = await listening({ header: SECRET });
    expect(await post(told("a"))).toBe(401);
    expect(await post(told("b"), { "x-tenuto-secret": "between" })).toBe(401);
    expect(await post(told("c"), { "x-tenuto-secret": "between us!" })).toBe(401);
    expect(await post(told("d"), { "x-tenuto-secret": "between us" })).toBe(200);
    expect(hinted).toEqual(["d"]);
  });

  it.each([
    ["no JSON", "<html>", 400],
    ["a list", "[1]", 400],
    ["more than anybody sends", `{"transcript_id":"${"x".repeat(5_000_000)}"}`, 413],
  ])("refuses %s", async (_case, body, status) => {
    const { hinted, post } = await listening();
    expect(await post(body)).toBe(status);
    expect(hinted).toEqual([]);
  });

  it("takes nothing but POST", async () => {
    const { post } = await listening();
    expect(await post("", {}, "GET")).toBe(405);
  });

  it("does not wait long for a sender that never ends its request", async () => {
    const { port } = await listening({ requestMs: 30 });
    const sender = connect(port, "127.0.0.1", () => sender.write("POST / HTTP/1.1\r\nhost: here\r\n"));
    const [reply] = await once(sender, "data");
    expect(String(reply)).toContain("408");
    sender.destroy();
  });

  it("goes on when a hint cannot be followed", async () => {
    const { post } = await listening({ hint: () => Promise.reject(new Error("the store is locked")) });
    expect(await post(told("run-1"))).toBe(200);
    expect(await post(told("run-2"))).toBe(200);
  });

  it("says of a taken port what to do", async () => {
    listener = await listenForWebhooks({ port: 0, hint: async () => undefined });
    const port = Number(new URL(listener.url).port);
    const again = listenForWebhooks({ port, hint: async () => undefined });
    await expect(again).rejects.toMatchObject({ code: "webhook/port", message: `Port ${port} is taken.` });
    await expect(listenForWebhooks({ port: 70_000, hint: async () => undefined })).rejects.toMatchObject({
      code: "webhook/port",
    });
  });
});

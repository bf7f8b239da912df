import { connect } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import type { ArrivalDeskOptions, Reception } from "./arrival-desk.ts";
import { callbacks } from "./callbacks.ts";
import { listenForWebhooks, type WebhookListener } from "./webhook-listener.ts";

const RUN = { job: "job_1", submission: 2 };
const HEADER = { name: "x-secret", value: "between us" };

let listener: WebhookListener | null = null;
afterEach(async () => {
  await listener?.close();
  listener = null;
});

/** A listener, and what it takes in. `answer` says what becomes of it. */
async function desk(options: Partial<ArrivalDeskOptions> = {}, answer: () => Promise<Reception> = async () => "kept") {
  const taken: { readonly run: unknown; readonly body: string }[] = [];
  const hinted: string[] = [];
  const ours = callbacks({ url: "http://public.example/hook?a=b", secret: "of this store" });
  const take = async (run: unknown, body: string): Promise<Reception> => {
    taken.push({ run, body });
    return answer();
  };
  listener = await listenForWebhooks({
    port: 0,
    header: HEADER,
    hint: async (id) => void hinted.push(id),
    arrivals: { runOf: ours.runOf, take, ...options },
  });
  const { url } = listener;
  const { search } = new URL(ours.addressFor(RUN));
  const post = async (body: string | Uint8Array<ArrayBuffer>, query = search): Promise<number | null> => {
    const sent = fetch(`${url}/hook${query}`, { method: "POST", body });
    return sent.then(({ status }) => status).catch(() => null);
  };
  return { post, taken, hinted, port: Number(new URL(url).port), search };
}

describe("a result that comes to the listener", () => {
  it("is taken for the submission whose address it is, and answered when it is kept", async () => {
    let isKept = false;
    const { post, taken } = await desk({}, async () => {
      await Promise.resolve();
      isKept = true;
      return "kept";
    });
    expect(await post('{"text":"Grüße"}')).toBe(200);
    expect(isKept).toBe(true);
    expect(taken).toEqual([{ run: RUN, body: '{"text":"Grüße"}' }]);
  });

  it.each([
    ["kept", 200],
    ["unneeded", 200],
    ["unreadable", 400],
  ] satisfies [Reception, number][])("that is %s is answered with %i", async (reception, status) => {
    const { post } = await desk({}, async () => reception);
    expect(await post("{}")).toBe(status);
  });

  it("has no answer when it cannot be kept, so that it is sent again", async () => {
    const { post } = await desk({}, () => Promise.reject(new Error("the disk is full")));
    expect(await post("{}")).toBeNull();
  });

  it("of somebody who does not know the address is not read", async () => {
    const { taken, port, search } = await desk();
    const sender = connect(port, "127.0.0.1");
    const forged = `${search.slice(0, -4)}aaaa`;
    // Its end never comes: the answer does not wait for it.
    sender.write(`POST /hook${forged} HTTP/1.1\r\nhost: here\r\ncontent-length: 5000\r\n\r\n{"a":`);
    const [reply] = await new Promise<Buffer[]>((resolve) => sender.once("data", (data) => resolve([data])));
    expect(String(reply)).toMatch(/^HTTP\/1.1 401 /);
    sender.destroy();
    expect(taken).toEqual([]);
  });

  it("is no hint, and a hint is still proven by its header alone", async () => {
    const { post, taken, hinted } = await desk();
    expect(await post('{"transcript_id":"r-1"}', "?a=b")).toBe(401);
    expect(await post('{"transcript_id":"r-1"}')).toBe(200);
    expect([taken.length, hinted.length]).toEqual([1, 0]);
  });

  it("may be as long as the limit and no longer", async () => {
    const { post, taken } = await desk({ mostBytes: 1_000_000 });
    expect(await post("x".repeat(1_000_000))).toBe(200);
    expect(await post("x".repeat(1_000_001))).not.toBe(200);
    expect(taken).toHaveLength(1);
  });

  it("is cut off at the limit where its length is not announced", async () => {
    const { taken, port, search } = await desk({ mostBytes: 1_000 });
    const sender = connect(port, "127.0.0.1");
    sender.on("error", () => undefined);
    const chunk = `400\r\n${"x".repeat(1_024)}\r\n`;
    sender.write(`POST /hook${search} HTTP/1.1\r\nhost: here\r\ntransfer-encoding: chunked\r\n\r\n${chunk}`);
    const [reply] = await new Promise<Buffer[]>((resolve) => sender.once("data", (data) => resolve([data])));
    expect(String(reply)).toMatch(/^HTTP\/1.1 413 /);
    sender.destroy();
    expect(taken).toEqual([]);
  });

  it("is put off while too much comes at once", async () => {
    const { post, taken, port, search } = await desk({ mostAtOnce: 5_000 });
    const slow = connect(port, "127.0.0.1");
    const body = "x".repeat(4_000);
    slow.write(`POST /hook${search} HTTP/1.1\r\nhost: here\r\ncontent-length: 4001\r\n\r\n${body}`);
    // As soon as the slow one's bytes are in hand there is no room for as many again.
    let status = await post(body);
    while (status === 200) status = await post(body);
    expect(status).toBe(503);
    const before = taken.length;
    slow.write("x");
    const [reply] = await new Promise<Buffer[]>((resolve) => slow.once("data", (data) => resolve([data])));
    expect(String(reply)).toMatch(/^HTTP\/1.1 200 /);
    slow.destroy();
    expect(taken).toHaveLength(before + 1);
    expect(await post(body)).toBe(200);
  });
});

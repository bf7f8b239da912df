import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type FormFile, type FormPart, formData } from "./form-data.ts";

const HASH = "5f3a".repeat(16);

/** A file in pieces, which counts how often it is opened. */
function file(pieces: readonly Uint8Array[], changes: Partial<FormFile> = {}): FormFile & { opened: number } {
  const whole = {
    name: "audio_file",
    fileName: "recording.flac",
    contentType: "audio/flac",
    length: pieces.reduce((sum, { byteLength }) => sum + byteLength, 0),
    opened: 0,
    async *open() {
      whole.opened += 1;
      yield* pieces;
    },
    ...changes,
  };
  return whole;
}

async function bytesOf(body: { open(): AsyncIterable<Uint8Array> }): Promise<Buffer> {
  const pieces: Uint8Array[] = [];
  for await (const piece of body.open()) pieces.push(piece);
  return Buffer.concat(pieces);
}

/** What a parser that is not ours reads out of the form. */
async function parsed(body: ReturnType<typeof formData>): Promise<readonly (readonly [string, unknown])[]> {
  const bytes = await bytesOf(body);
  const form = await new Response(new Uint8Array(bytes), { headers: { "content-type": body.contentType } }).formData();
  const read: [string, unknown][] = [];
  for (const [name, value] of form) {
    const isText = typeof value === "string";
    read.push([name, isText ? value : { ...of(value), bytes: Buffer.from(await value.arrayBuffer()).toString("hex") }]);
  }
  return read;
}

const of = ({ name, type }: { name: string; type: string }) => ({ name, type });

// A lone surrogate is no text; and what a form parser does with line ends within names is not this law's matter.
const text = fc.string({ unit: "grapheme", maxLength: 40 });
const name = fc.string({ unit: "grapheme-ascii", minLength: 1, maxLength: 20 }).filter((one) => !/["%]/.test(one));
const field = fc.record({ name, value: text });
const pieces = fc.array(fc.uint8Array({ maxLength: 300 }), { maxLength: 5 });

describe("a form", () => {
  it("is read back by another parser as it was made", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(field, { minLength: 1, maxLength: 6 }), pieces, async (fields, chunks) => {
        const recording = file(chunks);
        const read = await parsed(formData([...fields, recording], HASH));
        const bytes = Buffer.concat(chunks).toString("hex");
        expect(read).toEqual([
          ...fields.map((one) => [one.name, one.value]),
          ["audio_file", { name: "recording.flac", type: "audio/flac", bytes }],
        ]);
      }),
    );
  });

  it("is exactly as long as it says, and the same each time it is opened", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(field, { maxLength: 4 }), pieces, async (fields, chunks) => {
        const recording = file(chunks);
        const body = formData([...fields, recording], HASH);
        const [first, second] = [await bytesOf(body), await bytesOf(body)];
        expect(first.byteLength).toBe(body.length);
        expect(second.equals(first)).toBe(true);
        expect(recording.opened).toBe(2);
      }),
    );
  });

  it("never has its boundary in a value, a name or a file's name, however they are chosen", () => {
    const usual = formData([], HASH).boundary;
    const tricky = fc.constantFrom(usual, `\r\n--${usual}--`, usual.slice(0, -1), `${usual.slice(0, -1)}1`, "x");
    const trickyField = fc.record({ name: tricky, value: tricky });
    fc.assert(
      fc.property(fc.array(trickyField, { minLength: 1, maxLength: 5 }), tricky, (fields, fileName) => {
        const { boundary } = formData([...fields, file([], { fileName })], HASH);
        const texts = [...fields.flatMap((one) => [one.name, one.value]), fileName];
        expect(texts.filter((one) => one.includes(boundary))).toEqual([]);
      }),
    );
  });

  it("has a boundary of its mark, at most 70 characters that need no quotes", () => {
    fc.assert(
      fc.property(fc.string(), (mark) => {
        expect(formData([], mark).boundary).toMatch(/^[0-9A-Za-z-]{1,70}$/);
      }),
    );
    expect(formData([], "a").boundary).not.toBe(formData([], "b").boundary);
  });

  it("lets no name end its own header", async () => {
    const parts: FormPart[] = [{ name: 'a"\r\nX-Evil: 1\r\n\r\n', value: "v" }, file([], { fileName: 'b".wav\r\n' })];
    const sent = (await bytesOf(formData(parts, HASH))).toString();
    expect(sent).not.toMatch(/^X-Evil/m);
    expect(sent).toContain('name="a%22%0D%0AX-Evil: 1%0D%0A%0D%0A"');
    expect(sent).toContain('filename="b%22.wav%0D%0A"');
  });

  it("sends a part without a file's name as a value", async () => {
    const recording = file([Buffer.from("aGk=")], { fileName: null, contentType: null });
    expect(await parsed(formData([recording], HASH))).toEqual([["audio_file", "aGk="]]);
  });

  it("has no length where a file has none", () => {
    expect(formData([{ name: "a", value: "b" }, file([], { length: null })], HASH).length).toBeNull();
  });

  it("reads no file before it comes to it", async () => {
    const recording = file([Buffer.from("x")]);
    const begun = formData([{ name: "a", value: "b" }, recording], HASH)
      .open()
      [Symbol.asyncIterator]();
    await begun.next();
    expect(recording.opened).toBe(0);
    await begun.next();
    expect(recording.opened).toBe(1);
  });
});

describe("a form sent to a server", () => {
  const got: { headers: Record<string, unknown>; body: Buffer }[] = [];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    got.push({ headers: request.headers, body: Buffer.concat(chunks) });
    response.end();
  });
  beforeAll(() => new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve)));
  afterAll(() => new Promise<unknown>((resolve) => server.close(resolve)));

  it("arrives whole under its announced length", async () => {
    const chunks = Array.from({ length: 50 }, (_, index) => new Uint8Array(10_000).fill(index));
    const body = formData([{ name: "sentence", value: "Grüße, 世界" }, file(chunks)], HASH);
    const { port } = server.address() as AddressInfo;
    await fetch(`http://127.0.0.1:${port}/`, {
      method: "POST",
      headers: { "content-type": body.contentType },
      body: new Uint8Array(await bytesOf(body)),
    });
    expect(got[0]?.headers).toMatchObject({ "content-type": body.contentType, "content-length": String(body.length) });
    const form = await new Response(new Uint8Array(got[0]?.body ?? []), {
      headers: { "content-type": body.contentType },
    }).formData();
    expect(form.get("sentence")).toBe("Grüße, 世界");
    expect((form.get("audio_file") as Blob).size).toBe(500_000);
  });
});

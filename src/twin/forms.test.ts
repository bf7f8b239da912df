import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { formData } from "../domain/form-data.ts";
import type { RequestBody } from "../domain/transport.ts";
import { isForm, readForm } from "./forms.ts";
import { lookingEar } from "./scoring/examiner.ts";

const RECORDINGS = { audio_file: "bytes", audio_data: "base64" } as const;

async function bytesOf(body: RequestBody): Promise<Buffer> {
  if (body.kind === "text") return Buffer.from(body.text);
  const pieces: Uint8Array[] = [];
  for await (const piece of body.open()) pieces.push(piece);
  return Buffer.concat(pieces);
}

const read = (body: Buffer, type: string) => readForm(body, type, RECORDINGS, lookingEar());

/** Names that no recording has. */
const name = fc.string({ minLength: 1, unit: "grapheme" }).filter((text) => !Object.hasOwn(RECORDINGS, text));
const fields = fc.uniqueArray(fc.tuple(name, fc.string({ unit: "binary" })), { selector: ([key]) => key });

describe("a form as the twin reads it", () => {
  it("has all that our own client put in", async () => {
    await fc.assert(
      fc.asyncProperty(fields, fc.uint8Array(), async (pairs, audio) => {
        const form = formData(
          [
            ...pairs.map(([key, value]) => ({ name: key, value })),
            {
              name: "audio_file",
              fileName: "a.wav",
              contentType: null,
              length: audio.length,
              async *open() {
                yield audio;
              },
            },
          ],
          "mark",
        );
        const heard = await read(await bytesOf(form), form.contentType);
        expect(new Map(Object.entries(heard?.fields ?? {}))).toEqual(new Map(pairs));
        const same = await lookingEar().take(
          (async function* () {
            yield audio;
          })(),
        );
        expect(heard?.recordings).toEqual({ audio_file: same });
      }),
    );
  });

  it("has all that a browser's form puts in", async () => {
    await fc.assert(
      fc.asyncProperty(fields, async (pairs) => {
        const form = new FormData();
        for (const [key, value] of pairs) form.append(key, value);
        form.append("audio_data", Buffer.from("abc").toString("base64"));
        const request = new Request("http://twin.example", { method: "POST", body: form });
        const heard = await read(Buffer.from(await request.arrayBuffer()), request.headers.get("content-type") ?? "");
        // Browsers send every line's end in names and values as CR LF.
        const sent = pairs.map(([key, value]) => [lines(key), lines(value)] as const);
        expect(new Map(Object.entries(heard?.fields ?? {}))).toEqual(new Map(sent));
        expect(heard?.recordings).toMatchObject({ audio_data: { bytes: 3 } });
      }),
    );
  });

  it("never throws for what comes, and makes no sense of what is cut short", async () => {
    const whole = Buffer.from('--b\r\nContent-Disposition: form-data; name="a"\r\n\r\n1\r\n--b--\r\n');
    const type = "multipart/form-data; boundary=b";
    expect(await read(whole, type)).toMatchObject({ fields: { a: "1" } });
    for (let length = 0; length < whole.indexOf("--b--") + 5; length += 1) {
      expect(await read(whole.subarray(0, length), type)).toBeNull();
    }
    await fc.assert(
      fc.asyncProperty(fc.string(), fc.constantFrom(type, "application/json"), async (text, kind) => {
        await read(Buffer.from(text), kind);
      }),
    );
  });

  it("is known by its content type, boundary included", () => {
    const types = ["multipart/form-data; boundary=b", 'Multipart/Form-Data;x=y; boundary="a b"', "application/json"];
    for (const type of types) expect(isForm(type)).toBe(true);
    for (const type of ["", "multipart/form-data", "text/plain"]) expect(isForm(type)).toBe(false);
  });
});

const lines = (text: string): string => text.replace(/\r\n|\r|\n/g, "\r\n");

import fc from "fast-check";
import { expect, it } from "vitest";
import { base64Length, base64Of } from "./base64.ts";

it("base64 of a stream is that of all its bytes, of the length that was foretold, however they are cut", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.uint8Array({ maxLength: 20 })), async (pieces) => {
      async function* stream() {
        yield* pieces;
      }
      let text = "";
      for await (const piece of base64Of(stream())) text += Buffer.from(piece).toString();
      const all = Buffer.concat(pieces);
      expect(text).toBe(all.toString("base64"));
      expect(base64Length(all.byteLength)).toBe(text.length);
    }),
  );
});

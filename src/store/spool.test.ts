import { createHash } from "node:crypto";
import { existsSync, mkdtempSync, readdirSync, rmSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { AudioSource, Spool } from "../domain/audio-source.ts";
import { AudioError } from "../domain/errors.ts";
import type { Clock } from "../domain/runtime.ts";
import { memorySpool } from "./memory-spool.ts";
import { fileSpool } from "./spool.ts";
import { diskTrouble } from "./spool-errors.ts";

const DAY_MS = 86_400_000;

let folder: string;
let now: number;
const clock: Clock = {
  now: () => now,
  monotonic: () => 0,
  sleep: () => Promise.reject(new Error("a spool must not sleep")),
  settled: () => Promise.resolve(),
};

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "tenuto-spool-"));
  now = 1_800_000_000_000;
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

async function* inPieces(...pieces: (string | Uint8Array | Error)[]): AsyncGenerator<Uint8Array> {
  for (const piece of pieces) {
    if (piece instanceof Error) throw piece;
    yield typeof piece === "string" ? Buffer.from(piece) : piece;
  }
}

async function bytesOf(source: AudioSource): Promise<Buffer> {
  const pieces: Uint8Array[] = [];
  for await (const piece of source.open()) pieces.push(piece);
  return Buffer.concat(pieces);
}

function sha256(...pieces: Uint8Array[]): string {
  return createHash("sha256").update(Buffer.concat(pieces)).digest("hex");
}

/** Never gives a byte and never ends. */
function silence(onAsked: () => void): AsyncIterable<Uint8Array> {
  const next = () => {
    onAsked();
    return new Promise<never>(() => {});
  };
  return { [Symbol.asyncIterator]: () => ({ next }) };
}

const SPOOLS: readonly (readonly [string, () => Spool])[] = [
  ["a folder", () => fileSpool(join(folder, "spool"), clock)],
  ["memory", () => memorySpool()],
];

describe.each(SPOOLS)("recordings kept in %s", (_place, make) => {
  test("end with their last piece: there is nothing to wait for after it", async () => {
    const spool = make();
    const bytes = new Uint8Array(150_000).fill(7);
    const ref = await spool.put(inPieces(bytes), "call.mp3");
    const opened = spool.open(ref).open()[Symbol.asyncIterator]();
    for (let left = ref.bytes; left > 0; ) {
      const { value, done } = await opened.next();
      if (done) throw new Error(`${left} bytes are missing`);
      left -= value.byteLength;
    }
    let ended = false;
    void opened.next().then(({ done }) => {
      ended = done === true;
    });
    // Microtasks only: whatever waits for the disk is not over by then.
    for (let turn = 0; turn < 20; turn += 1) await null;
    expect(ended).toBe(true);
  });

  test("come back as they were handed in, as often as they are opened", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.uint8Array({ maxLength: 200 })), async (pieces) => {
        const spool = make();
        const ref = await spool.put(inPieces(...pieces), "call.mp3");
        const whole = Buffer.concat(pieces);
        expect(ref).toEqual({ sha256: sha256(whole), bytes: whole.length, name: "call.mp3", durationMs: null });
        const source = spool.open(ref);
        expect(source.ref).toEqual(ref);
        expect(await bytesOf(source)).toEqual(whole);
        expect(await bytesOf(source)).toEqual(whole);
        expect(await spool.holds(ref)).toBe(true);
      }),
      { numRuns: 20 },
    );
  });

  test("are gone once dropped, and dropping again does no harm", async () => {
    const spool = make();
    const ref = await spool.put(inPieces("abc"), "call.mp3");
    await spool.drop(ref.sha256);
    await spool.drop(ref.sha256);
    expect(await spool.holds(ref)).toBe(false);
    await expect(bytesOf(spool.open(ref))).rejects.toMatchObject({ name: "AudioError", code: "spool/missing" });
  });

  test("are not held when their length is another", async () => {
    const spool = make();
    const ref = await spool.put(inPieces("abc"), "call.mp3");
    expect(await spool.holds({ ...ref, bytes: 4 })).toBe(false);
  });

  test("that cannot be read to their end are told as such", async () => {
    const failing = make().put(inPieces("abc", new Error("EIO")), "call.mp3");
    await expect(failing).rejects.toMatchObject({ name: "AudioError", code: "spool/unreadable" });
  });

  test("keep the reason that their source gave", async () => {
    const reason = new AudioError("audio/gone", "The link has expired.", "Ask for a new one.");
    await expect(make().put(inPieces("abc", reason), "call.mp3")).rejects.toBe(reason);
  });

  test("are not taken in after an abort", async () => {
    const reason = new Error("enough");
    await expect(make().put(inPieces("abc"), "call.mp3", AbortSignal.abort(reason))).rejects.toBe(reason);
  });
});

describe("a folder of recordings", () => {
  const spoolFolder = () => join(folder, "spool");
  const spool = () => fileSpool(spoolFolder(), clock);

  test("keeps the same bytes once", async () => {
    const first = await spool().put(inPieces("ab", "c"), "one.mp3");
    const second = await spool().put(inPieces("a", "bc"), "two.mp3");
    expect(second.sha256).toBe(first.sha256);
    expect(readdirSync(spoolFolder())).toEqual([first.sha256]);
  });

  test("takes the same bytes in many times at once", async () => {
    const puts = Array.from({ length: 20 }, () => spool().put(inPieces("ab", "c"), "call.mp3"));
    const refs = await Promise.all(puts);
    expect(readdirSync(spoolFolder())).toEqual([...new Set(refs.map((ref) => ref.sha256))]);
  });

  test.skipIf(process.platform === "win32")("may be read by its owner only", async () => {
    const ref = await spool().put(inPieces("abc"), "call.mp3");
    expect(statSync(spoolFolder()).mode & 0o777).toBe(0o700);
    expect(statSync(join(spoolFolder(), ref.sha256)).mode & 0o777).toBe(0o600);
  });

  test("names the file for programs that want one", async () => {
    const ref = await spool().put(inPieces("abc"), "call.mp3");
    expect(spool().open(ref).path).toBe(join(spoolFolder(), ref.sha256));
  });

  test("keeps nothing of a recording that broke off", async () => {
    await expect(spool().put(inPieces("abc", new Error("EIO")), "call.mp3")).rejects.toThrow("call.mp3");
    expect(readdirSync(spoolFolder())).toEqual([]);
  });

  test("notices an abort while the source is silent, and keeps nothing", async () => {
    const abort = new AbortController();
    const reason = new Error("enough");
    await expect(
      spool().put(
        silence(() => abort.abort(reason)),
        "call.mp3",
        abort.signal,
      ),
    ).rejects.toBe(reason);
    expect(readdirSync(spoolFolder())).toEqual([]);
  });

  test("replaces a file that lost its end", async () => {
    const ref = await spool().put(inPieces("abc"), "call.mp3");
    writeFileSync(join(spoolFolder(), ref.sha256), "a");
    expect(await spool().holds(ref)).toBe(false);
    await spool().put(inPieces("abc"), "call.mp3");
    expect(await spool().holds(ref)).toBe(true);
  });

  test("clears away what dead processes left half written more than a day ago, and nothing else", async () => {
    const ref = await spool().put(inPieces("abc"), "call.mp3");
    const nobody = 2 ** 30;
    const parts = { old: `${nobody}-1.part`, young: `${nobody}-2.part`, alive: `${process.pid}-999999.part` };
    for (const file of [...Object.values(parts), "notes.part"]) {
      writeFileSync(join(spoolFolder(), file), "half");
      const age = file === parts.young ? DAY_MS / 2 : 2 * DAY_MS;
      utimesSync(join(spoolFolder(), file), new Date(now - age), new Date(now - age));
    }
    await spool().put(inPieces("abc"), "call.mp3");
    expect(readdirSync(spoolFolder()).sort()).toEqual([ref.sha256, parts.young, parts.alive, "notes.part"].sort());
  });

  test("says when it cannot be written, and works once it can", async () => {
    writeFileSync(spoolFolder(), "in the way");
    const blocked = spool();
    const failing = blocked.put(inPieces("abc"), "call.mp3");
    await expect(failing).rejects.toMatchObject({ name: "StoreError", code: "spool/unwritable" });
    rmSync(spoolFolder());
    expect((await blocked.put(inPieces("abc"), "call.mp3")).bytes).toBe(3);
  });

  test("is never left by a name that is no hash", async () => {
    const ref = { sha256: "../secret", bytes: 1, name: "x", durationMs: null };
    writeFileSync(join(folder, "secret"), "s");
    expect(() => spool().open(ref)).toThrow(TypeError);
    await expect(spool().drop(ref.sha256)).rejects.toThrow(TypeError);
    expect(existsSync(join(folder, "secret"))).toBe(true);
  });

  test.each(["ENOSPC", "EDQUOT", "EFBIG"])("tells %s as a full disk", (code) => {
    const error = Object.assign(new Error(code), { code });
    expect(diskTrouble("/spool", error)).toMatchObject({ name: "StoreError", code: "spool/full", cause: error });
  });
});

import { createHash } from "node:crypto";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Aligner } from "../../domain/aligner.ts";
import type { Recogniser } from "../../domain/recogniser.ts";
import type { Ear } from "../ear.ts";
import type { Texts } from "../texts.ts";
import type { Finding } from "./finding.ts";
import { lookAt } from "./looking.ts";
import type { Listening } from "./scorer.ts";

/** Copies kept for listening, bytes: the oldest go first, and nobody listens to those. */
const KEPT_BYTES = 512 * 1024 * 1024;

/** Takes recordings in as a service that scores does: it looks at each, and lets programs of this machine listen. */
export interface Examiner {
  /** Reads a recording through, in memory. */
  readonly ear: Ear;
  readonly listen: Listening;
}

export interface ExaminerOptions {
  /** Finds the words of a script. One whose programs are missing is not used. Default none. */
  readonly aligner?: Aligner;
  /** Listens to free speech. One whose programs are missing is not used. Default none. */
  readonly recogniser?: Recogniser;
  /** Asked about free speech before any recogniser. Default none. */
  readonly texts?: Texts;
}

/** To be closed by its ear, which removes all copies. */
export async function openExaminer({ aligner, recogniser, texts }: ExaminerOptions = {}): Promise<Examiner> {
  const aligning = await present(aligner);
  const listening = await present(recogniser);
  const folder = aligning === null && listening === null ? null : await mkdtemp(join(tmpdir(), "tenuto-twin-"));
  const copies = new Map<string, { readonly path: string; readonly bytes: number }>();
  let kept = 0;

  async function keep(sha256: string, bytes: Buffer): Promise<void> {
    if (folder === null || copies.has(sha256)) return;
    const path = join(folder, sha256);
    copies.set(sha256, { path, bytes: bytes.length });
    kept += bytes.length;
    for (const [oldest, copy] of copies) {
      if (kept <= KEPT_BYTES || oldest === sha256) break;
      copies.delete(oldest);
      kept -= copy.bytes;
      await rm(copy.path, { force: true });
    }
    // A copy that cannot be written is given up: then nobody listens to it.
    await writeFile(path, bytes, { mode: 0o600 }).catch(() => copies.delete(sha256));
  }

  const listen: Listening = async ({ sha256, sentences }, limits) => {
    const text = sentences.length > 0 || texts === undefined ? null : await texts(sha256);
    if (text !== null) return { kind: "heard", recognised: { ok: true, text, words: [], durationMs: null } };
    const copy = copies.get(sha256);
    if (copy === undefined) return { kind: "nobody" };
    if (sentences.length === 0) {
      return listening === null ? { kind: "nobody" } : heardIn(await listening.recognise(copy.path, limits));
    }
    return aligning === null ? { kind: "nobody" } : alignedIn(await aligning.align(copy.path, sentences, limits));
  };

  return {
    listen,
    ear: {
      ...lookingEar(keep),
      close: async () => {
        if (folder !== null) await rm(folder, { recursive: true, force: true });
      },
    },
  };
}

/** Takes recordings in memory and looks at each; `keep` is handed what was taken. Nobody listens. */
export function lookingEar(keep?: (sha256: string, bytes: Buffer) => Promise<void>): Ear {
  return {
    async take(pieces) {
      const all: Uint8Array[] = [];
      for await (const piece of pieces) all.push(piece);
      const bytes = Buffer.concat(all);
      const sha256 = createHash("sha256").update(bytes).digest("hex");
      await keep?.(sha256, bytes);
      return { sha256, bytes: bytes.length, look: lookAt(bytes) };
    },
    attend: () => {},
    close: async () => {},
  };
}

async function present<T extends { missing(): Promise<readonly string[]> }>(program: T | undefined): Promise<T | null> {
  return program !== undefined && (await program.missing()).length === 0 ? program : null;
}

/** Trouble of this machine says nothing about the recording. */
function heardIn(recognised: Awaited<ReturnType<Recogniser["recognise"]>>): Finding {
  if (recognised.ok) return recognised.text.trim() === "" ? { kind: "unspoken" } : { kind: "heard", recognised };
  return recognised.code === "NOT_AUDIO" ? { kind: "undecodable" } : { kind: "nobody" };
}

function alignedIn(aligned: Awaited<ReturnType<Aligner["align"]>>): Finding {
  if (aligned.ok) return { kind: "aligned", aligned };
  switch (aligned.code) {
    case "NOT_AUDIO":
      return { kind: "undecodable" };
    case "NO_SPEECH":
      return { kind: "unspoken" };
    case "NO_MATCH":
      return { kind: "irrelevant" };
    case "MISSING":
    case "SCRIPT":
    case "TOO_LONG":
    case "TIME_LIMIT":
    case "ABORTED":
    case "EXIT":
      return { kind: "nobody" };
    default:
      return aligned.code satisfies never;
  }
}

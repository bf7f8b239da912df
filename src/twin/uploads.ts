import type { Chance } from "./chance.ts";

/** A recording that was taken in. */
export interface Upload {
  /** Hex. */
  readonly sha256: string;
  readonly bytes: number;
}

/** Recordings that were sent to the twin, each under an address of its own until it is deleted or too old. */
export interface Uploads {
  /** Tells its address. */
  take(upload: Upload, now: number): string;
  /** Undefined for an address that is no upload, or no more. */
  at(url: string, now: number): Upload | undefined;
  drop(url: string): void;
}

export interface UploadsOptions {
  readonly chance: Chance;
  readonly baseUrl: string;
  /** From the upload until its address leads nowhere. */
  readonly lifetimeMs: number;
}

export function uploadsOf({ chance, baseUrl, lifetimeMs }: UploadsOptions): Uploads {
  const taken = new Map<string, Upload & { readonly takenAt: number }>();
  let count = 0;
  return {
    take({ sha256, bytes }, now) {
      count += 1;
      const url = `${baseUrl}/upload/${chance.token("upload", count)}`;
      taken.set(url, { sha256, bytes, takenAt: now });
      return url;
    },
    at(url, now) {
      const upload = taken.get(url);
      return upload !== undefined && now - upload.takenAt < lifetimeMs ? upload : undefined;
    },
    drop: (url) => void taken.delete(url),
  };
}

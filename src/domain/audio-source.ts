/** What a job knows of its recording; the bytes themselves are in the spool under their hash. */
export interface AudioRef {
  /** SHA-256 of the bytes, hex; of the address where the provider is to fetch them. */
  readonly sha256: string;
  readonly bytes: number;
  /** For people: the file's name or the host and path of a URL, without query. */
  readonly name: string;
  /** Length of the recording in ms where known. */
  readonly durationMs: number | null;
}

/** Bytes that can be read more than once, in constant memory. */
export interface AudioSource {
  readonly ref: AudioRef;
  open(): AsyncIterable<Uint8Array>;
  /** A path on this machine for programs that want one; null when there is none. */
  readonly path: string | null;
}

/** Where recordings are held from acceptance until nothing needs them: written, hashed and synced before a job is accepted. */
export interface Spool {
  /** Takes the bytes in. Throws `spool/full` or `spool/unreadable` and leaves nothing behind. */
  put(bytes: AsyncIterable<Uint8Array>, name: string, signal?: AbortSignal): Promise<AudioRef>;
  open(ref: AudioRef): AudioSource;
  /** Whether all its bytes are there. */
  holds(ref: AudioRef): Promise<boolean>;
  drop(sha256: string): Promise<void>;
  /** Work in a folder of its own on the same disk, readable by its owner alone and removed when the work is over. */
  scratch<T>(work: (folder: string) => Promise<T>): Promise<T>;
  /** Hashes of the recordings that have been held whole since before this wall time, ms. */
  heldSince(before: number): Promise<readonly string[]>;
}

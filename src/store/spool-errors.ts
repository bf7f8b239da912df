import { AudioError, StoreError, TenutoError } from "../domain/errors.ts";

/** No room: on the disk, in the user's quota, or in what one file may have. */
const FULL_CODES: readonly unknown[] = ["ENOSPC", "EDQUOT", "EFBIG"];

/** Says in the house's words what the spool's disk did. */
export function diskTrouble(folder: string, error: unknown): unknown {
  if (error instanceof TenutoError) return error;
  if (FULL_CODES.includes((error as NodeJS.ErrnoException).code)) {
    return new StoreError(
      "spool/full",
      `The recording does not fit into ${folder}: disk full.`,
      "Free some space on that disk and try again; nothing of the recording was kept.",
      { cause: error },
    );
  }
  return new StoreError(
    "spool/unwritable",
    `Recordings cannot be kept in ${folder}.`,
    "Check that the folder may be written by this user and that its disk is in order, or name another place.",
    { cause: error },
  );
}

/** The recording broke off while it was taken in. A reason that the source knows better is left as it is. */
export function sourceTrouble(name: string, error: unknown): unknown {
  if (error instanceof TenutoError) return error;
  return new AudioError(
    "spool/unreadable",
    `The recording ${name} could not be read to its end.`,
    "Check that it is still there and may be read, then try again; nothing of it was kept.",
    { cause: error },
  );
}

export function missingRecording(name: string, error: unknown): AudioError {
  return new AudioError(
    "spool/missing",
    `The kept copy of the recording ${name} cannot be read.`,
    "Hand the recording in again; somebody may have emptied the folder of kept recordings.",
    { cause: error },
  );
}

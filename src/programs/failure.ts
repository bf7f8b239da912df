import type { ProgramEnd } from "../domain/programs.ts";
import type { Recognised } from "../domain/recogniser.ts";

/** Why there are no words. The codes are those of the catalogue's program entries. */
export type Failure = Extract<Recognised, { ok: false }>;
export type FailureCode = "MISSING" | "NOT_AUDIO" | "TOO_LONG" | "TIME_LIMIT" | "ABORTED" | "EXIT";

export function failure(code: FailureCode, message: string): Failure {
  return { ok: false, code, message };
}

export function missingFailure(names: readonly string[]): Failure {
  return failure("MISSING", `Not found on this machine: ${names.join(", ")}`);
}

export function notAudio(stderr: string): Failure {
  const complaint = complaintOf(stderr);
  return failure("NOT_AUDIO", `The recording holds no sound that ffmpeg can decode${complaint && `: ${complaint}`}`);
}

/** A program ended in another way than it should. `late` says that an abort came from the time limit. */
export function failureOf(end: ProgramEnd, program: string, late: boolean): Failure {
  switch (end.kind) {
    case "missing":
      return missingFailure([end.program]);
    case "exited":
      return failure(
        "EXIT",
        `${program} ended with code ${end.code}: ${complaintOf(end.stderr) || "it gave no reason"}`,
      );
    case "killed":
      return killedFailure(end.why, program, late);
    default:
      return end satisfies never;
  }
}

function killedFailure(why: Extract<ProgramEnd, { kind: "killed" }>["why"], program: string, late: boolean): Failure {
  switch (why) {
    case "time":
      return failure("TIME_LIMIT", `${program} did not finish within its time limit`);
    case "aborted":
      return late ? killedFailure("time", program, late) : failure("ABORTED", `${program} was stopped`);
    case "output":
      return failure("EXIT", `${program} printed more than can be kept`);
    case "signal":
      return failure("EXIT", `${program} was killed by the system, as it happens when memory runs out`);
    default:
      return why satisfies never;
  }
}

/** The line that names the trouble, without the folders before a file's name: they tell about people's machines. */
function complaintOf(stderr: string): string {
  const lines = stderr.split("\n").filter((line) => line.trim() !== "");
  const line = lines.findLast((one) => /^(ERROR|FATAL)/.test(one)) ?? lines.at(-1) ?? "";
  return line.replace(/\bfile:\S*\//, "").trim();
}

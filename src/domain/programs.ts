/** Limits of a child process. Over any of them it is killed. */
export interface ProgramLimits {
  readonly timeoutMs: number;
  /** Bytes of standard output that are taken; more is an error. */
  readonly outputBytes: number;
  readonly signal?: AbortSignal;
}

export type ProgramEnd =
  | { readonly kind: "exited"; readonly code: number; readonly stdout: string; readonly stderr: string }
  | { readonly kind: "missing"; readonly program: string }
  | { readonly kind: "killed"; readonly why: "time" | "output" | "aborted" | "signal"; readonly stderr: string };

/** Runs programs of this machine: argument arrays, no shell, under limits. Never throws for what the program did. */
export interface Programs {
  run(program: string, args: readonly string[], limits: ProgramLimits): Promise<ProgramEnd>;
  /** The version line a program gives of itself; null when it is not on this machine. */
  version(program: string): Promise<string | null>;
}

/** Programs whose output is taken as it comes, however much of it there is. */
export interface StreamingPrograms extends Programs {
  /**
   * Like `run`, with each piece of standard output given to `onOutput`; the end's `stdout` is empty. A piece is valid
   * during the call only. The program waits while `onOutput` works. What `onOutput` throws kills the program and rejects.
   */
  stream(
    program: string,
    args: readonly string[],
    limits: ProgramLimits,
    onOutput: (piece: Uint8Array) => void,
  ): Promise<ProgramEnd>;
}

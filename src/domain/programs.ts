/** Limits of a child process. Over any of them it is killed. */
export interface ProgramLimits {
  readonly timeoutMs: number;
  /** Bytes of standard output that are kept; more is an error. */
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

import type { TerminalEnvironment } from "../settings.ts";

/** The parts of a stream that the command uses; `process.stdout` and `process.stderr` are two. */
export interface Output {
  write(text: string): unknown;
  readonly isTTY?: boolean;
  readonly columns?: number;
  readonly rows?: number;
}

export interface Size {
  readonly columns: number;
  readonly rows: number;
}

/** Where results and where words about the work go. */
export interface Terminal {
  /** Results only. */
  readonly out: Output;
  /** Progress, failures, advice. */
  readonly err: Output;
  readonly outColor: boolean;
  readonly errColor: boolean;
  /** True when the progress may be redrawn in place. */
  readonly live: boolean;
  readonly debug: boolean;
}

/** What the streams and the environment together allow: a colour asked for, or forbidden, goes before both. */
export function terminalOf(out: Output, err: Output, environment: TerminalEnvironment): Terminal {
  const color = (stream: Output) => environment.color ?? (stream.isTTY === true && !environment.plain);
  return {
    out,
    err,
    outColor: color(out),
    errColor: color(err),
    live: err.isTTY === true && !environment.plain,
    debug: environment.debug,
  };
}

/** A stream that does not know its size is taken for the classic one; some terminals say 0. */
export function sizeOf(stream: Output): Size {
  return { columns: stream.columns || 80, rows: stream.rows || 24 };
}

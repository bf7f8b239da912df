import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";
import type { Clock } from "../../domain/runtime.ts";
import type { Finding, ScoreErrand, Scorer } from "./finding.ts";
import { lanes } from "./lanes.ts";
import { type Listening, WENT_AWAY } from "./scorer.ts";

/** Only this machine reaches the recogniser. */
const HOST = "127.0.0.1";

/** Recordings listened to side by side: each takes a processor of its own. */
const LISTENERS = 2;

/** What the service writes to its recogniser: one line of JSON, answered with one line of JSON. */
type Line = Pick<ScoreErrand, "sha256" | "sentences" | "failure" | "timeoutMs">;

/** A recogniser behind a socket of this machine, and the service's way to it. To be closed. */
export interface SocketScorer extends Scorer {
  close(): Promise<void>;
}

/**
 * The recogniser is a server of its own: one that is to crash drops the connection after it has read its work, one that
 * hangs keeps it and says nothing, and one that is down is a port at which nobody listens.
 */
export async function openSocketScorer({
  clock,
  listen,
}: {
  readonly clock: Clock;
  readonly listen: Listening;
}): Promise<SocketScorer> {
  const closing = new AbortController();
  const open = new Set<Socket>();
  const server = createServer((socket) => {
    open.add(socket);
    socket.once("close", () => open.delete(socket));
    // Whoever asked has gone away.
    socket.on("error", () => socket.destroy());
    // A recogniser that throws has crashed.
    work(socket).catch(() => socket.destroy());
  });
  const port = await portOf(server);
  const line = lanes(LISTENERS);

  /** The time limit is for the recogniser's work: waiting for a free one counts for nothing. */
  return {
    score: (errand, signal) => (errand.failure === null ? line(() => ask(errand, signal)) : ask(errand, signal)),
    async close() {
      closing.abort(new Error("the twin is closing"));
      for (const socket of open) socket.destroy();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };

  async function work(socket: Socket): Promise<void> {
    const line = await lineFrom(socket);
    if (line === null) return;
    const { failure, timeoutMs, ...asked } = JSON.parse(line) as Line;
    if (failure === "crash") socket.destroy();
    if (failure !== null) return;
    const finding = await listen(asked, { timeoutMs, signal: closing.signal });
    if (!socket.destroyed) socket.end(`${JSON.stringify(finding)}\n`);
  }

  async function ask({ sha256, sentences, failure, timeoutMs }: ScoreErrand, signal: AbortSignal): Promise<Finding> {
    const socket = connect(failure === "down" ? await unusedPort() : port, HOST);
    const over = new AbortController();
    const timeout = (): Finding => ({ kind: "timeout" });
    const tooLate = clock.sleep(timeoutMs, AbortSignal.any([signal, over.signal])).then(timeout, timeout);
    try {
      return await Promise.race([answerOf(socket, { sha256, sentences, failure, timeoutMs }), tooLate]);
    } finally {
      over.abort(new Error("the recogniser has answered"));
      socket.destroy();
    }
  }
}

/** What a connection comes to. Never rejects. */
async function answerOf(socket: Socket, line: Line): Promise<Finding> {
  let connected = false;
  socket.once("connect", () => {
    connected = true;
    socket.write(`${JSON.stringify(line)}\n`);
  });
  let failed: string | null = null;
  socket.on("error", ({ message }) => {
    failed = message;
  });
  const answer = await lineFrom(socket);
  if (answer !== null) return findingIn(answer);
  return connected ? { kind: "crashed", error: failed ?? WENT_AWAY } : { kind: "unreachable" };
}

function findingIn(line: string): Finding {
  try {
    return JSON.parse(line) as Finding;
  } catch {
    return { kind: "crashed", error: "the recogniser's answer makes no sense" };
  }
}

/** The first line that comes; null where the connection ends before. */
function lineFrom(socket: Socket): Promise<string | null> {
  return new Promise((resolve) => {
    const pieces: Buffer[] = [];
    socket.on("data", (piece: Buffer) => {
      pieces.push(piece);
      if (piece.includes("\n")) resolve(Buffer.concat(pieces).toString("utf8").split("\n", 1)[0] ?? null);
    });
    socket.once("close", () => resolve(null));
  });
}

async function portOf(server: ReturnType<typeof createServer>): Promise<number> {
  server.listen(0, HOST);
  await once(server, "listening");
  return (server.address() as AddressInfo).port;
}

/** A port of this machine at which nobody listens any more. */
async function unusedPort(): Promise<number> {
  const server = createServer();
  const port = await portOf(server);
  server.close();
  await once(server, "close");
  return port;
}

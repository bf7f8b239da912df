import { deliver } from "./deliver.ts";
import type { Next } from "./next.ts";
import { prepare } from "./prepare.ts";
import type { Signals } from "./signals.ts";
import { submit } from "./submit.ts";
import type { Turn } from "./turn.ts";
import { upload } from "./upload.ts";
import { wait } from "./wait.ts";

/** One attempt of the stage that the row says. */
export function step(turn: Turn, signals: Signals): Promise<Next> {
  const { stage } = turn.job;
  switch (stage) {
    case "prepare":
      return prepare(turn, signals);
    case "upload":
      return upload(turn, signals);
    case "submit":
      return submit(turn, signals);
    case "wait":
      return wait(turn, signals);
    case "deliver":
      return deliver(turn);
    default:
      return stage satisfies never;
  }
}

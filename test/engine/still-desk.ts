import type { Spool } from "../../src/domain/audio-source.ts";
import { Desk, type DeskOptions } from "./desk.ts";

/**
 * A desk at which recordings are looked into without a file being written, so that no time goes by but the virtual: what
 * is looked into them with must not open them.
 */
export function stillDesk(options: DeskOptions): Desk {
  const desk = new Desk(options);
  const { spool } = desk.means;
  const still: Spool = {
    put: (...given) => spool.put(...given),
    holds: (ref) => spool.holds(ref),
    drop: (sha256) => spool.drop(sha256),
    heldSince: (before) => spool.heldSince(before),
    open: (ref) => ({ ...spool.open(ref), path: "/nowhere" }),
    scratch: (work) => work("/nowhere"),
  };
  Object.assign(desk.means, { spool: still });
  return desk;
}

import { beforeEach, describe, expect, test } from "vitest";
import type { Clock } from "../domain/runtime.ts";
import { GroupCommit } from "./group-commit.ts";

/** A transaction over a list of names: what is not committed is gone. */
class NameList {
  committed: readonly string[] = [];
  names: string[] = [];
  log: string[] = [];
  beginFails = 0;
  commitFails = 0;

  begin(): void {
    if (this.beginFails-- > 0) throw new Error("locked");
    this.log.push("begin");
  }

  commit(): void {
    if (this.commitFails-- > 0) throw new Error("disk full");
    this.committed = [...this.names];
    this.log.push("commit");
  }

  rollback(): void {
    this.names = [...this.committed];
    this.log.push("rollback");
  }
}

let endOfTurn: () => void;
const clock: Clock = {
  now: () => 0,
  monotonic: () => 0,
  sleep: () => Promise.reject(new Error("not here")),
  settled: () =>
    new Promise((resolve) => {
      endOfTurn = resolve;
    }),
};

describe("GroupCommit", () => {
  let list: NameList;
  let group: GroupCommit;
  const add = (name: string) => group.run(() => list.names.push(name));
  const fail = () =>
    group.run(() => {
      list.names.push("half done");
      throw new Error("broken");
    });

  beforeEach(() => {
    list = new NameList();
    group = new GroupCommit(list, clock);
  });

  test("commits the changes of one turn together, in the order of asking", async () => {
    const answers = Promise.all([add("a"), add("b"), add("c")]);
    expect(list.log).toEqual([]);
    endOfTurn();
    expect(await answers).toEqual([1, 2, 3]);
    expect(list.log).toEqual(["begin", "commit"]);
    expect(list.committed).toEqual(["a", "b", "c"]);
    expect(group.commits).toBe(1);
  });

  test("acknowledges only after the commit", async () => {
    const seen = add("a").then(() => [...list.log]);
    endOfTurn();
    expect(await seen).toEqual(["begin", "commit"]);
  });

  test("leaves what is asked for after the turn to the next one", async () => {
    const first = add("a");
    endOfTurn();
    await first;
    const second = add("b");
    expect(list.committed).toEqual(["a"]);
    endOfTurn();
    await second;
    expect(group.commits).toBe(2);
  });

  test("lets a broken change fail alone, with nothing of it kept", async () => {
    const answers = Promise.allSettled([add("a"), fail(), add("b")]);
    endOfTurn();
    expect((await answers).map(({ status }) => status)).toEqual(["fulfilled", "rejected", "fulfilled"]);
    expect(list.committed).toEqual(["a", "b"]);
  });

  test("acknowledges nothing that a failed commit has lost", async () => {
    list.commitFails = 2;
    const answers = Promise.allSettled([add("a"), add("b")]);
    endOfTurn();
    expect((await answers).map(({ status }) => status)).toEqual(["rejected", "fulfilled"]);
    expect(list.committed).toEqual(["b"]);
  });

  test("fails them all at once when the transaction cannot begin, and goes on with the next", async () => {
    list.beginFails = 1;
    const answers = Promise.allSettled([add("a"), add("b")]);
    endOfTurn();
    expect((await answers).map(({ status }) => status)).toEqual(["rejected", "rejected"]);
    const next = add("c");
    endOfTurn();
    await next;
    expect(list.committed).toEqual(["c"]);
  });

  test("is drained when what was asked for is committed", async () => {
    const answer = add("a");
    const drained = group.drained().then(() => [...list.committed]);
    endOfTurn();
    expect(await drained).toEqual(["a"]);
    await answer;
  });
});

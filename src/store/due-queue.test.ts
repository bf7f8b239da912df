import fc from "fast-check";
import { expect, test } from "vitest";
import { DueQueue } from "./due-queue.ts";

const ID = fc.integer({ min: 0, max: 20 }).map((number) => `job_${String(number).padStart(2, "0")}`);
const STEP = fc.oneof(
  fc.record({ kind: fc.constant("set" as const), id: ID, due: fc.integer({ min: 0, max: 9 }) }),
  fc.record({ kind: fc.constant("delete" as const), id: ID }),
);

test("always shows the entry that a sorted list would show first", () => {
  fc.assert(
    fc.property(fc.array(STEP, { maxLength: 400 }), (steps) => {
      const queue = new DueQueue();
      const model = new Map<string, number>();
      for (const step of steps) {
        if (step.kind === "set") {
          queue.set(step.id, step.due);
          model.set(step.id, step.due);
        } else {
          queue.delete(step.id);
          model.delete(step.id);
        }
        const [first] = [...model].sort(([one, early], [other, late]) => early - late || (one < other ? -1 : 1));
        expect(queue.first()).toEqual(first === undefined ? null : { id: first[0], due: first[1] });
        expect(queue.size).toBe(model.size);
      }
    }),
  );
});

test("empties in order of due time, then of id", () => {
  fc.assert(
    fc.property(fc.uniqueArray(ID), fc.infiniteStream(fc.integer({ min: 0, max: 3 })), (ids, dues) => {
      const queue = new DueQueue();
      const entries = ids.map((id) => ({ id, due: dues.next().value as number }));
      for (const { id, due } of entries) queue.set(id, due);
      const emptied = [];
      for (let first = queue.first(); first !== null; first = queue.first()) {
        emptied.push(first);
        queue.delete(first.id);
      }
      expect(emptied).toEqual(entries.sort((one, other) => one.due - other.due || (one.id < other.id ? -1 : 1)));
    }),
  );
});

/**
 * Works on several things at once and tells of each in their order, as soon as it and all before it are done. After the
 * stop none is begun, and what it broke off, by an error or not, is neither told nor thrown.
 *
 * @returns how many were told
 */
export async function inOrder<T, R extends object>(
  things: readonly T[],
  atOnce: number,
  stop: AbortSignal,
  work: (thing: T, index: number) => Promise<R>,
  tell: (result: R, index: number) => void,
): Promise<number> {
  const done = new Map<number, R>();
  // One iterator for all workers: each takes the next thing.
  const left = things.entries();
  let told = 0;
  const worker = async (): Promise<void> => {
    for (const [index, thing] of left) {
      if (stop.aborted) return;
      const result = await work(thing, index).catch((error: unknown) => {
        if (stop.aborted) return null;
        throw error;
      });
      if (stop.aborted || result === null) return;
      done.set(index, result);
      for (let next = done.get(told); next !== undefined; next = done.get(told)) {
        tell(next, told);
        done.delete(told);
        told += 1;
      }
    }
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, things.length) }, worker));
  return told;
}

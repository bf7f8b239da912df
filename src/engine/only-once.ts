/** The work, done once however often it is asked for. A failed try is forgotten, and whoever asks next tries again. */
export function onlyOnce<T>(work: () => Promise<T>): () => Promise<T> {
  let done: Promise<T> | null = null;
  return () => {
    done ??= work().catch((error: unknown) => {
      done = null;
      throw error;
    });
    return done;
  };
}

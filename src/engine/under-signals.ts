/** Does the work under a signal that aborts with the first of these, and leaves no listener at any. */
export async function underSignals<T>(
  signals: readonly AbortSignal[],
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const first = new AbortController();
  const listeners = signals.map((signal) => {
    const onAbort = (): void => first.abort(signal.reason);
    if (signal.aborted) onAbort();
    signal.addEventListener("abort", onAbort, { once: true });
    return { signal, onAbort };
  });
  try {
    return await work(first.signal);
  } finally {
    for (const { signal, onAbort } of listeners) signal.removeEventListener("abort", onAbort);
  }
}

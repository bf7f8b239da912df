import { AsyncLocalStorage } from "node:async_hooks";
import { type Context, type ContextManager, context, ROOT_CONTEXT, type SpanContext, trace } from "@opentelemetry/api";

/** Does the work as somebody does who has a span under way; the API gets its context manager for as long as that takes. */
export async function within<T>(place: Pick<SpanContext, "traceId" | "spanId">, work: () => T): Promise<Awaited<T>> {
  context.setGlobalContextManager(new Contexts().enable());
  try {
    const caller = trace.setSpanContext(ROOT_CONTEXT, { ...place, traceFlags: 1 });
    return await context.with(caller, work);
  } finally {
    context.disable();
  }
}

/** As an SDK for Node brings it. */
class Contexts implements ContextManager {
  readonly #storage = new AsyncLocalStorage<Context>();

  active(): Context {
    return this.#storage.getStore() ?? ROOT_CONTEXT;
  }

  with<A extends unknown[], F extends (...args: A) => ReturnType<F>>(
    entered: Context,
    work: F,
    thisArg?: ThisParameterType<F>,
    ...args: A
  ): ReturnType<F> {
    return this.#storage.run(entered, () => work.call(thisArg as never, ...args));
  }

  bind<T>(_context: Context, target: T): T {
    return target;
  }

  enable(): this {
    return this;
  }

  disable(): this {
    this.#storage.disable();
    return this;
  }
}

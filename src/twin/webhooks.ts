import type { Webhook } from "../domain/provider-server.ts";
import type { WebhookPatience } from "./script.ts";

/** One POST that somebody must make for the twin. */
export interface Post {
  readonly id: number;
  readonly webhook: Webhook;
  /** JSON. */
  readonly body: string;
  /** An answer that takes longer counts as none. */
  readonly timeoutMs: number;
}

/**
 * The provider's webhooks, each *due* at a time, *under way* once it was handed out, or *over*: after a 2xx, after any
 * 4xx where that is taken for an answer, or when its tries are used up. An answer that never came, or of any other status, makes it due again.
 */
export interface Webhooks {
  /** `told` hears of each answer's status. */
  tell(webhook: Webhook, body: string, at: number, told: (status: number) => void): void;
  /** Those that are due at `now`; each is under way from then on. */
  due(now: number): readonly Post[];
  /** What a POST came to; null when there was no answer. */
  answered(id: number, status: number | null, now: number): void;
  /** When the next one is due; null when none waits. */
  nextAt(): number | null;
}

interface Delivery {
  readonly webhook: Webhook;
  readonly body: string;
  readonly told: (status: number) => void;
  /** Tries begun so far. */
  attempt: number;
  /** Null while it is under way. */
  dueAt: number | null;
}

export function webhooksOf({ timeoutMs, attempts, everyMs, refusalsToo = false }: WebhookPatience): Webhooks {
  const isFinal = (status: number | null): boolean => {
    return status !== null && status >= 200 && (status <= 299 || (!refusalsToo && status >= 400 && status <= 499));
  };

  const waiting = new Map<number, Delivery>();
  let last = 0;
  return {
    tell(webhook, body, at, told) {
      last += 1;
      waiting.set(last, { webhook, body, told, attempt: 0, dueAt: at });
    },
    due(now) {
      const posts: Post[] = [];
      for (const [id, delivery] of waiting) {
        if (delivery.dueAt === null || delivery.dueAt > now) continue;
        delivery.dueAt = null;
        delivery.attempt += 1;
        posts.push({ id, webhook: delivery.webhook, body: delivery.body, timeoutMs });
      }
      return posts;
    },
    answered(id, status, now) {
      const delivery = waiting.get(id);
      if (delivery === undefined) return;
      if (status !== null) delivery.told(status);
      if (isFinal(status) || delivery.attempt >= attempts) waiting.delete(id);
      else delivery.dueAt = now + everyMs;
    },
    nextAt() {
      const times = [...waiting.values()].flatMap(({ dueAt }) => dueAt ?? []);
      return times.length === 0 ? null : Math.min(...times);
    },
  };
}

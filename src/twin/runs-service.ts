import { type AccountOptions, openAccount } from "./account.ts";
import { subjectOf } from "./hints.ts";
import { ledgerOf } from "./ledger.ts";
import { redactedPage } from "./own-pages.ts";
import type { Service, ServiceErrand } from "./service.ts";

/** A provider of runs: recordings are uploaded, submitted, worked on and polled. */
export function runsService(options: AccountOptions): Service {
  const { server, tally } = options;
  const account = openAccount(options);
  const { runs, webhooks } = account;
  return {
    hear(head, body) {
      const ask = server.hear(head, body);
      return { subject: subjectOf(ask, body), carryOut: (now) => account.process(ask, head, body, now) };
    },
    page: (head, now) => redactedPage(head, (path) => account.redactedAt(path, now)),
    advance: (now) => runs.advance(now),
    wants: account.wants,
    heard: account.heard,
    errands: (now) => [
      ...runs.toFetch().map(({ id, audioUrl }): ServiceErrand => ({ kind: "fetch", run: id, url: audioUrl })),
      ...webhooks.due(now).map((post): ServiceErrand => ({ kind: "post", post })),
    ],
    fetched: account.fetched,
    posted: webhooks.answered,
    scored: () => {},
    nextErrandAt() {
      const times = [runs.nextEnd(), webhooks.nextAt()].filter((time) => time !== null);
      return times.length === 0 ? null : Math.min(...times);
    },
    ledger: () => ledgerOf(tally, runs),
  };
}

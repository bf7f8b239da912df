import type { Job, JobRequest } from "./job.ts";
import type { Link } from "./link.ts";

/** All links of a job's chain, the first included. */
export function linksOf({ chain, providers, account }: JobRequest): readonly [Link, ...Link[]] {
  return chain ?? [{ provider: providers[0] ?? "", account }];
}

/** Where a job is now. */
export function linkOf({ request, left }: Pick<Job, "request" | "left">): Link {
  const links = linksOf(request);
  return links[left?.length ?? 0] ?? links[0];
}

/** Where it would go on; null at the end of its chain. */
export function nextLinkOf({ request, left }: Pick<Job, "request" | "left">): Link | null {
  return linksOf(request)[(left?.length ?? 0) + 1] ?? null;
}

/** How many links it has after the one where it is. */
export function linksLeft(job: Pick<Job, "request" | "left">): number {
  return linksOf(job.request).length - 1 - (job.left?.length ?? 0);
}

/** Whether it may go on at another account while its own is held: nothing of it has been accepted here. */
export function mayGoElsewhere(job: Pick<Job, "request" | "left" | "stage">): boolean {
  return linksLeft(job) > 0 && (job.stage === "prepare" || job.stage === "upload" || job.stage === "submit");
}

/** What the provider where it is gets untouched: the first link's are the request's own. */
export function providerOptionsOf({ request, left }: Pick<Job, "request" | "left">): JobRequest["providerOptions"] {
  const at = left?.length ?? 0;
  return at === 0 ? request.providerOptions : (request.linkOptions?.[at] ?? {});
}

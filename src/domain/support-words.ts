/**
 * What is said of support wherever a job has failed for good: the one place for these words.
 *
 * @param flags what follows the id, such as ` --store jobs.db`; default nothing
 */
export function supportCommand(job: string, flags = ""): string {
  return `tenuto support ${job}${flags}`;
}

/** The same as a line for people. */
export function supportLine(job: string, flags = ""): string {
  return `For the provider's support: ${supportCommand(job, flags)}`;
}

/** The same for programs, whose store need not be a file that the command could open. */
export function supportRemedy(job: string): string {
  return `For the provider's support: tenuto.support("${job}"), or with a store in a file ${supportCommand(job)}`;
}

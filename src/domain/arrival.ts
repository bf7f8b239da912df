/** What came to the webhook of a submission whose provider sends its result there. */
export interface Arrival {
  readonly job: string;
  /** The submission's number. */
  readonly submission: number;
  /** Wall time, ms. */
  readonly at: number;
  /** As it came. */
  readonly body: string;
}

/** What of a store has to do with results that come by themselves. They come once or a few times, and never again. */
export interface ArrivalStore {
  /**
   * Keeps what came, in place of what came to the same submission before. False, and nothing is kept, where nobody needs
   * it: the job or the submission is not known, or its transcript is here.
   */
  putArrival(arrival: Arrival): Promise<boolean>;
  /** What came to a submission; null where nothing did. It is forgotten with its job, and as soon as a transcript of the job is kept. */
  arrival(job: string, submission: number): Promise<Arrival | null>;
  /** What senders prove themselves by, for as long as the store lives: `fresh`, or what was given first. */
  arrivalSecret(fresh: string): Promise<string>;
}

/**
 * What a job in hand knows of the run that it waits for. All in memory: whoever claims the job next begins anew. Times are
 * monotonic, ms.
 */
export interface Vigil {
  readonly remoteId: string;
  /** Whether it has been watched since it was accepted. */
  readonly isWhole: boolean;
  /** The provider is to tell a webhook of this process. */
  readonly tells: boolean;
  /** When it was accepted; of a run that was queued, when it last was. */
  since: number;
  /** When it was last known not to be over. */
  goesOnAt: number;
  /** It waits at the provider until others are done. */
  queued: boolean;
  /** It does, or did: how long it takes is not known then. */
  wasQueued: boolean;
  /** When its run is asked after, unless somebody else is to tell. */
  pollAt: number;
  /** When it is asked after although somebody else is to tell. */
  netAt: number;
  /** It is asked after although a webhook was to tell, and none came in time. */
  unheard: boolean;
  /** Somebody told that it may be over. */
  rung: boolean;
  /** Taken over from whoever held the job before, and nothing of it is known since. */
  takenOver: boolean;
  /** The newest complete roll had it. */
  listed: boolean;
  /** When a roll had it no more; null where none called it over since it was asked after last. */
  calledAt: number | null;
  /** No roll is believed about it before. */
  deafUntil: number;
  /** That it is stuck was written down. */
  stuckTold: boolean;
}

export interface VigilStart {
  readonly since: number;
  readonly isWhole: boolean;
  readonly tells: boolean;
  readonly queued: boolean;
}

/** The vigil of a run that is to be asked after at once. */
export function newVigil(remoteId: string, { since, isWhole, tells, queued }: VigilStart): Vigil {
  return {
    remoteId,
    isWhole,
    tells,
    since,
    goesOnAt: since,
    queued,
    wasQueued: queued,
    pollAt: Number.NEGATIVE_INFINITY,
    netAt: Number.NEGATIVE_INFINITY,
    rung: false,
    unheard: false,
    takenOver: !isWhole,
    listed: false,
    calledAt: null,
    deafUntil: Number.NEGATIVE_INFINITY,
    stuckTold: false,
  };
}

/** A list that was asked for at `at` says whether the run is worked on. True when that means that it is over by now. */
export function heardInRoll(vigil: Vigil, isShown: boolean, at: number): boolean {
  if (vigil.deafUntil > at) return false;
  const wasTakenOver = vigil.takenOver;
  vigil.takenOver = false;
  if (!isShown) {
    if (wasTakenOver) return true;
    // One that no list has shown yet may be queued, or too new for the list: absence tells nothing of it.
    if (!vigil.listed) return false;
    vigil.listed = false;
    vigil.calledAt = at;
    return true;
  }
  if (vigil.queued) vigil.since = at;
  vigil.queued = false;
  vigil.listed = true;
  vigil.goesOnAt = at;
  return false;
}

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { FAULT_CLASSES, type Fault, type FaultClass, type FaultScope, type Remedy } from "../domain/fault.ts";
import type { ProviderFacts } from "../domain/provider.ts";
import { STAGES, type Stage } from "../domain/stage.ts";
import type { Certainty } from "../domain/submission.ts";
import type { Verdict, VerdictAction } from "../domain/verdict.ts";
import { decide, SENT_AGAIN, type Situation } from "./decide.ts";
import { defaultPolicy } from "./policy.ts";
import { presets } from "./presets.ts";

const NOW = Date.UTC(2026, 10, 20, 12);
const HOUR = 3_600_000;
const DAY = 24 * HOUR;

const EVERYTHING: readonly VerdictAction[] = [
  "retry",
  "rewind",
  "reconcile",
  "repair",
  "fetch",
  "refresh",
  "reroute",
  "failover",
  "park",
  "fail",
];
const AS_BUILT: readonly VerdictAction[] = ["retry", "rewind", "reconcile", "park", "fail"];

const always = (value: number) => ({ next: () => value });
const LOWEST = always(0);
const HIGHEST = always(1 - Number.EPSILON);

const FACTS: ProviderFacts = {
  kinds: ["transcription"],
  stages: ["upload", "submit", "wait"],
  submitCharges: true,
  uploadLifetimeMs: DAY,
  support: "write to support with the transcript id",
  rough: false,
};

const fault = (changes: Partial<Fault> = {}): Fault => ({
  code: "made-up/fault",
  message: "it went wrong",
  params: {},
  stage: "upload",
  class: "server",
  scope: "attempt",
  certainty: "rejected",
  remedy: "retry",
  attempts: null,
  pace: null,
  advice: "do something about it",
  notBefore: null,
  at: NOW,
  ...changes,
});

interface Changes extends Partial<Omit<Situation, "fault" | "job">> {
  readonly fault?: Partial<Fault>;
  readonly job?: Partial<Situation["job"]>;
}

const situation = ({ fault: f = {}, job = {}, ...rest }: Changes = {}): Situation => ({
  fault: fault(f),
  job: { stage: "upload", attempt: 1, spent: 1, streak: 1, repeats: 1, deadline: NOW + DAY, ...job },
  asking: false,
  policy: defaultPolicy,
  facts: FACTS,
  canLookUp: true,
  audioSeconds: null,
  submissions: 1,
  uploadAgeMs: HOUR,
  can: AS_BUILT,
  ...rest,
});

const verdictOn = (changes: Changes = {}, dice = LOWEST): Verdict => decide(situation(changes), NOW, dice);

/** The action, with where it leads. */
const named = (verdict: Verdict): string => (verdict.action === "rewind" ? `rewind to ${verdict.to}` : verdict.action);

const delayOf = (verdict: Verdict): number => {
  if ("delayMs" in verdict && verdict.delayMs !== null) return verdict.delayMs;
  throw new Error(`"${verdict.action}" has no delay`);
};

describe("each remedy at each stage", () => {
  const same = (action: string) => STAGES.map(() => action);
  const TABLE: Readonly<Record<Remedy, readonly string[]>> = {
    //            prepare             upload              submit              wait                deliver
    retry: same("retry"),
    resubmit: same("rewind to submit"),
    reupload: ["rewind to upload", "retry", "rewind to upload", "rewind to upload", "rewind to upload"],
    reconcile: ["retry", "retry", "reconcile", "retry", "retry"],
    repair: same("repair"),
    fetch: same("fetch"),
    refresh: same("refresh"),
    reroute: same("reroute"),
    failover: same("failover"),
    park: same("park"),
    fail: same("fail"),
  };
  const rows = Object.entries(TABLE).flatMap(([remedy, actions]) =>
    STAGES.map((stage, index) => [remedy as Remedy, stage, actions[index] ?? ""] as const),
  );

  it.each(rows)("turns %s at %s into %s", (remedy, stage, action) => {
    expect(named(verdictOn({ fault: { remedy }, job: { stage }, can: EVERYTHING }))).toBe(action);
  });

  it.each<Remedy>(["repair", "fetch", "refresh", "reroute", "failover"])(
    "fails and says so where the house cannot %s",
    (remedy) => {
      const verdict = verdictOn({ fault: { remedy } });
      expect(verdict).toMatchObject({ action: "fail", rule: "made-up/fault" });
      expect(verdict.reason).toBe(`it would need "${remedy}", which is not set up here`);
    },
  );
});

describe("a server's hint", () => {
  it("wins over a backoff that would be longer and one that would be shorter", () => {
    for (const seconds of [1, 3_600]) {
      const verdict = verdictOn({ fault: { notBefore: NOW + seconds * 1_000 }, job: { streak: 4 } });
      expect(verdict).toMatchObject({ action: "retry", rule: "hint", delayMs: seconds * 1_000 });
    }
  });

  it("wins over the entry's own pace", () => {
    const verdict = verdictOn({ fault: { notBefore: NOW + 2_000, pace: { minMs: 9_000, maxMs: 9_000 } } });
    expect(verdict).toMatchObject({ rule: "hint", delayMs: 2_000 });
  });

  it("holds a resubmission and a look-up back as well", () => {
    const hinted = { notBefore: NOW + 300_000 };
    expect(verdictOn({ fault: { ...hinted, remedy: "resubmit" }, job: { stage: "wait" } })).toMatchObject({
      action: "rewind",
      delayMs: 300_000,
    });
    expect(verdictOn({ fault: { ...hinted, certainty: "unknown" }, job: { stage: "submit" } })).toMatchObject({
      action: "reconcile",
      delayMs: 300_000,
    });
  });

  it("is spread by up to a tenth and 5 s, and never to the front", () => {
    const at = (seconds: number) => delayOf(verdictOn({ fault: { notBefore: NOW + seconds * 1_000 } }, HIGHEST));
    expect(at(10)).toBe(10_999);
    expect(at(3_600)).toBe(3_604_999);
  });

  it("past the deadline fails now and says so", () => {
    const verdict = verdictOn({ fault: { notBefore: NOW + HOUR }, job: { deadline: NOW + HOUR } });
    expect(verdict).toMatchObject({ action: "fail", rule: "hint-past-deadline" });
    expect(verdict.reason).toContain("asks to wait 3600 s");
  });

  it("just before the deadline is kept to the millisecond", () => {
    const verdict = verdictOn({ fault: { notBefore: NOW + 9_999 }, job: { deadline: NOW + 10_000 } }, HIGHEST);
    expect(verdict).toMatchObject({ action: "retry", delayMs: 9_999 });
  });

  it("that has passed already leaves the pace to the backoff", () => {
    expect(verdictOn({ fault: { notBefore: NOW - 1 } }, HIGHEST)).toMatchObject({ rule: "policy/upload" });
  });

  it("uses up no attempts: whoever was told when to come back has done nothing wrong", () => {
    const verdict = verdictOn({ fault: { notBefore: NOW + 1_000 }, job: { spent: 50, repeats: 50 } });
    expect(verdict.action).toBe("retry");
  });
});

describe("attempts", () => {
  it.each<[Stage, number]>([
    ["prepare", 2],
    ["upload", 5],
    ["submit", 5],
  ])("at %s end after the policy's %i", (stage, allowed) => {
    const having = (spent: number) => verdictOn({ fault: { class: "request" }, job: { stage, spent } });
    expect(having(allowed - 1)).toMatchObject({ action: "retry", reason: `attempt ${allowed - 1} of ${allowed}` });
    expect(having(allowed)).toMatchObject({ action: "fail", rule: `policy/${stage}` });
    expect(having(allowed).reason).toBe(`all ${allowed} attempts are used up`);
  });

  it.each<FaultClass>(["network", "timeout", "throttled", "server"])(
    "used up by an outage (%s) hold the job for a while instead of failing it",
    (kind) => {
      const verdict = verdictOn({ fault: { class: kind }, job: { spent: 5 } });
      expect(verdict).toMatchObject({ action: "park", delayMs: defaultPolicy.outageHoldMs, rule: "policy/upload" });
    },
  );

  it("used up by an outage fail the job under a policy that does not hold", () => {
    const verdict = verdictOn({ policy: presets.cookbook, job: { spent: 5 } });
    expect(verdict).toMatchObject({ action: "fail", rule: "policy/upload" });
  });

  it("of an entry's own count its repeats in a row, whatever else was spent", () => {
    const having = (repeats: number) => verdictOn({ fault: { attempts: 3 }, job: { spent: 40, repeats } });
    expect(having(2)).toMatchObject({ action: "retry", rule: "made-up/fault", reason: "attempt 2 of 3" });
    expect(having(3)).toMatchObject({ action: "fail", rule: "made-up/fault" });
  });

  it("for a fault that nobody knows are bounded by the policy", () => {
    const having = (spent: number) => verdictOn({ fault: { class: "ambiguous" }, job: { spent } }).action;
    expect([having(2), having(3)]).toEqual(["retry", "fail"]);
  });

  it("are not spent by what never left this machine", () => {
    const verdict = verdictOn({ fault: { certainty: "not-sent", class: "network" }, job: { spent: 50, streak: 50 } });
    expect(verdict).toMatchObject({ action: "retry", reason: "does not use up attempts" });
  });

  it("used up by a trouble of the whole account park it", () => {
    const verdict = verdictOn({ fault: { scope: "account", attempts: 2 }, job: { repeats: 2 } });
    expect(verdict).toMatchObject({ action: "park", delayMs: null, reason: "do something about it" });
  });
});

describe("a submit", () => {
  const unknown = { certainty: "unknown" } as const;

  it.each<Remedy>(["retry", "resubmit", "reupload", "reconcile", "park", "fail", "failover"])(
    "of unknown outcome is looked up first, whatever its fault asks for (%s)",
    (remedy) => {
      const verdict = verdictOn({ fault: { ...unknown, remedy }, job: { stage: "submit", spent: 99, repeats: 99 } });
      expect(verdict).toMatchObject({
        action: "reconcile",
        delayMs: defaultPolicy.reconcile.everyMs,
        rule: "uncertain",
      });
    },
  );

  it("of unknown outcome parks where the provider cannot be asked", () => {
    const verdict = verdictOn({ fault: unknown, job: { stage: "submit" }, canLookUp: false });
    expect(verdict).toMatchObject({ action: "park", delayMs: null });
    expect(verdict.reason).toContain("could be paid twice");
  });

  const resubmitting = {
    ...defaultPolicy,
    reconcile: { ...defaultPolicy.reconcile, onUncertain: "resubmit", resubmitUpToSeconds: 60 },
  } as const;
  const unasked = (changes: Changes = {}) =>
    verdictOn({
      policy: resubmitting,
      canLookUp: false,
      audioSeconds: 60,
      ...changes,
      fault: { ...unknown, ...changes.fault },
      job: { stage: "submit", ...changes.job },
    });

  it("of unknown outcome is sent again where nobody can be asked, the policy says so and it is short", () => {
    expect(unasked({ job: { streak: 2 } })).toMatchObject({ action: "retry", rule: "uncertain/resubmit", delayMs: 0 });
    expect(unasked().reason).toBe("it may be paid twice, which the policy allows up to 60 s of audio; run 2 of 3");
    expect(unasked({ fault: { notBefore: NOW + 9_000 } })).toMatchObject({ action: "retry", delayMs: 9_000 });
  });

  it.each<[string, Changes]>([
    ["is too long", { audioSeconds: 60.1 }],
    ["has no known length", { audioSeconds: null }],
    ["may have had all its runs", { submissions: 3 }],
    [
      "is to be held, up to whichever length",
      { policy: { ...resubmitting, reconcile: { ...resubmitting.reconcile, onUncertain: "hold" } } },
    ],
    [
      "was accepted under a policy from before there was a choice",
      {
        policy: JSON.parse(
          JSON.stringify({ ...defaultPolicy, reconcile: { emptyLookups: 2, graceMs: 1, everyMs: 1 } }),
        ),
      },
    ],
  ])("of unknown outcome parks in spite of that where it %s", (_, changes) => {
    expect(unasked(changes)).toMatchObject({ action: "park", delayMs: null });
  });

  it("that its provider gave up on is tried again as its entry has it, within the budget for paying twice", () => {
    const timeout = { remedy: "retry", class: "timeout", attempts: 3, certainty: "unknown" } as const;
    const held = { ...defaultPolicy };
    expect(unasked({ policy: held, fault: timeout, job: { repeats: 2 } })).toMatchObject({
      action: "retry",
      rule: SENT_AGAIN,
    });
    expect(unasked({ policy: held, fault: timeout, job: { repeats: 3 } })).toMatchObject({ action: "park" });
    expect(unasked({ policy: held, fault: { ...timeout, attempts: null } })).toMatchObject({ action: "park" });
  });

  it("that may be paid twice keeps its rule where the provider asks to wait, so that the budget is asked all the same", () => {
    const hinted = unasked({ fault: { notBefore: NOW + 20_000 } });
    expect(hinted).toMatchObject({ action: "retry", rule: SENT_AGAIN });
    expect("delayMs" in hinted && hinted.delayMs).toBeGreaterThanOrEqual(20_000);
  });

  it("of unknown outcome is looked up all the same where the provider can be asked", () => {
    expect(unasked({ canLookUp: true }).action).toBe("reconcile");
  });

  it("of unknown outcome is simply repeated where it costs nothing", () => {
    const facts = { ...FACTS, submitCharges: false };
    expect(verdictOn({ fault: unknown, job: { stage: "submit" }, facts }).action).toBe("retry");
  });
});

describe("a run that failed at the provider", () => {
  const serverError = { remedy: "resubmit", pace: { minMs: 5_000, maxMs: 15_000 } } as const;
  const having = (submissions: number, uploadAgeMs: number | null) =>
    verdictOn({ fault: serverError, job: { stage: "wait" }, submissions, uploadAgeMs });

  it("is submitted again with the same upload while that is young", () => {
    expect(having(1, DAY - 1)).toMatchObject({ action: "rewind", to: "submit", delayMs: 5_000, rule: "made-up/fault" });
    expect(having(1, DAY - 1).reason).toBe("submission 2 of 3, with the same upload");
  });

  it.each<[string, number | null]>([
    ["old", DAY],
    ["gone", null],
  ])("is uploaded anew when its upload is %s", (_, age) => {
    expect(having(2, age)).toMatchObject({ action: "rewind", to: "upload" });
    expect(having(2, age).reason).toBe("submission 3 of 3, with a new upload");
  });

  it("takes the shorter of the policy's and the provider's lifetime of an upload", () => {
    const policy = { ...defaultPolicy, uploadLifetimeMs: HOUR };
    const changes = { fault: serverError, job: { stage: "wait" }, policy, uploadAgeMs: HOUR } as const;
    expect(named(verdictOn(changes))).toBe("rewind to upload");
  });

  it("is never uploaded where the provider has no uploads", () => {
    const facts = { ...FACTS, stages: ["submit"], uploadLifetimeMs: null } as const;
    expect(named(verdictOn({ fault: serverError, facts, uploadAgeMs: null }))).toBe("rewind to submit");
  });

  it("ends the job at the last submission, with whom to turn to", () => {
    expect(having(3, HOUR)).toMatchObject({ action: "fail", rule: "policy/submissions" });
    expect(having(3, HOUR).reason).toBe("all 3 submissions ended like this; write to support with the transcript id");
  });

  it("gets a new upload for the third time at most when the upload is what is wrong", () => {
    const bad = (submissions: number, repeats: number) =>
      named(verdictOn({ fault: { remedy: "reupload" }, job: { stage: "wait", repeats }, submissions }));
    expect([bad(1, 1), bad(2, 2), bad(3, 1), bad(1, 3)]).toEqual([
      "rewind to upload",
      "rewind to upload",
      "fail",
      "fail",
    ]);
  });
});

describe("a provider without uploads", () => {
  const facts: ProviderFacts = { ...FACTS, stages: ["submit"] };
  const bad = (certainty: "accepted" | "rejected", changes: Partial<Situation["job"]> = {}, submissions = 1) =>
    named(
      verdictOn({
        fault: { remedy: "reupload", class: "request", certainty },
        job: { stage: "submit", ...changes },
        submissions,
        facts,
      }),
    );

  it("is asked once more where its library has to upload anew, and no more often than it would be else", () => {
    const { attempts } = defaultPolicy.stages.submit;
    expect([bad("rejected", { spent: 1 }), bad("rejected", { spent: attempts })]).toEqual(["retry", "fail"]);
    const { max } = defaultPolicy.submissions;
    expect([bad("accepted"), bad("accepted", {}, max)]).toEqual(["rewind to submit", "fail"]);
  });
});

describe("a refused key", () => {
  const refused = {
    remedy: "park",
    scope: "account",
    class: "auth",
    attempts: 2,
    pace: { minMs: 5_000, maxMs: 15_000 },
  } as const;

  it("is tried once more, well apart, and then parks", () => {
    expect(verdictOn({ fault: refused })).toMatchObject({ action: "retry", delayMs: 5_000 });
    expect(verdictOn({ fault: refused, job: { repeats: 2 } })).toMatchObject({ action: "park", delayMs: null });
  });

  it("parks a job that only asked as well: its run goes on meanwhile", () => {
    const asked = { fault: refused, asking: true, job: { stage: "wait", repeats: 2 } } as const;
    expect(verdictOn(asked).action).toBe("park");
  });
});

describe("pace", () => {
  it("is the entry's own where it knows better than the backoff", () => {
    const paced = { fault: { pace: { minMs: 5_000, maxMs: 10_000 } }, job: { streak: 9 } };
    expect(delayOf(verdictOn(paced, LOWEST))).toBe(5_000);
    expect(delayOf(verdictOn(paced, HIGHEST))).toBe(10_000);
  });

  it("of an entry stays within the policy's cap", () => {
    expect(delayOf(verdictOn({ fault: { pace: { minMs: HOUR, maxMs: 2 * HOUR } } }))).toBe(60_000);
  });

  it("past the deadline fails now and says so", () => {
    const verdict = verdictOn({ job: { deadline: NOW + 1_000 } }, HIGHEST);
    expect(verdict).toMatchObject({ action: "fail", rule: "deadline" });
    expect(verdict.reason).toBe("the next try would be in 1.0 s, after the job's deadline");
  });
});

describe("whatever the situation", () => {
  const draws = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
  const paces = fc.tuple(fc.nat(200_000), fc.nat(200_000)).map(([minMs, more]) => ({ minMs, maxMs: minMs + more }));
  const faults: fc.Arbitrary<Partial<Fault>> = fc.record({
    remedy: fc.constantFrom<Remedy>(
      "retry",
      "resubmit",
      "reupload",
      "reconcile",
      "repair",
      "fetch",
      "refresh",
      "reroute",
      "failover",
      "park",
      "fail",
    ),
    class: fc.constantFrom(...FAULT_CLASSES),
    scope: fc.constantFrom<FaultScope>("attempt", "job", "account", "host"),
    certainty: fc.constantFrom<Certainty>("not-sent", "rejected", "accepted", "unknown"),
    attempts: fc.option(fc.integer({ min: 1, max: 6 }), { nil: null }),
    pace: fc.option(paces, { nil: null }),
    notBefore: fc.option(
      fc.integer({ min: -100_000, max: 2 * DAY }).map((ms) => NOW + ms),
      { nil: null },
    ),
  });
  const jobs = fc.record({
    stage: fc.constantFrom(...STAGES),
    attempt: fc.integer({ min: 1, max: 200 }),
    spent: fc.nat(200),
    streak: fc.nat(200),
    repeats: fc.integer({ min: 1, max: 200 }),
    deadline: fc.integer({ min: -10_000, max: 2 * DAY }).map((ms) => NOW + ms),
  });
  const situations: fc.Arbitrary<Situation> = fc
    .record({
      fault: faults,
      job: jobs,
      asking: fc.boolean(),
      policy: fc.constantFrom(...Object.values(presets)),
      facts: fc.constantFrom(
        FACTS,
        { ...FACTS, submitCharges: false },
        { ...FACTS, stages: ["submit"] as const, uploadLifetimeMs: null, support: null },
      ),
      canLookUp: fc.boolean(),
      audioSeconds: fc.option(fc.nat(10_000), { nil: null }),
      submissions: fc.nat(6),
      uploadAgeMs: fc.option(fc.nat(2 * DAY), { nil: null }),
      can: fc.constantFrom(AS_BUILT, EVERYTHING),
    })
    .map(situation);
  const DEADLINE_RULES = ["deadline", "hint-past-deadline"];

  const holds = (law: (given: Situation, verdict: Verdict) => void, only = situations): void =>
    fc.assert(
      fc.property(only, draws, (given, draw) => law(given, decide(given, NOW, always(draw)))),
      { numRuns: 2_000 },
    );

  it("no hint is undercut and no delay reaches the deadline", () => {
    holds(({ fault: { notBefore }, job }, verdict) => {
      if (!("delayMs" in verdict) || verdict.delayMs === null) return;
      expect(Number.isSafeInteger(verdict.delayMs)).toBe(true);
      expect(verdict.delayMs).toBeGreaterThanOrEqual(Math.max(0, (notBefore ?? 0) - NOW));
      expect(NOW + verdict.delayMs).toBeLessThan(job.deadline);
    });
  });

  it("nothing is waited for once a hint lies past the deadline", () => {
    holds(({ fault: { notBefore }, job }, verdict) => {
      if (notBefore === null || notBefore <= NOW || notBefore < job.deadline) return;
      expect(["fail", "park", "repair", "fetch", "reroute", "failover"]).toContain(verdict.action);
      if ("delayMs" in verdict) expect(verdict.delayMs).toBeNull();
    });
  });

  it("an unhinted delay stays within the longest that the policy knows", () => {
    holds(({ fault: { notBefore }, job, policy }, verdict) => {
      if (!("delayMs" in verdict) || (notBefore ?? 0) > NOW) return;
      const backoffs = [policy.stages[job.stage].backoff, policy.submissions.backoff];
      const caps = backoffs.map(({ capMs, jitter }) => capMs * (typeof jitter === "object" ? 1 + jitter.share : 1));
      const longest = Math.max(...caps, policy.reconcile.everyMs, policy.outageHoldMs ?? 0);
      expect(verdict.delayMs ?? 0).toBeLessThanOrEqual(Math.round(longest));
    });
  });

  it("a submit that costs money and is uncertain is never repeated without the budget being asked", () => {
    const uncertain = situations.map((given) =>
      situation({ ...given, fault: { ...given.fault, certainty: "unknown" }, job: { ...given.job, stage: "submit" } }),
    );
    holds(({ facts, canLookUp }, verdict) => {
      if (!facts.submitCharges) return;
      if (verdict.action === "fail") expect(DEADLINE_RULES).toContain(verdict.rule);
      // By this rule the account's budget for paying twice is asked first.
      else if (verdict.action === "retry") expect([canLookUp, verdict.rule]).toEqual([false, SENT_AGAIN]);
      else expect(verdict.action).toBe(canLookUp ? "reconcile" : "park");
    }, uncertain);
  });

  it("a question whose token is refused gets one new token, and then the account is parked", () => {
    const fault = { remedy: "refresh", class: "auth", scope: "account", attempts: 2, certainty: "rejected" } as const;
    const asked = (repeats: number) =>
      verdictOn({ fault, asking: true, job: { stage: "wait", repeats }, can: ["retry", "park", "refresh"] });
    expect(asked(1)).toMatchObject({ action: "refresh" });
    expect(asked(2)).toMatchObject({ action: "park" });
  });

  it("a question that failed ends a job only at its deadline, or when the run has long been lost", () => {
    const asked = situations.map((given) =>
      situation({ ...given, asking: true, job: { ...given.job, stage: "wait" } }),
    );
    holds(({ fault: { attempts }, job }, verdict) => {
      if (verdict.action !== "fail" || DEADLINE_RULES.includes(verdict.rule)) return;
      expect(verdict.rule).toBe("policy/submissions");
      expect(job.repeats).toBeGreaterThanOrEqual(attempts ?? Number.POSITIVE_INFINITY);
    }, asked);
  });

  it("nothing is decided that the house cannot do", () => {
    holds(({ can }, { action }) => {
      expect(can).toContain(action);
    });
  });

  it("every verdict has a reason and names its rule", () => {
    holds((_, { reason, rule }) => {
      expect(reason).not.toBe("");
      expect(rule).not.toBe("");
    });
  });
});

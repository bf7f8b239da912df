// The troubles, as the twin reads them. Times are those of the outside world: both ends run faster alike.

/** Half of all runs take less than 20 s, one in a hundred more than 102 s: AssemblyAI says that most take less than 45 s. */
const WORK = "processing: log-normal 20s 0.7";

const REQUESTS = ["upload", "submit", "poll", "list"];

/** A third each is answered by 500 and by 503; of the broken connections half break after the request was carried out. */
function ofRequests(percent) {
  const kinds = [
    ["status: 500", percent / 3],
    ["status: 503", percent / 3],
    ["fault: reset-before", percent / 6],
    ["fault: reset-after", percent / 6],
  ];
  return REQUESTS.flatMap((stage) =>
    kinds.map(([fault, share]) => `  - { stage: ${stage}, probability: ${share.toFixed(4)}%, ${fault} }`),
  );
}

/** Everything is refused from one second to another. */
function always(from, to, fault) {
  return REQUESTS.map((stage) => `  - { stage: ${stage}, from: ${from}s, to: ${to}s, ${fault} }`);
}

const scenario = (title, what, faults) => ({
  title,
  what,
  yaml: [WORK, ...(faults.length === 0 ? [] : ["faults:", ...faults])].join("\n"),
});

/** All of them can be recovered from. */
export const SCENARIOS = {
  none: scenario("Nothing fails", "Every request is answered, every run completes.", []),
  "requests-0.1": scenario(
    "0.1 % of requests fail",
    "Uploads, submits, polls and lists: a third by 500, a third by 503, a sixth by a connection that breaks before and a sixth by one that breaks after the request was carried out.",
    ofRequests(0.1),
  ),
  "requests-1": scenario("1 % of requests fail", "The same.", ofRequests(1)),
  "requests-10": scenario("10 % of requests fail", "The same.", ofRequests(10)),
  "server-errors": scenario("5 % of runs end in a server error", "In the API's own words; such a run is not billed.", [
    "  - { stage: job, probability: 5%, fault: assemblyai/server-error }",
  ]),
  "lost-replies": scenario(
    "20 % of submits are accepted, and their reply is lost",
    "The connection breaks once the run was created.",
    ["  - { stage: submit, probability: 20%, fault: reset-after }"],
  ),
  outage: scenario(
    "An outage of three minutes",
    "From the 20th second on everything is answered by 503, without a hint.",
    always(20, 200, "status: 503"),
  ),
  "rate-limit": scenario(
    "A storm of 429",
    "From the 20th second on, for a minute, everything is answered by 429 with `Retry-After: 30`.",
    always(20, 80, "fault: assemblyai/too-many-requests, retry-after: 30"),
  ),
};

/**
 * The floors of the house as rules. A module may import from the floors below its own and from its own room; type
 * imports count. Rooms are told apart by the first folder (or file) under src, providers by the second.
 */

const FLOORS = {
  domain: "^src/domain/",
  transcript: "^src/transcript/",
  rooms: "^src/(providers|catalogue|policy|audio|store|programs)/",
  engines: "^src/(engine|testing|settings)/|^src/settings([.]test)?[.]ts$",
  faces:
    "^src/(gateway|twin|simulation)/|^src/compose(-accounts|-ai-sdk|-audio|-inspection-thread|-library|-store|-catalogue|-simulation|-support|-webhooks)?[.]ts$",
  doors: "^src/index[.]ts$|^src/(cli|ai-sdk)/",
};

/** Tests live beside what they test and may use the test runner, which is on no floor. */
const TEST = "[.]test[.]ts$";
const COMPOSE =
  "^src/compose(-accounts|-ai-sdk|-audio|-inspection-thread|-library|-store|-catalogue|-simulation|-support|-webhooks)?[.]ts$";

const order = Object.keys(FLOORS);
const above = (floor) => order.slice(order.indexOf(floor) + 1).map((name) => FLOORS[name]);

/** Who may import which package. What is not listed may be imported by nobody but tests. */
const PACKAGES = {
  undici: ["^src/engine/(transport|download)[.]ts$"],
  pino: ["^src/engine/log-file[.]ts$"],
  "@photostructure/sqlite": ["^src/store/sqlite-driver[.]ts$"],
  zod: ["^src/policy/", "^src/twin/", "^src/settings[.]ts$", "^src/catalogue/own-(entry-shape|item)[.]ts$"],
  yaml: ["^src/settings/(file|located-yaml)[.]ts$"],
  mediabunny: ["^src/audio/demux[.]ts$"],
  "@opentelemetry/api": ["^src/engine/telemetry/telemetry[.]ts$"],
  soundswallower: ["^src/programs/alignment-decoder[.]ts$"],
  commander: ["^src/cli/"],
  picocolors: ["^src/cli/"],
};

/** A package by its folder: wherever the modules are installed. */
const folderOf = (name) => `(^|/)node_modules/${name}/`;

const upward = (floor, reason) => ({
  name: `no-way-up-from-${floor}`,
  comment: reason,
  severity: "error",
  from: { path: FLOORS[floor] },
  to: { path: above(floor) },
});

module.exports = {
  forbidden: [
    upward("domain", "The words and ports are the ground: they import nothing, or every change above shakes them."),
    upward(
      "transcript",
      "Captions and sentences are made from one Transcript and nothing else, so that any door can use them.",
    ),
    upward("rooms", "A provider, a store or a policy works the same whoever drives it, so it cannot know its driver."),
    upward(
      "engines",
      "The engine is driven by the faces; were it to know them, the simulation would no longer run the real one.",
    ),
    upward("faces", "Doors are for people: what runs behind them must run without any."),
    {
      name: "rooms-are-strangers",
      comment:
        "A room that knows its neighbour can no longer be replaced alone; what two of them share belongs to the domain.",
      severity: "error",
      from: { path: "^src/(providers|catalogue|policy|audio|store|programs)/" },
      to: { path: FLOORS.rooms, pathNot: "^src/$1/" },
    },
    {
      name: "providers-are-strangers",
      comment: "One folder is one provider: it can be added or removed by itself.",
      severity: "error",
      from: { path: "^src/providers/([^/]+)/" },
      to: { path: "^src/providers/", pathNot: "^src/providers/$1/" },
    },
    {
      name: "engine-settings-and-testing-are-strangers",
      comment: "The engine gets its settings as values, and the published suites run against any engine.",
      severity: "error",
      from: { path: "^src/(engine/|testing/|settings)" },
      to: { path: FLOORS.engines, pathNot: "^src/$1" },
    },
    {
      name: "faces-are-strangers",
      comment: "Only the composition root, which puts the house together, may know more than one of them.",
      severity: "error",
      from: { path: "^src/(gateway|twin|simulation)/" },
      to: { path: FLOORS.faces, pathNot: "^src/$1/" },
    },
    {
      name: "doors-are-strangers",
      comment:
        "The command must work without the library's front door, the library without the command, and each without another library's contract.",
      severity: "error",
      from: { path: "^src/(index[.]ts$|cli/|ai-sdk/)" },
      to: { path: FLOORS.doors, pathNot: "^src/$1" },
    },
    {
      name: "only-compose-names-the-concrete",
      comment: "Providers, stores and programs are chosen in one place, so that another one takes one line.",
      severity: "error",
      from: { path: "^src/", pathNot: [COMPOSE, "^src/(providers|store|programs)/"] },
      to: { path: "^src/(providers|store|programs)/" },
    },
    {
      name: "every-file-has-a-floor",
      comment: "A folder that no rule knows would be free to import anything.",
      severity: "error",
      from: { path: "^src/", pathNot: Object.values(FLOORS) },
      to: {},
    },
    {
      name: "no-tests-in-production",
      comment: "What is delivered must not need what is left out of it.",
      severity: "error",
      from: { path: "^src/", pathNot: TEST },
      to: { path: [TEST, "^test/"] },
    },
    {
      name: "pure-rooms-need-no-machine",
      comment:
        "Words, captions, classification and patience are arithmetic: the same on any machine and in the simulation.",
      severity: "error",
      from: { path: "^src/(domain|transcript|catalogue|policy)/", pathNot: TEST },
      to: { dependencyTypes: ["core"] },
    },
    ...Object.entries(PACKAGES).map(([name, rooms]) => ({
      name: `package-${name}`,
      comment: `Where ${name} may be imported is a list, so that it can be replaced, and that nobody pays for it unasked.`,
      severity: "error",
      from: { path: "^src/", pathNot: [...rooms, TEST] },
      to: { path: folderOf(name) },
    })),
    {
      name: "package-node:sqlite",
      comment: "One file chooses between Node's SQLite and the package that stands in for it.",
      severity: "error",
      from: { path: "^src/", pathNot: ["^src/store/sqlite-driver[.]ts$", TEST] },
      to: { path: "^(node:)?sqlite$" },
    },
    {
      name: "package-unlisted",
      comment: "A new dependency is a decision: it gets a line in the list above, with the rooms that may use it.",
      severity: "error",
      from: { path: "^src/", pathNot: TEST },
      to: { path: "(^|/)node_modules/", pathNot: Object.keys(PACKAGES).map(folderOf) },
    },
    {
      name: "no-dead-ends",
      comment: "An import that leads nowhere fails only on the user's machine.",
      severity: "error",
      from: { path: "^src/" },
      // Node 20 has no such module; the driver asks before it imports.
      to: { couldNotResolve: true, pathNot: "^(node:)?sqlite$" },
    },
    {
      name: "no-orphans",
      comment: "A file that nobody imports and that imports nothing is forgotten.",
      severity: "error",
      from: { orphan: true, path: "^src/", pathNot: TEST },
      to: {},
    },
  ],
  options: {
    tsConfig: { fileName: "tsconfig.json" },
    // Without this, type imports would be invisible: they are gone once compiled.
    tsPreCompilationDeps: true,
    doNotFollow: { path: "node_modules" },
    enhancedResolveOptions: {
      extensions: [".ts", ".js", ".json"],
      exportsFields: ["exports"],
      conditionNames: ["import", "types", "node"],
    },
  },
};

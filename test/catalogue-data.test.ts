import { describe, expect, it } from "vitest";
import { AUDIO_ERRORS } from "../src/catalogue/audio.ts";
import { buildCatalogue } from "../src/catalogue/catalogue.ts";
import { classify } from "../src/catalogue/classify.ts";
import { GENERIC_ERRORS } from "../src/catalogue/generic.ts";
import { normalise } from "../src/catalogue/normal-text.ts";
import { compileTemplate, placesIn } from "../src/catalogue/template.ts";
import { TENUTO_ERRORS } from "../src/catalogue/tenuto-errors.ts";
import type { CatalogueEntry } from "../src/domain/catalogue-entry.ts";
import type { Exchange } from "../src/domain/exchange.ts";
import type { Fault } from "../src/domain/fault.ts";
import { ASSEMBLYAI_ERRORS } from "../src/providers/assemblyai/errors.ts";
import { ASSEMBLYAI_REQUESTS } from "../src/providers/assemblyai/requests.ts";
import { DEEPGRAM_ERRORS } from "../src/providers/deepgram/errors.ts";
import { DEEPGRAM_REQUESTS } from "../src/providers/deepgram/requests.ts";
import { ELSA_ERRORS, ELSA_OUTCOMES } from "../src/providers/elsa/errors.ts";
import { ELSA_REQUESTS } from "../src/providers/elsa/requests.ts";
import { LOCAL_ERRORS } from "../src/providers/local/errors.ts";
import { OPENAI_ERRORS } from "../src/providers/openai/errors.ts";
import { OPENAI_REQUESTS } from "../src/providers/openai/requests.ts";

const REMOTE = {
  assemblyai: { errors: ASSEMBLYAI_ERRORS, requests: ASSEMBLYAI_REQUESTS },
  elsa: { errors: [...ELSA_ERRORS, ...ELSA_OUTCOMES], requests: ELSA_REQUESTS },
  openai: { errors: OPENAI_ERRORS, requests: OPENAI_REQUESTS },
  deepgram: { errors: DEEPGRAM_ERRORS, requests: DEEPGRAM_REQUESTS },
};
const LISTS = [
  GENERIC_ERRORS,
  TENUTO_ERRORS,
  AUDIO_ERRORS,
  LOCAL_ERRORS,
  ...Object.values(REMOTE).map(({ errors }) => errors),
];
const CATALOGUE = buildCatalogue(LISTS);
const ALL = LISTS.flat();

/** Listed by a vendor beside a message that has no place for it. */
const DOCUMENTED_ONLY: Readonly<Record<string, readonly string[]>> = { "elsa/audio-too-big-for-sync": ["stream_dir"] };

const templatesOf = ({ message, wordings = [] }: CatalogueEntry) => [
  ...(message === undefined ? [] : [message]),
  ...wordings,
];

/** Codes of the entries of which something does not hold: a law's test shows who breaks it. */
const breakers = (broken: (entry: CatalogueEntry) => boolean) => ALL.filter(broken).map(({ code }) => code);

const SENTENCE = /^[A-Z\d].*[.]$/;
const GENERAL = ["http", "network", "program", "model", "audio", "tenuto"];

describe("every entry of the catalogue", () => {
  it("declares the places of its messages, and no others", () => {
    const wanted = ALL.map((entry) => [
      entry.code,
      [...new Set([...templatesOf(entry).flatMap(placesIn), ...(DOCUMENTED_ONLY[entry.code] ?? [])])].sort(),
    ]);
    expect(ALL.map(({ code, parameters = {} }) => [code, Object.keys(parameters).sort()])).toEqual(wanted);
  });

  it("says in sentences what it is, what to do, and what its parameters stand for", () => {
    const sentencesOf = ({ description, advice, parameters = {} }: CatalogueEntry) => [
      description,
      advice,
      ...Object.values(parameters).map((parameter) => parameter.description),
    ];
    expect(breakers((entry) => sentencesOf(entry).some((text) => !SENTENCE.test(text)))).toEqual([]);
  });

  it("says where it is known from and since which month", () => {
    expect(breakers(({ source }) => source.trim() === "")).toEqual([]);
    expect(breakers(({ dated }) => !/^20\d\d-(0[1-9]|1[0-2])$/.test(dated))).toEqual([]);
  });

  it("is called for its provider, or for what it is seen in", () => {
    const owners = ({ provider }: CatalogueEntry) => (provider === null ? GENERAL : [provider]);
    expect(breakers((entry) => !owners(entry).includes(entry.code.split("/")[0] ?? ""))).toEqual([]);
    expect(breakers(({ code }) => !/^[a-z]+\/[a-z0-9]+(-[a-z0-9]+)*$/.test(code))).toEqual([]);
  });

  it("writes the codes that it is known by in capitals, as they are compared", () => {
    expect(breakers(({ codes = [] }) => codes.some((code) => code !== code.toUpperCase()))).toEqual([]);
  });

  it("with a message of a credential keeps that credential secret", () => {
    const carriers = ALL.flatMap(({ code, parameters = {} }) =>
      Object.entries(parameters).flatMap(([name, { secret }]) => (secret === true ? [`${code} ${name}`] : [])),
    );
    expect(carriers).toEqual(["elsa/invalid-session-token token", "openai/invalid-key key"]);
  });

  it("of one provider only belongs to requests that it knows", () => {
    for (const { errors, requests } of Object.values(REMOTE)) {
      const kinds = new Set(requests.map(({ kind }) => kind));
      for (const entry of errors) for (const kind of entry.kinds ?? []) expect(kinds).toContain(kind);
    }
  });

  it("of a provider is named at the stages of its requests", () => {
    for (const { errors, requests } of Object.values(REMOTE)) {
      for (const entry of errors.filter(({ stages }) => stages !== undefined)) {
        const fitting = requests.filter(({ kind }) => entry.kinds === undefined || entry.kinds.includes(kind));
        const stages = new Set(fitting.map(({ stage }) => stage));
        expect(entry.stages?.filter((stage) => !stages.has(stage))).toEqual([]);
      }
    }
  });
});

/** What the entry's own sample is taken for, as a refusal or as a run's last words. */
function namesOf(entry: CatalogueEntry, sample: string): readonly (Fault | null)[] {
  const statuses = entry.status ?? [400, 401, 403, 422, 500];
  const stages = entry.stages ?? (["submit"] as const);
  const kinds = entry.kinds ?? [undefined];
  return (entry.seen === "job" ? [200] : statuses).flatMap((status) =>
    stages.flatMap((stage) =>
      kinds.map((kind) => {
        const outcome = { kind: "reply", status, headers: {}, body: sample, complete: true } as const;
        const exchange: Exchange = { method: "POST", endpoint: "/", at: 0, elapsedMs: 0, sentBytes: 0, outcome };
        return classify(
          {
            provider: entry.provider ?? "any",
            stage,
            ...(kind === undefined ? {} : { kind }),
            exchange,
            heard: entry.seen === "job" ? "failed" : "garbled",
            complaint: entry.seen === "job" ? sample : null,
            now: 0,
            notBefore: null,
            redact: (text) => text,
          },
          CATALOGUE,
        );
      }),
    ),
  );
}

describe("every sample of the catalogue", () => {
  const sampled = ALL.filter(({ seen }) => seen === "reply" || seen === "job").flatMap((entry) =>
    entry.sample === null ? [] : [[entry.code, entry, entry.sample] as const],
  );

  it.each(sampled)("is named by its own entry, whatever its status and request: %s", (code, entry, sample) => {
    expect(new Set(namesOf(entry, sample).map((fault) => fault?.code))).toEqual(new Set([code]));
  });

  it("gives a value for each place of its message", () => {
    const told = sampled.flatMap(([code, entry, sample]) => {
      const own = entry.message !== undefined && compileTemplate(entry.message).match(normalise(sample)) !== null;
      if (!own || sample.startsWith("{")) return [];
      const params = Object.entries(namesOf(entry, sample)[0]?.params ?? {});
      return [[code, params.filter(([, value]) => value !== "").map(([name]) => name)]];
    });
    expect(told.length).toBeGreaterThan(50);
    expect(told).toEqual(told.map(([code]) => [code, placesIn(CATALOGUE.find(String(code))?.message ?? "")]));
  });
});

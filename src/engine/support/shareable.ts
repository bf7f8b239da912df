import { HIDDEN } from "../../domain/fault.ts";
import type { Job, JobRequest } from "../../domain/job.ts";
import type { JournalEntry, JournalRecord } from "../../domain/journal.ts";
import type { Submission } from "../../domain/submission.ts";
import { redact, secretsIn } from "../redact.ts";

/** A job with all that belongs to it, as the store holds it. */
export interface JobFile {
  readonly job: Job;
  readonly submissions: readonly Submission[];
  readonly journal: readonly JournalRecord[];
}

/** What is private beside what the job itself holds. */
export interface Private {
  /** Credentials as far as they are at hand. They were kept out of the journal when it was written: this is the second look. */
  readonly secrets: readonly string[];
  /** Folders of this machine that messages may name: a home, a spool. */
  readonly folders: readonly string[];
}

/** The same without anything private: what a bundle, its pages and its drawing are made of, and nothing else. */
export interface Shareable extends JobFile {
  /** Names of the options that were passed on untouched. */
  readonly optionNames: readonly string[];
  readonly scripts: number;
  /** True when the provider was to fetch the recording, and we never had it. */
  readonly passedOn: boolean;
}

const FOLDER = "[folder]";
const OUTPUT = "[output file]";

/** A value of somebody's option that is shorter may be a model or a language, which a message must keep to be understood. */
const SHORTEST_VALUE = 16;
/** Less of a secret than this, at the end of a text that was cut, opens nothing. */
const SHORTEST_REST = 6;

/** Paths that begin like those of people's machines. A provider's own `/v2/upload` is none. */
const PRIVATE_PATH =
  /(?:\bfile:\/{0,2})?(?:\/(?:home|Users|root|tmp|var|mnt|media|Volumes|private)\/|\b[A-Za-z]:\\)[^\s"'<>|,;)]*/g;

/** What an option may be called and still be shown: what is called otherwise may be a value. */
const OPTION_NAME = /^[a-z][a-z0-9_.-]{0,39}$/i;

/** Takes everything private out of a job. Every text is looked at, wherever it stands. */
export function shareable({ job, submissions, journal }: JobFile, more: Private): Shareable {
  const { request } = job;
  const clean = cleaner(request, submissions, more);
  const options = [request.providerOptions, ...(request.linkOptions ?? [])];
  return {
    job: clean({ ...job, request: openRequest(request) }),
    submissions: submissions.map((one) => clean({ ...one, private: { uploadUrl: null } })),
    journal: journal.map((record) => ({ ...record, entry: clean(openEntry(record.entry)) })),
    optionNames: [...new Set(options.flatMap((one) => Object.keys(one)))].filter((name) => OPTION_NAME.test(name)),
    scripts: request.options.script?.length ?? 0,
    passedOn: request.audioUrl !== undefined && job.fetched === undefined,
  };
}

/** A file's name without the folders before it. */
export function baseName(name: string): string {
  return name.split(/[\\/]/).findLast((part) => part !== "") ?? "recording";
}

function openRequest(request: JobRequest): JobRequest {
  const { linkOptions: _options, audioUrl: _url, options, ...open } = request;
  const { script: _script, ...neutral } = options;
  return { ...open, options: neutral, providerOptions: {}, deliveries: [], tags: {}, share: "", key: "" };
}

function openEntry(entry: JournalEntry): JournalEntry {
  return entry.type === "delivered" ? { ...entry, to: OUTPUT } : entry;
}

type Clean = <T>(value: T) => T;

function cleaner(request: JobRequest, submissions: readonly Submission[], { secrets, folders }: Private): Clean {
  const known = spellings([...secretsOf(request, submissions), ...secrets]);
  const paths = pathsOf(request, folders);
  const name = request.audio.name;
  const text = (words: string): string => {
    let clean = withoutRest(redact(words, known), known);
    for (const [path, instead] of paths) clean = clean.replace(path, instead);
    clean = clean.replace(PRIVATE_PATH, (path) => `${FOLDER}/${baseName(path)}`);
    return baseName(name) === name ? clean : clean.replaceAll(name, baseName(name));
  };
  return deep(text);
}

/** Every text in a value, at any depth. */
function deep(text: (words: string) => string): Clean {
  const clean = (value: unknown): unknown => {
    if (typeof value === "string") return text(value);
    if (Array.isArray(value)) return value.map((item) => clean(item));
    if (typeof value !== "object" || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, clean(part)]));
  };
  return clean as Clean;
}

function secretsOf(request: JobRequest, submissions: readonly Submission[]): readonly string[] {
  const options = [request.providerOptions, ...(request.linkOptions ?? [])];
  return [
    ...options.flatMap((one) => [...secretsIn(one), ...textsIn(one).filter((text) => text.length >= SHORTEST_VALUE)]),
    ...(request.options.script ?? []).filter((text) => text.length >= SHORTEST_VALUE),
    request.audioUrl ?? "",
    ...submissions.map((one) => one.private.uploadUrl ?? ""),
  ];
}

function textsIn(value: unknown): readonly string[] {
  if (typeof value === "string") return [value];
  return typeof value === "object" && value !== null ? Object.values(value).flatMap((part) => textsIn(part)) : [];
}

/** A secret as JSON and as an address write it as well. */
function spellings(secrets: readonly string[]): readonly string[] {
  const all = secrets.flatMap((secret) => [secret, JSON.stringify(secret).slice(1, -1), uriPart(secret)]);
  return [...new Set(all)].filter((one) => one !== "");
}

/** Half of a pair of surrogates, which a cut text may end in, is no character that an address could hold. */
function uriPart(text: string): string {
  return encodeURIComponent(text.replace(/\p{Cs}/gu, "\ufffd"));
}

/** What the journal keeps of a body is cut: the beginning of a secret may stand at its end. */
function withoutRest(words: string, secrets: readonly string[]): string {
  const end = words.slice(-SHORTEST_REST);
  if (end.length < SHORTEST_REST) return words;
  let rest = 0;
  for (const secret of secrets) {
    // Of an address the host may stay, and what follows it is gone already, cut or not.
    if (/^https?/i.test(secret)) continue;
    for (let at = secret.indexOf(end); at >= 0; at = secret.indexOf(end, at + 1)) {
      const length = at + SHORTEST_REST;
      if (length > rest && words.endsWith(secret.slice(0, length))) rest = length;
    }
  }
  return rest === 0 ? words : `${words.slice(0, -rest)}${HIDDEN}`;
}

/** Whole paths before the folders that they lie in, and longer ones before shorter. */
function pathsOf({ deliveries }: JobRequest, folders: readonly string[]): readonly (readonly [RegExp, string])[] {
  const files = deliveries.flatMap(({ path, recording }) => [path, ...(recording === undefined ? [] : [recording])]);
  const around = [...files.map((path) => folderOf(path)), ...folders].filter((folder) => folder.length > 1);
  return [
    ...longestFirst(files).map((path) => [literally(path), OUTPUT] as const),
    ...longestFirst(around).map((folder) => [literally(folder), FOLDER] as const),
  ];
}

/** Not as the beginning of a longer name. */
function literally(path: string): RegExp {
  return new RegExp(`${path.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&")}(?![\\w-])`, "g");
}

function folderOf(path: string): string {
  return path.slice(0, Math.max(0, Math.max(path.lastIndexOf("/"), path.lastIndexOf("\\"))));
}

function longestFirst(texts: readonly string[]): readonly string[] {
  return [...new Set(texts)].filter((text) => text !== "").sort((one, other) => other.length - one.length);
}

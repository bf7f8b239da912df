import { createHash } from "node:crypto";
import { join, resolve } from "node:path";
import { SettingsError, type TenutoError } from "../domain/errors.ts";
import type { FileFormat } from "../domain/transcript.ts";
import { stemOf } from "./endings.ts";
import type { Input } from "./inputs.ts";
import { printable } from "./printable.ts";

/** What a file's name may take on the usual file systems, bytes. */
const LONGEST_NAME = 255;

/** A file that an input ends in, and its format, which is its ending too. */
interface OutputFile<F> {
  readonly path: string;
  readonly format: F;
}

/** The files an input ends in. */
export interface Ends<F extends string = FileFormat> {
  readonly deliveries: readonly OutputFile<F>[];
  /** For one of several of its stem: what it ended in while it was alone, and the others, by their paths. */
  readonly alone?: { readonly deliveries: readonly OutputFile<F>[]; readonly others: readonly string[] };
}

/** An input and the files it is to end in. */
export interface Planned<F extends string = FileFormat> extends Ends<F> {
  readonly input: Input;
}

/** An input that cannot be given any files, and why. */
export interface Clashing {
  readonly input: Input;
  readonly clash: TenutoError;
}

/**
 * Which files each input ends in; in the order of the inputs. Two inputs of one stem, such as a.mp3 and a.wav, both keep
 * their endings: a.mp3.txt and a.wav.txt. One that would even then write another's file, or replace an input, is
 * refused before anything is accepted: a transcript would quietly replace something, and both are paid for.
 *
 * @param what the files are, for people
 */
export function planOutputs<F extends string>(
  inputs: readonly Input[],
  folder: string,
  formats: readonly F[],
  what = "transcript",
): (Planned<F> | Clashing)[] {
  const root = resolve(folder);
  const owners = new Map<string, string>();
  const sources = new Set(inputs.flatMap(({ origin }) => (origin.kind === "file" ? sameFile(origin.path) : [])));
  const sharing = groupedBy(inputs, (input) => placeOf(root, input, stemOf(input.file)));
  return inputs.map((input) => {
    const others = (sharing.get(placeOf(root, input, stemOf(input.file))) ?? []).filter((other) => other !== input);
    const endsIn = (name: string): readonly OutputFile<F>[] =>
      formats.map((format) => ({ path: join(root, input.below, fitting(name, format)), format }));
    const deliveries = endsIn(others.length > 0 ? input.file : stemOf(input.file));
    const clash = clashOf(input, deliveries, what, owners, sources);
    if (clash !== null) return { input, clash };
    for (const { path } of deliveries) owners.set(sameFile(path), input.name);
    if (others.length === 0) return { input, deliveries };
    const paths = others.flatMap(({ origin }) => (origin.kind === "file" ? origin.path : []));
    const isAllFiles = paths.length === others.length;
    return {
      input,
      deliveries,
      ...(isAllFiles ? { alone: { deliveries: endsIn(stemOf(input.file)), others: paths } } : {}),
    };
  });
}

function clashOf(
  { name }: Input,
  deliveries: readonly OutputFile<string>[],
  what: string,
  owners: ReadonlyMap<string, string>,
  sources: ReadonlySet<string>,
): SettingsError | null {
  for (const { path } of deliveries) {
    const owner = owners.get(sameFile(path));
    if (owner !== undefined) {
      return new SettingsError(
        "settings/output-clash",
        `${owner} and ${name} would both be written to ${printable(path)}.`,
        "Rename one of them, or name their folder instead of the files: its own folders are kept apart.",
      );
    }
    if (sources.has(sameFile(path))) {
      return new SettingsError(
        "settings/output-clash",
        `The ${what} of ${name} would replace ${printable(path)}, which is one of the inputs.`,
        "Choose another folder with --output-dir.",
      );
    }
  }
  return null;
}

function placeOf(root: string, { below }: Input, stem: string): string {
  return sameFile(join(root, below, stem));
}

function groupedBy<T>(all: readonly T[], key: (one: T) => string): ReadonlyMap<string, readonly T[]> {
  const groups = new Map<string, T[]>();
  for (const one of all) {
    const group = groups.get(key(one));
    if (group === undefined) groups.set(key(one), [one]);
    else group.push(one);
  }
  return groups;
}

/** A name too long for its new ending is cut and told apart by a hash of the whole, the same at every run. */
function fitting(name: string, format: string): string {
  const whole = `${name}.${format}`;
  if (Buffer.byteLength(whole) <= LONGEST_NAME) return whole;
  const ending = `~${createHash("sha256").update(name).digest("hex").slice(0, 8)}.${format}`;
  let kept = "";
  for (const char of name) {
    if (Buffer.byteLength(kept + char + ending) > LONGEST_NAME) break;
    kept += char;
  }
  return kept + ending;
}

/** Many file systems ignore case and spell accents in two ways: names that differ only so are taken for one. */
function sameFile(path: string): string {
  return path.normalize("NFC").toLowerCase();
}

import type { Finding } from "./tools.ts";

/** Files of the tree with their text, paths relative to its root. */
export type Tree = ReadonlyMap<string, string>;

const LONGEST = 300;
const VAGUE = /(^|[/])(utils?|helpers?|types?|common|misc|shared)([.][^/]*|[/].*)$/i;
const isTest = (file: string) => file.endsWith(".test.ts");
/** Catalogues are data, as long as the list of known faults is. */
const isData = (file: string) => /^src[/](providers[/][^/]+[/]errors|catalogue[/](generic|audio))[.]ts$/.test(file);

export function tooLong(tree: Tree): Finding[] {
  return [...tree].flatMap(([file, text]) => {
    const lines = text.split("\n").length - 1;
    const counts = file.startsWith("src/") && !isTest(file) && !isData(file);
    return counts && lines > LONGEST
      ? [{ file, rule: "too-long", says: `has ${lines} lines, ${LONGEST} are the most` }]
      : [];
  });
}

export function vaguelyNamed(tree: Tree): Finding[] {
  return [...tree.keys()]
    .filter((file) => VAGUE.test(file))
    .map((file) => ({ file, rule: "vague-name", says: "is named for no concept" }));
}

/** The title that a `describe`, an `it`, a `test` or a table of cases is given: the first string after its bracket. */
const TITLE =
  /\bdescribe[.\w]*\(\s*(?<mark>["'`])(?<group>.+?)\k<mark>,|(?:\b(?:it|test)[.\w]*|\))\(\s*(?<quote>["'`])(?<title>.+?)\k<quote>,/g;

/** Every test of the tree under the name that a report shows: that of its group and its own. */
export function testNames(tree: Tree): { readonly file: string; readonly name: string }[] {
  return [...tree.keys()].filter(isTest).flatMap((file) => {
    let group = "";
    const names: { file: string; name: string }[] = [];
    for (const { groups } of String(tree.get(file)).matchAll(TITLE)) {
      if (groups?.group === undefined) names.push({ file, name: `${group} > ${groups?.title}` });
      else group = groups.group;
    }
    return names;
  });
}

export function namedTwice(tree: Tree): Finding[] {
  const seen = new Map<string, string>();
  return testNames(tree).flatMap(({ file, name }) => {
    const first = seen.get(name);
    seen.set(name, first ?? file);
    return first === undefined ? [] : [{ file, rule: "named-twice", says: `${name}: as in ${first}` }];
  });
}

export function vaguelyPromised(tree: Tree): Finding[] {
  return testNames(tree)
    .filter(({ name }) => /\bshould\b/i.test(name))
    .map(({ file, name }) => ({ file, rule: "should", says: name }));
}

import {
  Composer,
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  Lexer,
  LineCounter,
  type Node,
  Parser,
  visit,
} from "yaml";

/**
 * YAML (or JSON, which is YAML) that somebody wrote by hand, read with the place of every part, so that whatever is wrong
 * with it later can be told with its line and column. It may come from a stranger: it is bounded in depth and aliases,
 * and read in time that does not grow with the square of its size.
 */

/** Nobody writes deeper by hand. The parser calls itself for each level, and ends the whole process when it cannot. */
const DEEPEST = 100;

/** Each of them is looked for in all that stands before it. */
const MOST_ALIASES = 100;

/** Where the text stops being YAML that can be used. */
export interface YamlTrouble {
  readonly offset: number;
  /** In capitals: the parser's own, or `TOO_DEEP`, `DUPLICATE_KEY`, `BAD_ALIAS`. */
  readonly code: string;
  /** What is wrong, in words that may repeat a part of the text. */
  readonly why: string;
}

export interface YamlText {
  readonly document: Document.Parsed;
  /** The first thing that is wrong; null for a text that can be used. */
  readonly trouble: YamlTrouble | null;
  /** `line:column` of an offset, both from 1. */
  readonly at: (offset: number) => string;
}

/** Never throws: what is wrong is in `trouble`. */
export function yamlText(text: string): YamlText {
  const lines = new LineCounter();
  const at = (offset: number): string => {
    const { line, col } = lines.linePos(offset);
    return `${line}:${col}`;
  };
  const { tokens, tooDeepAt } = tokensOf(text, lines);
  const composer = new Composer({ prettyErrors: false, uniqueKeys: false, logLevel: "error" });
  const [document, second] = composer.compose(tokens, true, text.length);
  if (document === undefined) throw new Error("The YAML parser gave no document, not even an empty one.");
  const [broken] = document.errors;
  // What was left out makes errors of its own, at the end.
  if (broken !== undefined && (tooDeepAt === null || broken.pos[0] < tooDeepAt)) {
    return { document, at, trouble: { offset: broken.pos[0], code: broken.code, why: broken.message } };
  }
  if (tooDeepAt !== null) {
    const why = `this is nested more than ${DEEPEST} deep`;
    return { document, at, trouble: { offset: tooDeepAt, code: "TOO_DEEP", why } };
  }
  if (second !== undefined) {
    const why = "a second document begins here";
    return { document, at, trouble: { offset: second.range[0], code: "MULTIPLE_DOCS", why } };
  }
  return { document, at, trouble: ambiguity(document) };
}

/** As far as the text is not too deep. */
function tokensOf(text: string, lines: LineCounter) {
  const parser = new Parser(lines.addNewLine);
  lines.addNewLine(0);
  const tokens = [];
  let tooDeepAt: number | null = null;
  for (const lexeme of new Lexer().lex(text)) {
    tokens.push(...parser.next(lexeme));
    if (parser.stack.length <= DEEPEST) continue;
    tooDeepAt = parser.offset;
    break;
  }
  tokens.push(...parser.end());
  return { tokens, tooDeepAt };
}

/** A key that stands twice, and an alias that leads nowhere or into itself: the parser's own checks take far too long. */
function ambiguity(document: Document.Parsed): YamlTrouble | null {
  let trouble: YamlTrouble | null = null;
  const anchored = new Map<string, unknown>();
  let aliases = 0;
  const stop = (node: unknown, code: string, why: string): symbol => {
    trouble = { offset: startOf(node) ?? 0, code, why };
    return visit.BREAK;
  };
  visit(document, {
    Node: (_, node, path) => {
      if (isAlias(node)) {
        const target = anchored.get(node.source);
        if (target === undefined) return stop(node, "BAD_ALIAS", `there is no anchor ${node.source} before this alias`);
        if (path.includes(target as Node)) return stop(node, "BAD_ALIAS", `the alias ${node.source} contains itself`);
        if (++aliases > MOST_ALIASES) return stop(node, "BAD_ALIAS", `there are more than ${MOST_ALIASES} aliases`);
        return undefined;
      }
      if (node.anchor !== undefined) anchored.set(node.anchor, node);
      if (!isMap(node)) return undefined;
      const keys = new Set<unknown>();
      for (const { key } of node.items) {
        const word = isScalar(key) ? key.value : key;
        if (keys.has(word)) return stop(key, "DUPLICATE_KEY", "Map keys must be unique");
        keys.add(word);
      }
      return undefined;
    },
  });
  return trouble;
}

type Path = readonly PropertyKey[];

/** Says where something stands: a word of a map itself, or its value. */
export type Where = (path: Path, part: "word" | "value") => string;

export interface LocatedYaml {
  /** Null for an empty text. */
  readonly value: unknown;
  /** `name:line:column` of where a path ends, or of the deepest part of it that is there. */
  readonly where: Where;
}

/**
 * A text's value, and where each part of it stands.
 *
 * @param name stands before every place, usually the file's
 * @param broken makes what is thrown for a text that is not YAML, from its place and the reason
 */
export function locatedYaml(text: string, name: string, broken: (place: string, why: string) => Error): LocatedYaml {
  const { document, trouble, at } = yamlText(text);
  const place = (offset: number): string => `${name}:${at(offset)}`;
  if (trouble !== null) throw broken(place(trouble.offset), trouble.why);
  let value: unknown;
  try {
    value = document.toJS();
  } catch (error) {
    // Aliases of aliases that multiply.
    throw broken(place(0), error instanceof Error ? error.message : String(error));
  }
  return { value, where: (path, part) => place(offsetOf(document.contents, path, part)) };
}

function offsetOf(root: unknown, path: Path, part: "word" | "value"): number {
  let node = root;
  let offset = startOf(root) ?? 0;
  for (const [index, step] of path.entries()) {
    if (isMap(node)) {
      const pair = node.items.find(({ key }) => isScalar(key) && key.value === step);
      if (pair === undefined) break;
      const wanted = index === path.length - 1 && part === "word" ? pair.key : pair.value;
      offset = startOf(wanted) ?? startOf(pair.key) ?? offset;
      node = pair.value;
    } else if (isSeq(node)) {
      node = node.items[Number(step)];
      offset = startOf(node) ?? offset;
    } else break;
  }
  return offset;
}

function startOf(node: unknown): number | null {
  return isScalar(node) || isMap(node) || isSeq(node) || isAlias(node) ? (node.range?.[0] ?? null) : null;
}

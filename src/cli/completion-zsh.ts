import { type Place, spelled } from "./completion-places.ts";

/** The script for zsh: a function for each place. */
export function zsh(places: readonly Place[]): string {
  const [root, ...others] = places;
  if (root === undefined) return "";
  const [name = ""] = root.words;
  const functionOf = ({ words }: Place): string => `_${words.join("_")}`;
  const body = (place: Place): string => {
    const flags = place.flags.map((flag) => {
      const value = !flag.takesValue
        ? ""
        : flag.choices.length > 0
          ? `:value:(${flag.choices.join(" ")})`
          : ":value:_files";
      const both = spelled(flag);
      const names = both.length > 1 ? `'(${both.join(" ")})'{${both.join(",")}}` : `'${flag.long}'`;
      return `    ${names}'[${flag.about}]${value}'`;
    });
    const below = others.filter(
      ({ words }) => words.length === place.words.length + 1 && startsWith(words, place.words),
    );
    if (below.length === 0)
      return [`  _arguments -s \\`, ...flags.map((flag) => `${flag} \\`), "    '*:file:_files'"].join("\n");
    const commands = place.commands.map((one) => `    '${one.name}:${one.about}'`);
    return [
      "  local -a commands=(",
      ...commands,
      "  )",
      "  local state line",
      "  _arguments -s -C \\",
      ...flags.map((flag) => `${flag} \\`),
      "    '1:command:->command' '*::argument:->argument'",
      '  case "$state" in',
      "    command) _describe command commands ;;",
      '    argument) case "$line[1]" in',
      ...below.map((one) => `      ${one.words.at(-1)}) ${functionOf(one)} ;;`),
      "    esac ;;",
      "  esac",
    ].join("\n");
  };
  const functions = places.map((place) => `${functionOf(place)}() {\n${body(place)}\n}`);
  return `#compdef ${name}\n# zsh completion for ${name}; load it with: source <(${name} completion zsh)\n${functions.join("\n")}\ncompdef _${name} ${name}\n`;
}

function startsWith(words: readonly string[], beginning: readonly string[]): boolean {
  return beginning.every((word, index) => words[index] === word);
}

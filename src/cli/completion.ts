import type { Command, Option } from "commander";
import { SettingsError } from "../domain/errors.ts";
import { EXIT, type ExitCode } from "./exit-codes.ts";
import { printable } from "./printable.ts";
import type { Output } from "./terminal.ts";

/** A command as a shell is told of it: the words that lead to it, and what may follow them. */
interface Place {
  readonly words: readonly string[];
  readonly about: string;
  readonly commands: readonly { readonly name: string; readonly about: string }[];
  readonly flags: readonly Flag[];
}

interface Flag {
  readonly long: string;
  readonly short: string | null;
  readonly about: string;
  /** Followed by a value; then a file is offered. */
  readonly takesValue: boolean;
  readonly choices: readonly string[];
}

const SHELLS: Readonly<Record<string, (places: readonly Place[]) => string>> = { bash, zsh, fish };

/** `tenuto completion <shell>`: a script for the shell, made from what the command line itself knows. */
export function completion(shell: string, program: Command, out: Output): ExitCode {
  const script = SHELLS[shell];
  if (script === undefined) {
    throw new SettingsError(
      "settings/shell",
      `There is no completion for ${JSON.stringify(printable(shell))}.`,
      `Use ${Object.keys(SHELLS).join(", ")}.`,
    );
  }
  out.write(script(placesOf(program, [])));
  return EXIT.done;
}

function placesOf(command: Command, before: readonly string[]): Place[] {
  const help = command.createHelp();
  const words = [...before, command.name()];
  const commands = help.visibleCommands(command);
  const place: Place = {
    words,
    about: plain(command.description()),
    commands: commands.map((one) => ({ name: one.name(), about: plain(one.description()) })),
    flags: help.visibleOptions(command).flatMap(flagOf),
  };
  return [place, ...commands.flatMap((one) => placesOf(one, words))];
}

function flagOf({ long, short, description, required, optional, argChoices }: Option): Flag[] {
  if (long == null) return [];
  const takesValue = required || optional;
  return [{ long, short: short ?? null, about: plain(description), takesValue, choices: argChoices ?? [] }];
}

/** Descriptions go into single quotes and brackets of three languages. */
function plain(text: string): string {
  return text
    .replace(/['"`\\[\]$:]/g, " ")
    .replace(/\s+/g, " ")
    .trim();
}

const spelled = ({ long, short }: Flag): string[] => (short === null ? [long] : [short, long]);

/** What may be typed after a place, the files aside. */
function wordsAt({ commands, flags }: Place): string {
  return [...commands.map(({ name }) => name), ...flags.flatMap(spelled)].join(" ");
}

function bash(places: readonly Place[]): string {
  const [root] = places;
  const name = root?.words[0] ?? "";
  const paths = places.slice(1).map(({ words }) => words.slice(1).join(" "));
  const cases = places.map((place) => {
    const valued = place.flags.filter(({ takesValue }) => takesValue);
    const choices = valued
      .filter((flag) => flag.choices.length > 0)
      .map(
        (flag) =>
          `        ${spelled(flag).join("|")}) mapfile -t COMPREPLY < <(compgen -W '${flag.choices.join(" ")}' -- "$word"); return ;;`,
      );
    const files = valued.filter((flag) => flag.choices.length === 0).flatMap(spelled);
    const file = files.length === 0 ? [] : [`        ${files.join("|")}) return ;;`];
    return [
      `    '${place.words.slice(1).join(" ")}')`,
      '      case "$before" in',
      ...choices,
      ...file,
      "      esac",
      `      words='${wordsAt(place)}' ;;`,
    ].join("\n");
  });
  return `# bash completion for ${name}; load it with: source <(${name} completion bash)
_${name}() {
  local word="\${COMP_WORDS[COMP_CWORD]}" before="\${COMP_WORDS[COMP_CWORD-1]}" place="" words="" at next
  COMPREPLY=()
  for ((at = 1; at < COMP_CWORD; at++)); do
    next="\${place:+$place }\${COMP_WORDS[at]}"
    case "$next" in
      ${paths.map((path) => `'${path}'`).join("|")}) place="$next" ;;
    esac
  done
  case "$place" in
${cases.join("\n")}
  esac
  mapfile -t COMPREPLY < <(compgen -W "$words" -- "$word")
}
# Where no word fits, files are offered.
complete -o default -o bashdefault -F _${name} ${name}
`;
}

function zsh(places: readonly Place[]): string {
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

function fish(places: readonly Place[]): string {
  const name = places[0]?.words[0] ?? "";
  const lines = places.flatMap((place) => {
    const [, ...path] = place.words;
    const names = place.commands.map((one) => one.name).join(" ");
    const seen = path.map((word) => `__fish_seen_subcommand_from ${word}`);
    const here = path.length === 0 ? ["__fish_use_subcommand"] : seen;
    const notYet = path.length > 0 && names !== "" ? [`not __fish_seen_subcommand_from ${names}`] : [];
    const condition = (parts: readonly string[]): string => (parts.length === 0 ? "" : ` -n '${parts.join("; and ")}'`);
    return [
      ...place.commands.map(
        (one) => `complete -c ${name}${condition([...here, ...notYet])} -f -a ${one.name} -d '${one.about}'`,
      ),
      ...place.flags.map((flag) => {
        const short = flag.short === null ? "" : ` -s ${flag.short.slice(1)}`;
        const value = !flag.takesValue ? "" : flag.choices.length > 0 ? ` -x -a '${flag.choices.join(" ")}'` : " -r";
        return `complete -c ${name}${condition(seen)}${short} -l ${flag.long.slice(2)}${value} -d '${flag.about}'`;
      }),
    ];
  });
  return `# fish completion for ${name}; load it with: ${name} completion fish | source\n${lines.join("\n")}\n`;
}

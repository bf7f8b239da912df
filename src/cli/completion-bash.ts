import { type Place, spelled } from "./completion-places.ts";

/** The script for bash, which calls one function that knows every place. */
export function bash(places: readonly Place[]): string {
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

/** What may be typed after a place, the files aside. */
function wordsAt({ commands, flags }: Place): string {
  return [...commands.map(({ name }) => name), ...flags.flatMap(spelled)].join(" ");
}

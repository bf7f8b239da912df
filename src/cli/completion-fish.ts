import type { Place } from "./completion-places.ts";

/** The script for fish: a line for each word, with the condition under which it is offered. */
export function fish(places: readonly Place[]): string {
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

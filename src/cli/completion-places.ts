import type { Command, Option } from "commander";

/** A command as a shell is told of it: the words that lead to it, and what may follow them. */
export interface Place {
  readonly words: readonly string[];
  readonly about: string;
  readonly commands: readonly { readonly name: string; readonly about: string }[];
  readonly flags: readonly Flag[];
}

export interface Flag {
  readonly long: string;
  readonly short: string | null;
  readonly about: string;
  /** Followed by a value; then a file is offered. */
  readonly takesValue: boolean;
  readonly choices: readonly string[];
}

/** Every command below this one and itself, each before those below it. */
export function placesOf(command: Command, before: readonly string[]): Place[] {
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

/** Its spellings, the short one first. */
export function spelled({ long, short }: Flag): string[] {
  return short === null ? [long] : [short, long];
}

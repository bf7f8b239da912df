/** A value and the flag, variable or place in a file that it came from, so that a refusal can say where to look. */
export interface Told {
  readonly value: string;
  readonly from: string;
}

/**
 * What counts of a setting: the option's value, else the variable's, else that of the strongest file. The flag is for
 * people. Null where nobody said anything.
 */
export type Tell = (
  name: string,
  flag: string,
  value: string | number | boolean | undefined,
  variable?: string,
) => Told | null;

/** A bad value as it may be shown: cut short, control characters made visible. */
export function quoted(value: string): string {
  const head = value.length > 60 ? `${value.slice(0, 60)}…` : value;
  return JSON.stringify(head).replace(/[\u007f-\u009f]/g, "?");
}

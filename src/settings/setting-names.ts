/** In place of a name of somebody's own among the names of settings. */
export const ANY_NAME = "<name>";

/** Whether a setting of this name takes a value. A dot is a level. */
export function isSetting(name: string, names: readonly string[]): boolean {
  const levels = name.split(".");
  return names.some((known) => known.split(".").length === levels.length && beginsLike(known, levels));
}

/** Whether it is a setting, or a group that holds some. */
export function isWithinSettings(name: string, names: readonly string[]): boolean {
  const levels = name.split(".");
  return names.some((known) => beginsLike(known, levels));
}

function beginsLike(known: string, levels: readonly string[]): boolean {
  const wanted = known.split(".");
  return levels.every((level, index) => wanted[index] === level || wanted[index] === ANY_NAME);
}

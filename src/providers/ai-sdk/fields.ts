export type Fields = Readonly<Record<string, unknown>>;

/** An object that is no list, such as anything foreign may or may not be. */
export function isFields(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Real messages nest a dozen deep. What is nested thousands deep can be parsed, and then not be written again. */
const DEEPEST = 200;

/** Whether a JSON text nests deeper than any message does; in time linear in its length, and without parsing it. */
export function nestsTooDeep(json: string): boolean {
  let depth = 0;
  let isInText = false;
  for (let at = 0; at < json.length; at += 1) {
    const char = json[at];
    if (isInText) {
      if (char === "\\") at += 1;
      else if (char === '"') isInText = false;
    } else if (char === '"') isInText = true;
    else if (char === "{" || char === "[") depth += 1;
    else if (char === "}" || char === "]") depth -= 1;
    if (depth > DEEPEST) return true;
  }
  return false;
}

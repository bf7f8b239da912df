/**
 * The script that an assessment's file is about: null for free speech, undefined for a file that is no assessment of ours.
 * The beginning of the file is enough.
 */
export function assessedScript(head: string): string | null | undefined {
  const [, field] = /^\s*"script": (null|"(?:[^"\\]|\\.)*"),?\s*$/m.exec(head) ?? [];
  if (field !== undefined) return parsed(field);
  const [, script] = /^script: (.+)$/m.exec(head) ?? [];
  if (script !== undefined) return script;
  return head.startsWith("said: ") ? null : undefined;
}

function parsed(field: string): string | null | undefined {
  try {
    const value: unknown = JSON.parse(field);
    return typeof value === "string" || value === null ? value : undefined;
  } catch {
    return undefined;
  }
}

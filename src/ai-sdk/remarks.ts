import type { ModelAnswer, ModelJson, ModelWarning } from "../domain/transcription-model.ts";

/** What a model said beside its text, as it was kept. */
export interface ModelRemarks {
  readonly warnings: readonly ModelWarning[];
  readonly headers: Record<string, string> | null;
  readonly body: unknown;
  readonly providerMetadata: NonNullable<ModelAnswer["providerMetadata"]>;
}

type Fields = Readonly<Record<string, unknown>>;

/** Read from what was kept of the answer, which may be anything. */
export function remarksOfModel(raw: unknown): ModelRemarks {
  const { warnings, response, providerMetadata } = fieldsOf(raw);
  const { headers, body } = fieldsOf(response);
  const told = Object.entries(fieldsOf(headers)).flatMap(([name, value]) =>
    typeof value === "string" ? [[name, value] as const] : [],
  );
  const metadata = Object.entries(fieldsOf(providerMetadata)).map(([name, value]) => {
    return [name, fieldsOf(value) as { [key: string]: ModelJson | undefined }] as const;
  });
  return {
    warnings: Array.isArray(warnings) ? warnings.map(warningOf) : [],
    headers: told.length === 0 ? null : Object.fromEntries(told),
    body,
    providerMetadata: Object.fromEntries(metadata),
  };
}

/** Versions 2 and 4 of the contract have warnings that version 3 does not: those keep their words. */
function warningOf(warning: unknown): ModelWarning {
  const { type, feature, setting, details, message } = fieldsOf(warning);
  const detailed = typeof details === "string" ? { details } : {};
  switch (type) {
    case "unsupported":
    case "compatibility":
      return { type, feature: String(feature), ...detailed };
    case "unsupported-setting":
      return { type: "unsupported", feature: String(setting), ...detailed };
    case "deprecated":
      return { type: "other", message: `${String(setting)}: ${String(message)}` };
    default:
      return { type: "other", message: typeof message === "string" ? message : JSON.stringify(warning) };
  }
}

function fieldsOf(value: unknown): Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Fields) : {};
}

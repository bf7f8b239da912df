import { homedir } from "node:os";
import { dirname, resolve } from "node:path";
import { KNOWN_PROVIDERS } from "./compose-catalogue.ts";
import type { Excerpter } from "./domain/excerpt.ts";
import type { Provider } from "./domain/provider.ts";
import type { SupportDesk } from "./engine/support/gather.ts";
import { versionsHere } from "./engine/support/versions.ts";
import { ffmpegExcerpter } from "./programs/excerpt.ts";
import { hostPrograms } from "./programs/programs.ts";
import type { Settings } from "./settings.ts";

/**
 * What support bundles need beside the store: no provider's client and no HTTP client is loaded for it.
 *
 * @param others providers beside the house's own
 */
export function supportDesk(
  { pathVariable, storePath, keys, accounts }: Pick<Settings, "pathVariable" | "storePath" | "keys" | "accounts">,
  others: readonly Provider[] = [],
): SupportDesk {
  const given = [...Object.values(keys), ...Object.values(accounts).map(({ key }) => key)];
  return {
    // What a file or a function would give is not asked for here: it was taken out when it was used.
    secrets: given.filter((key) => typeof key === "string"),
    folders: [homedir(), ...(storePath === null ? [] : [dirname(resolve(storePath))])],
    provider: (name) => {
      const known = KNOWN_PROVIDERS.find((one) => one.name === name);
      const other = others.find((one) => one.name === name);
      return known ?? (other === undefined ? null : { title: other.name, facts: other.facts });
    },
    versions: async () => versionsHere(await hostPrograms(pathVariable).version("ffmpeg")),
  };
}

/** Cuts samples out of recordings with the ffmpeg of this machine. */
export function excerpter({ pathVariable }: Pick<Settings, "pathVariable">): Excerpter {
  return ffmpegExcerpter(hostPrograms(pathVariable));
}

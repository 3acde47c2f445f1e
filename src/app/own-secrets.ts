import { type Configuration, isLoopback } from "../config/index.js";
import { AttuneError } from "../domain/errors.js";
import { DEVELOPMENT_LINK_SECRET } from "../links/index.js";

/**
 * Whoever knows the secret of links unsubscribes anybody and reads their preferences: the one that everybody can read in the sources is for one machine.
 * @throws AttuneError ATTUNE_CONFIG_INVALID
 */
export function assertOwnSecrets({ links, collector: { host } }: Pick<Configuration, "links" | "collector">): void {
  if (isLoopback(host) || !links.keys.some(({ secret }) => secret === DEVELOPMENT_LINK_SECRET)) return;
  const message = `links.keys has the sample secret, and Attune is to listen on ${host}: set ATTUNE_LINK_SECRET, or give a secret of your own`;
  throw new AttuneError("ATTUNE_CONFIG_INVALID", message);
}

import { AttuneError } from "../../domain/errors.js";

/** What a schema can't see: options that are well-formed and can't work. */
export function configurationMistake(adapter: string, option: string, problem: string): AttuneError {
  return new AttuneError("ATTUNE_CONFIG_INVALID", `adapter ${adapter}: ${option}: ${problem}`);
}

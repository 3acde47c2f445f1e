/** Configuration: YAML to checked plain data, and plain data to the engine's context. See config/README.md for the keys. */
export { addressProblem, isLoopback, withoutPassword } from "./addresses.js";
export type { Configuration } from "./configuration.js";
export { buildEngineContext } from "./engine-context.js";
export { configurationFolder, shippedFolder } from "./folder.js";
export {
  type LoadOptions,
  type LoadResult,
  loadConfiguration,
  readSendTimeRecipe,
  requireConfiguration,
} from "./load.js";
export { given, type Overrides } from "./overrides.js";
export { type ConfigProblem, problemLine } from "./problems.js";
export { DEVELOPMENT_WRITE_KEY } from "./schema/attune.js";
export { DEVELOPMENT_COUPON_SECRET } from "./schema/coupons.js";

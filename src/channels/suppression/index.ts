export { isSameAddress } from "./address.js";
export { SuppressionList } from "./suppression-list.js";

export { type Claim, type Purpose, PURPOSES } from "./claim.js";
export { deriveSecret } from "./link-keys.js";
export { LinkSigner, signerOf } from "./link-signer.js";
export { safeLink } from "./safe-link.js";
export { DEVELOPMENT_LINK_SECRET, type LinkSettings } from "./settings.js";

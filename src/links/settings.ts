/** How links that people get are signed, and where they lead. */
export interface LinkSettings {
  /** Where this Attune is reached from outside, e.g. https://mail.shop.example.com; "": no links are made. Without a slash at the end. */
  readonly publicUrl: string;
  /** The first signs; all verify, so that keys can be changed. At least one. */
  readonly keys: readonly { readonly id: string; readonly secret: string }[];
}

/** Made for development on one machine: a start that listens elsewhere than on loopback refuses it. */
export const DEVELOPMENT_LINK_SECRET = "attune-dev-links";

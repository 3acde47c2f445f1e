/** A layout file of config/templates/, as the configuration checked it: plain data. */
export interface LayoutSettings {
  /** What a treatment's `template` names; the channel's own layout has the channel's name. */
  readonly name: string;
  /** "html" or "text": e-mail has both, the other channels text alone. */
  readonly part: string;
  /** BCP 47: only for people who read this language; left out: for everybody else. */
  readonly locale?: string;
  /** Liquid. */
  readonly source: string;
  /** Where it stands, for people. */
  readonly file: string;
}

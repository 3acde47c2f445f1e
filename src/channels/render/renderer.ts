import type { Message } from "../../domain/message.js";
import { factPath, usableFacts } from "../../domain/usable-fact.js";
import { type LinkSigner, safeLink } from "../../links/index.js";
import type { Words } from "../../ports/channel.js";
import type { DispatcherSettings } from "../settings.js";
import { type Layout, Layouts } from "./layouts.js";
import { linksOf } from "./message-links.js";
import { languageOf, scopeOf } from "./message-scope.js";
import { partProblem, type Problem, wordsProblem } from "./problems.js";
import type { Rendered, RenderFor } from "./rendered.js";
import type { MessageScope } from "./scope.js";
import type { LayoutSettings } from "./settings.js";

export interface RendererParts {
  readonly layouts: readonly LayoutSettings[];
  /** undefined: no links are made, and nothing is counted. */
  readonly links: LinkSigner | undefined;
  readonly tracking: DispatcherSettings["tracking"];
}

/**
 * Dresses the words that the engine chose in a layout. It fails closed: what a layout names and the message doesn't bring, a placeholder, markup or a
 * line break where none may be end in a code, and nothing leaves. The same message, person and time of day give the same bytes.
 */
export class Renderer {
  readonly #layouts: Layouts;
  readonly #links: LinkSigner | undefined;
  readonly #tracking: DispatcherSettings["tracking"];

  constructor({ layouts, links, tracking }: RendererParts) {
    this.#layouts = new Layouts(layouts);
    this.#links = links;
    this.#tracking = tracking;
  }

  render(message: Message, how: RenderFor): Rendered {
    const wrong = wordsProblem(message);
    if (wrong !== undefined) return { ok: false, ...wrong };
    const links = linksOf(message, this.#links, this.#tracking);
    const target = safeLink(message.copy.url);
    if (message.copy.url !== undefined && target === undefined)
      return { ok: false, code: "render.link", detail: "the link isn't https" };
    const url = target === undefined ? undefined : links.counted(target);
    const words = this.#wordsOf(message, scopeOf(message, url, links, how), languageOf(message, how));
    if ("code" in words) return { ok: false, ...words };
    return {
      ok: true,
      words: url === undefined ? words : { ...words, url },
      ...(links.unsubscribe === null ? {} : { unsubscribeUrl: links.unsubscribe }),
      ...(links.preferences === null ? {} : { preferencesUrl: links.preferences }),
    };
  }

  #wordsOf(message: Message, scope: MessageScope, locale: string | undefined): Words | Problem {
    const { channel, copy } = message;
    const text = this.#part("text", message, scope, locale) ?? plainText(message, scope);
    if (typeof text !== "string") return text;
    const html = channel === "email" ? this.#part("html", message, scope, locale) : undefined;
    if (typeof html === "object") return html;
    return { title: copy.title.trim(), text, ...(html === undefined ? {} : { html }) };
  }

  /** undefined: there is no layout for it. */
  #part(
    part: "text" | "html",
    message: Message,
    scope: MessageScope,
    locale: string | undefined,
  ): string | Problem | undefined {
    const { channel, template, facts = {} } = message;
    try {
      const layout = this.#layoutFor(channel, template, part, locale);
      if (layout === undefined) return undefined;
      const known = usableFacts(layout.facts.map(factPath), facts);
      if (known === undefined) {
        const missing = layout.facts.filter((fact) => usableFacts([factPath(fact)], facts) === undefined);
        return { code: "render.fact", detail: missing.join(", ") };
      }
      const content = tidy(part, layout.render({ ...known, ...scope }));
      return partProblem(part, content, channel) ?? content;
    } catch {
      // Liquid says what it stumbled over, and that may be somebody's name.
      return { code: "render.layout", detail: `${template ?? channel}.${part}` };
    }
  }

  /** The one that the treatment names, else the channel's own: a layout may have one part only. */
  #layoutFor(
    channel: string,
    template: string | undefined,
    part: string,
    locale: string | undefined,
  ): Layout | undefined {
    const named = template === undefined ? undefined : this.#layouts.find(template, part, locale);
    return named ?? this.#layouts.find(channel, part, locale);
  }
}

/** Without a layout: the words, and on channels that have no place of its own for it, where they lead. */
function plainText({ channel, copy }: Message, { message }: MessageScope): string | Problem {
  const hasPlace = channel === "push" || channel === "onsite" || channel === "webhook";
  const text = tidy("text", hasPlace || message.url === null ? copy.body : `${copy.body}\n\n${message.url}`);
  return partProblem("text", text, channel) ?? text;
}

/** Conditions leave empty lines behind, and some systems write two characters for the end of a line. */
function tidy(part: "text" | "html", content: string): string {
  const trimmed = content.trim();
  if (part === "html") return trimmed;
  return trimmed
    .replace(/\r\n?/g, "\n")
    .replace(/[ \t]+$/gm, "")
    .replace(/\n{3,}/g, "\n\n");
}
